// Records what Node's own parser makes of the cases in cases.txt, into cases.out:
//   node --expose-internals --no-warnings record.js
// A case is a line: request|response, lenient flags, what onHeadersComplete returns,
// and the bytes, cut into reads at \|, with \{x*N} for N times the character x.
'use strict';
const fs = require('fs');
const path = require('path');
const { internalBinding } = require('internal/test/binding');
const { HTTPParser, allMethods } = internalBinding('http_parser');

function unescape(text) {
  return text.replace(/\\(?:\{(.)\*(\d+)\}|x(..)|(.))/gs, (_, char, count, hex, plain) => {
    if (char !== undefined) return char.repeat(+count);
    if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
    return { r: '\r', n: '\n', t: '\t', '\\': '\\' }[plain];
  });
}

function escape(text) {
  const short = text.length > 300 ? `${text.slice(0, 20)}...${text.length}` : text;
  return short.replace(/[\\\x00-\x1f\x7f-\xff]/g, (char) => ({ '\r': '\\r', '\n': '\\n', '\t': '\\t', '\\': '\\\\' }[char] ??
    '\\x' + char.charCodeAt(0).toString(16).padStart(2, '0')));
}

function run(kind, lenient, verdict, pieces) {
  const parser = new HTTPParser();
  parser.initialize(kind === 'request' ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {}, 0, lenient);
  const out = [];
  let fields = [];
  let url = '';
  let body = '';
  const flush = () => {
    if (body !== '') out.push(`body ${escape(body)}`);
    body = '';
  };
  const list = (flat) => {
    for (let i = 0; i < flat.length; i += 2) out.push(`  ${escape(flat[i])}: ${escape(flat[i + 1])}`);
    fields = [];
  };
  parser[HTTPParser.kOnHeaders] = (flat, more) => { fields.push(...flat); url += more; };
  parser[HTTPParser.kOnHeadersComplete] = (major, minor, flat, method, target, status, reason, upgrade, keepAlive) => {
    const what = kind === 'request' ? `${allMethods[method]} ${escape(target ?? url)}` : `${status} ${escape(reason)}`;
    out.push(`head ${major}.${minor} upgrade=${upgrade} keep-alive=${keepAlive} ${what}`);
    list(flat ?? fields);
    url = '';
    return verdict;
  };
  parser[HTTPParser.kOnBody] = (piece) => { body += piece.latin1Slice(); };
  parser[HTTPParser.kOnMessageComplete] = () => { flush(); out.push('end'); list(fields); url = ''; };
  const failed = (error, what) => {
    flush();
    out.push(`${what} ${error.code} ${error.bytesParsed} ${error.reason}`);
  };
  for (const piece of pieces) {
    const result = parser.execute(Buffer.from(piece, 'latin1'));
    if (result instanceof Error) {
      failed(result, 'error');
      return out;
    }
    if (result !== piece.length) {
      flush();
      out.push(`stopped ${result}`);
      return out;
    }
  }
  const result = parser.finish();
  if (result instanceof Error) failed(result, 'finish');
  flush();
  return out;
}

if (require.main === module) {
  let all = '';
  for (const line of fs.readFileSync(path.join(__dirname, 'cases.txt'), 'utf8').split('\n')) {
    const [, kind, lenient, verdict, bytes] = /^(\w+) (\d+) (\d) (.*)$/.exec(line) ?? [];
    if (kind === undefined) continue;
    const pieces = bytes.split('\\|').map(unescape);
    all += `${line}\n${run(kind, +lenient, +verdict, pieces).map((l) => `    ${l}\n`).join('')}`;
  }
  fs.writeFileSync(path.join(__dirname, 'cases.out'), all);
}
module.exports = { run, escape, unescape };
