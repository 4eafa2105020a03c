// What fetch makes of answers, good and bad: redirects, codings, bodies, failures with their causes.
'use strict';
const http = require('http');
const net = require('net');
const zlib = require('zlib');
const { setTimeout: wait } = require('timers/promises');
const fmt = (e) => {
  const c = e?.cause;
  return `${e?.name} ${e?.code} ${e?.message} | ${c?.name} ${c?.code} ${c?.message} ${c?.syscall} ${c?.constructor?.name}`;
};
const show = (t) =>
  console.log(
    String(t)
      .replace(/127\.0\.0\.1:\d+/g, 'H')
      .replace(/localhost(:|%3A)\d+/g, 'L'),
  );
const R = 'HTTP/1.1 200 OK\r\n';
async function raw(name, bytes, how, use, init = {}) {
  const server = net.createServer((s) => {
    s.on('error', () => {});
    s.once('data', async () => {
      s.write(bytes);
      if (how === 'end') s.end();
      if (how === 'reset') {
        await wait(15);
        s.resetAndDestroy();
      }
    });
  });
  await new Promise((r) => server.listen(0, '127.0.0.1', r));
  const ac = new AbortController();
  const t = setTimeout(() => ac.abort(new Error('TIMEOUT')), 5000);
  try {
    const res = await fetch(`http://127.0.0.1:${server.address().port}/`, { signal: ac.signal, ...init });
    show(
      `${name}: ${res.status} ${JSON.stringify(res.statusText)} ${JSON.stringify([...res.headers]).slice(0, 120)} ${res.body === null}`,
    );
    try {
      show(`  ${name}: ${use ? await use(res) : (await res.text()).slice(0, 60)}`);
    } catch (e) {
      show(`  ${name} body: ${fmt(e)}`);
    }
  } catch (e) {
    show(`${name}: ${fmt(e)}`);
  }
  clearTimeout(t);
  server.close();
  await wait(2);
}
async function main() {
  const list = {
    plain: [R + 'Content-Length: 2\r\n\r\nok'],
    short: [R + 'Content-Length: 5\r\n\r\nok', 'end'],
    'short reset': [R + 'Content-Length: 5\r\n\r\nok', 'reset'],
    'bad chunk': [R + 'Transfer-Encoding: chunked\r\n\r\nzz\r\nabc'],
    'chunk cut': [R + 'Transfer-Encoding: chunked\r\n\r\n5\r\nab', 'end'],
    'no length': [R + '\r\nok', 'end'],
    'no length reset': [R + '\r\nok', 'reset'],
    long: [R + 'Content-Length: 2\r\n\r\nokmore'],
    'huge head': [R + 'X: ' + 'a'.repeat(20000) + '\r\n\r\n'],
    'two lengths': [R + 'Content-Length: 2\r\nContent-Length: 3\r\n\r\nokx'],
    'not http': ['hello\r\n\r\n', 'end'],
    empty: ['', 'end'],
    reset: ['', 'reset'],
    'half head': [R + 'Conte', 'end'],
    '1xx many': ['HTTP/1.1 102 P\r\n\r\n'.repeat(5) + R + 'Content-Length: 0\r\n\r\n', 'end'],
    102: ['HTTP/1.1 102 C\r\n\r\n' + R + 'Content-Length: 0\r\n\r\n', 'end'],
    103: ['HTTP/1.1 103 E\r\nLink: a\r\n\r\n' + R + 'Content-Length: 0\r\n\r\n', 'end'],
    204: ['HTTP/1.1 204 N\r\n\r\n'],
    304: ['HTTP/1.1 304 N\r\nContent-Length: 2\r\n\r\n'],
    205: ['HTTP/1.1 205 N\r\nContent-Length: 0\r\n\r\n'],
    'status 999': ['HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n'],
    'status 600': ['HTTP/1.1 600 X\r\nContent-Length: 0\r\n\r\n'],
    'no reason': ['HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n'],
    'bare lf': ['HTTP/1.1 200 OK\nContent-Length: 2\n\nok', 'end'],
    nul: [R + 'X: a\0b\r\n\r\n', 'end'],
    fold: [R + 'X: a\r\n b\r\nContent-Length: 0\r\n\r\n'],
    cookies: [R + 'Set-Cookie: a\r\nSet-Cookie: b\r\nX: 1\r\nX: 2\r\nContent-Length: 0\r\n\r\n'],
    'bad gzip': [R + 'Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd'],
    'unknown coding': [R + 'Content-Encoding: foo\r\nContent-Length: 4\r\n\r\nabcd'],
    'coding twice': [R + 'Content-Encoding: gzip, foo\r\nContent-Length: 4\r\n\r\nabcd'],
    'empty gzip': [R + 'Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n'],
    'many codings': [R + 'Content-Encoding: ' + 'gzip,'.repeat(10) + 'gzip\r\nContent-Length: 4\r\n\r\nabcd'],
    trailers: [R + 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA: b\r\n\r\n'],
    'bad trailers': [R + 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA b\r\n\r\n'],
    'redirect no location': ['HTTP/1.1 302 F\r\nContent-Length: 0\r\n\r\n'],
    'redirect bad location': ['HTTP/1.1 302 F\r\nLocation: http://\r\nContent-Length: 0\r\n\r\n'],
    'redirect ftp': ['HTTP/1.1 302 F\r\nLocation: ftp://a/\r\nContent-Length: 0\r\n\r\n'],
    'redirect creds': ['HTTP/1.1 302 F\r\nLocation: http://a:b@127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'],
    'redirect data': ['HTTP/1.1 302 F\r\nLocation: data:,x\r\nContent-Length: 0\r\n\r\n'],
    'redirect bad port': ['HTTP/1.1 302 F\r\nLocation: http://a:22/\r\nContent-Length: 0\r\n\r\n'],
  };
  for (const [name, [bytes, how]] of Object.entries(list)) await raw(name, bytes, how);
  for (const [name, [bytes, how]] of Object.entries(list))
    if (/plain|short|204|length/.test(name)) await raw('HEAD ' + name, bytes, how, null, { method: 'HEAD' });
  for (const redirect of ['error', 'manual'])
    await raw(
      redirect,
      'HTTP/1.1 302 F\r\nLocation: /x\r\nContent-Length: 1\r\n\r\nz',
      'end',
      (r) => `${r.type} ${r.status} ${r.redirected} ${r.ok}`,
      { redirect },
    );
  // a real server
  const seen = [];
  let loops = 0;
  const server = http.createServer(async (req, res) => {
    const u = new URL(req.url, 'http://x');
    const chunks = [];
    for await (const c of req) chunks.push(c);
    const told = ['authorization', 'content-type', 'content-length', 'transfer-encoding', 'cookie', 'referer'];
    const line = `${req.method} ${req.url} ${Buffer.concat(chunks)} ${told.map((n) => req.headers[n]).join(',')}`;
    seen.push(line.replace(/formdata-undici-\d+|----\S+/g, 'B'));
    if (u.pathname === '/r') {
      res.writeHead(Number(u.searchParams.get('s')), { location: u.searchParams.get('l') });
      return res.end('redir');
    }
    if (u.pathname === '/loop') {
      loops++;
      res.writeHead(302, { location: '/loop' });
      return res.end();
    }
    if (u.pathname === '/gz') {
      res.setHeader('content-encoding', u.searchParams.get('c'));
      const f = {
        gzip: zlib.gzipSync,
        deflate: zlib.deflateSync,
        br: zlib.brotliCompressSync,
        'x-gzip': zlib.gzipSync,
        zstd: zlib.zstdCompressSync,
        raw: zlib.deflateRawSync,
      }[u.searchParams.get('f') ?? u.searchParams.get('c')];
      return res.end(f('hello '.repeat(1000)));
    }
    res.end('done ' + req.method);
  });
  await new Promise((r) => server.listen(0, '127.0.0.1', r));
  const base = `http://127.0.0.1:${server.address().port}`;
  const go = async (name, path, init) => {
    try {
      const r = await fetch(base + path, init);
      show(`${name}: ${r.status} ${r.redirected} ${r.url} ${(await r.text()).length}`);
    } catch (e) {
      show(`${name}: ${fmt(e)}`);
    }
  };
  for (const s of [301, 302, 303, 307, 308])
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'])
      await go(`${s} ${method}`, `/r?s=${s}&l=/to%23frag`, {
        method,
        body: /P/.test(method) ? 'body' : undefined,
        headers: { authorization: 'a', cookie: 'c', 'x-a': 'b' },
      });
  await go('stream 307', `/r?s=307&l=/to`, { method: 'POST', duplex: 'half', body: new Blob(['x']).stream() });
  await go('stream 303', `/r?s=303&l=/to`, { method: 'POST', duplex: 'half', body: new Blob(['x']).stream() });
  await go('loop', '/loop');
  show('loops ' + loops);
  await go('cross', `/r?s=302&l=${encodeURIComponent(base.replace('127.0.0.1', 'localhost') + '/to')}`, {
    headers: { authorization: 'a', cookie: 'c' },
  });
  for (const c of ['gzip', 'deflate', 'br', 'x-gzip', 'zstd']) await go(c, `/gz?c=${c}`);
  await go('raw deflate', '/gz?c=deflate&f=raw');
  const fd = new FormData();
  fd.append('a', 'b\r\n"');
  fd.append('f', new Blob(['file'], { type: 'text/x' }), 'n"\n.txt');
  await go('form', '/to', { method: 'POST', body: fd });
  await go('params', '/to', { method: 'POST', body: new URLSearchParams('a=1&b=%20') });
  await go('blob', '/to', { method: 'POST', body: new Blob(['x'], { type: 'a/b' }) });
  await go('async iterable', '/to', {
    method: 'POST',
    duplex: 'half',
    body: (async function* () {
      yield new TextEncoder().encode('a');
      yield new TextEncoder().encode('b');
    })(),
  });
  await go('body throws', '/to', {
    method: 'POST',
    duplex: 'half',
    body: new ReadableStream({
      pull(c) {
        throw new Error('pull');
      },
    }),
  });
  await go('body strings', '/to', {
    method: 'POST',
    duplex: 'half',
    body: new ReadableStream({
      pull(c) {
        c.enqueue('string');
        c.close();
      },
    }),
  });
  await go('refused', '', {}).then(() => {});
  server.close();
  server.closeAllConnections();
  for (const u of [
    'http://127.0.0.1:1/',
    'http://127.0.0.1:22/',
    'ftp://a/',
    'about:blank',
    'http://a:b@x/',
    'http://',
    'file:///etc/passwd',
  ]) {
    try {
      const r = await fetch(u);
      show(`${u} ${r.status}`);
    } catch (e) {
      show(`${u} ${fmt(e)}`);
    }
  }
  for (const s of seen) show(s);
}
main();
