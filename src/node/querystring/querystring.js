// `node:querystring`. The engine's URI functions do the work; what they refuse is done here as Node does it.
'use strict';

const { codes: { ERR_INVALID_URI } } = require('internal/errors');
const { Buffer } = require('buffer');

// Pairs that `parse` reads unless told otherwise, against floods of them.
const keysMax = 1000;

const escapedByte = /%[0-9a-f]{2}/i;

/** Bytes of a string's characters, with %XX decoded and, if asked for, '+' a space. */
function unescapeBuffer(string, decodeSpaces) {
  const bytes = Buffer.from(`${string}`, 'latin1');
  let used = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i];
    if (byte === 0x2b && decodeSpaces) {
      byte = 0x20;
    } else if (byte === 0x25 && i + 2 < bytes.length) {
      const value = hexValue(bytes[i + 1]) << 4 | hexValue(bytes[i + 2]);
      if (value >= 0) {
        byte = value;
        i += 2;
      }
    }
    bytes[used++] = byte;
  }
  return used === bytes.length ? bytes : bytes.slice(0, used);
}

// -1 for what is no digit; it survives being shifted and joined.
function hexValue(code) {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  code |= 0x20;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

function qsUnescape(string, decodeSpaces) {
  try {
    return decodeURIComponent(string);
  } catch {
    return QueryString.unescapeBuffer(string, decodeSpaces).toString();
  }
}

function qsEscape(string) {
  if (typeof string !== 'string') string = typeof string === 'object' ? String(string) : `${string}`;
  try {
    return encodeURIComponent(string);
  } catch {
    return escapeMalformed(string);
  }
}

// Any surrogate goes with the character after it, whatever that is; at the end there is none.
function escapeMalformed(string) {
  let escaped = '';
  for (let i = 0; i < string.length; i++) {
    const code = string.charCodeAt(i);
    if (code < 0xd800 || code >= 0xe000) {
      escaped += encodeURIComponent(string[i]);
      continue;
    }
    if (++i === string.length) throw new ERR_INVALID_URI();
    const point = 0x10000 + ((code & 0x3ff) << 10 | string.charCodeAt(i) & 0x3ff);
    escaped += encodeURIComponent(String.fromCodePoint(point));
  }
  return escaped;
}

function stringifyPrimitive(value) {
  switch (typeof value) {
    case 'string': return value;
    case 'number': return Number.isFinite(value) ? `${value}` : '';
    case 'bigint':
    case 'boolean': return `${value}`;
    default: return '';
  }
}

function encodeDefault(value) {
  if (typeof value === 'string') return value.length > 0 ? QueryString.escape(value) : '';
  const text = stringifyPrimitive(value);
  // From 1e21 on numbers are written with a '+'.
  return typeof value === 'number' && Math.abs(value) >= 1e21 ? QueryString.escape(text) : text;
}

function stringify(obj, sep, eq, options) {
  if (obj === null || typeof obj !== 'object') return '';
  sep ||= '&';
  eq ||= '=';
  const custom = typeof options?.encodeURIComponent === 'function' ? options.encodeURIComponent : QueryString.escape;
  const encode = custom === qsEscape ? encodeDefault : (value) => custom(stringifyPrimitive(value));

  let text = '';
  for (const key of Object.keys(obj)) {
    const value = obj[key];
    const start = encode(key) + eq;
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) {
        if (text !== '') text += sep;
        text += start + encode(value[i]);
      }
    } else {
      if (text !== '') text += sep;
      text += start + encode(value);
    }
  }
  return text;
}

function parse(qs, sep, eq, options) {
  const obj = { __proto__: null };
  if (typeof qs !== 'string' || qs.length === 0) return obj;
  sep = sep ? `${sep}` : '&';
  eq = eq ? `${eq}` : '=';
  const decode = typeof options?.decodeURIComponent === 'function' ?
    options.decodeURIComponent : QueryString.unescape;
  const custom = decode !== qsUnescape;
  const max = typeof options?.maxKeys === 'number' ? options.maxKeys : keysMax;

  const pairs = max > 0 && max < Infinity ? qs.split(sep, max) : qs.split(sep);
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf(eq);
    const key = decodePart(equals === -1 ? pair : pair.slice(0, equals), decode, custom);
    const value = equals === -1 ? '' : decodePart(pair.slice(equals + eq.length), decode, custom);
    const current = obj[key];
    if (current === undefined) obj[key] = value;
    else if (typeof current === 'string') obj[key] = [current, value];
    else current.push(value);
  }
  return obj;
}

// A decoder of the program's sees everything, with spaces in the form that decodeURIComponent understands.
function decodePart(part, decode, custom) {
  if (part.includes('+')) part = part.replaceAll('+', custom ? '%20' : ' ');
  if (part === '' || (!custom && !(part.includes('%') && escapedByte.test(part)))) return part;
  try {
    return decode(part);
  } catch {
    return QueryString.unescape(part, true);
  }
}

// Programs replace `escape` and `unescape`, so they are looked up when used.
const QueryString = module.exports = {
  unescapeBuffer,
  unescape: qsUnescape,
  escape: qsEscape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};
