// serve-static and compression on a plain http server: ranges, conditions, indexes, redirects; gzip, deflate, brotli.
'use strict';
const compression = require('compression');
const serveStatic = require('serve-static');
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');
const zlib = require('zlib');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'static-'));
const write = (name, text) => {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  fs.utimesSync(file, 1e9, 1e9);
};
write('index.html', '<h1>index</h1>\n');
write('digits.txt', '0123456789');
write('page.html', '<p>page</p>\n');
write('data.json', '{"a":1}\n');
write('sub/index.html', 'sub\n');
write('.hidden', 'hidden\n');
write('ä b.txt', 'umlaut\n');
write('large.txt', 'a line that repeats\n'.repeat(20_000));

const files = serveStatic(root, {
  extensions: ['html'],
  maxAge: '1d',
  setHeaders: (res, file) => res.setHeader('X-File', path.basename(file)),
});
const dotted = serveStatic(root, {
  dotfiles: 'allow',
  index: false,
  redirect: false,
  etag: false,
  lastModified: false,
  cacheControl: false,
});
const compress = compression({ threshold: 100 });
const routes = {
  '/text': (req, res) => {
    res.setHeader('Content-Type', 'text/plain');
    res.end('compress me '.repeat(100));
  },
  '/small': (req, res) => {
    res.setHeader('Content-Type', 'text/plain');
    res.end('small');
  },
  '/image': (req, res) => {
    res.setHeader('Content-Type', 'image/png');
    res.end(Buffer.alloc(500));
  },
  '/flushed': (req, res) => {
    res.setHeader('Content-Type', 'text/event-stream');
    res.write('data: one\n\n');
    res.flush();
    setTimeout(() => res.end('data: two\n\n'), 5);
  },
  '/no-transform': (req, res) => {
    res.setHeader('Cache-Control', 'no-transform');
    res.setHeader('Content-Type', 'text/plain');
    res.end('x'.repeat(500));
  },
};
/** Says what came out of the compressed bytes, which are not the same in every version of a library. */
function check(req, res) {
  const unpack = { gzip: zlib.gunzipSync, deflate: zlib.inflateSync, br: zlib.brotliDecompressSync };
  http.get(
    { port: server.address().port, path: req.url.slice(6), headers: { 'Accept-Encoding': req.headers['x-accept'] } },
    async (inner) => {
      const chunks = [];
      for await (const chunk of inner) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      const {
        'content-encoding': coding,
        'content-length': length,
        'transfer-encoding': transfer,
        vary,
        etag,
      } = inner.headers;
      const body = coding ? unpack[coding](bytes) : bytes;
      res.end(
        JSON.stringify({
          coding,
          length,
          transfer,
          vary,
          etag,
          smaller: bytes.length < body.length,
          size: body.length,
          start: body.subarray(0, 24).toString(),
        }),
      );
    },
  );
}
const server = http.createServer((req, res) => {
  const done = (error) => {
    res.statusCode = error?.status ?? 404;
    res.end(error ? `${error.name} ${error.message}` : 'nothing');
  };
  if (req.url.startsWith('/check/')) return check(req, res);
  if (req.url.startsWith('/dotted/')) {
    req.originalUrl = req.url;
    req.url = req.url.slice(7);
    return dotted(req, res, done);
  }
  return compress(req, res, (error) =>
    error ? done(error) : (routes[req.url] ?? ((req, res) => files(req, res, done)))(req, res),
  );
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
