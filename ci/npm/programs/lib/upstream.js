// What the programs of HTTP clients ask: a server that echoes, redirects, fails, delays, compresses and streams.
'use strict';
const http = require('http');
const { once } = require('events');
const { setTimeout: wait } = require('timers/promises');
const zlib = require('zlib');

const COMPRESSIONS = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
  zstd: zlib.zstdCompressSync,
};
const ANONYMOUS = new Set(['host', 'user-agent', 'connection', 'content-type', 'referer']);
let failures = 0;

async function handle(req, res) {
  const url = new URL(req.url, 'http://upstream');
  const [, name, argument] = url.pathname.split('/');
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  switch (name) {
    case 'echo': {
      const headers = Object.fromEntries(Object.entries(req.headers).filter(([key]) => !ANONYMOUS.has(key)));
      const type = req.headers['content-type']?.replace(/boundary=.*/, 'boundary=…');
      res.setHeader('Content-Type', 'application/json');
      return res.end(
        JSON.stringify({
          method: req.method,
          url: req.url,
          type,
          headers,
          body: body.length > 200 ? body.length : body.toString(),
        }),
      );
    }
    case 'raw':
      return res.end(body);
    case 'status':
      res.statusCode = Number(argument);
      return res.end(`status ${argument}`);
    case 'redirect':
      res.writeHead(Number(url.searchParams.get('code') ?? 302), { Location: url.searchParams.get('to') });
      return res.end();
    case 'loop':
      res.writeHead(302, { Location: '/loop' });
      return res.end();
    case 'delay':
      await wait(Number(argument));
      return res.end('late');
    case 'compressed': {
      res.writeHead(200, { 'Content-Encoding': argument, 'Content-Type': 'text/plain' });
      return res.end(COMPRESSIONS[argument]('squeezed '.repeat(200)));
    }
    case 'chunks': {
      res.writeHead(200, { 'Content-Type': 'text/plain' });
      for (let at = 0; at < 5; at++) {
        res.write(`chunk ${at}\n`);
        await wait(2);
      }
      return res.end();
    }
    case 'bytes':
      return res.end(Buffer.alloc(Number(argument), 'b'));
    case 'cut':
      res.writeHead(200, { 'Content-Length': '100' });
      res.write('only a part');
      await wait(10);
      return res.destroy();
    case 'hang-up':
      return req.socket.destroy();
    case 'cookies':
      res.setHeader('Set-Cookie', ['a=1; Path=/', 'b=2; HttpOnly']);
      return res.end(req.headers.cookie ?? 'no cookie');
    case 'flaky':
      res.statusCode = ++failures % 3 === 0 ? 200 : 503;
      return res.end(`after ${failures}`);
    case 'json':
      res.setHeader('Content-Type', 'application/json');
      return res.end(argument === 'broken' ? '{"a":' : '{"a":[1,"ü"]}');
    case 'cached': {
      res.setHeader('Cache-Control', 'max-age=60');
      res.setHeader('ETag', '"v1"');
      if (req.headers['if-none-match'] === '"v1"') {
        res.statusCode = 304;
        return res.end();
      }
      return res.end(`fresh ${++failures}`);
    }
    default:
      res.statusCode = 404;
      return res.end('nothing here');
  }
}

/** Listens, and gives the server and its base address. */
exports.start = async function start() {
  const server = http.createServer((req, res) => handle(req, res).catch(() => res.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, base: `http://127.0.0.1:${server.address().port}` };
};
exports.stop = (server) => {
  server.close();
  server.closeAllConnections();
};
