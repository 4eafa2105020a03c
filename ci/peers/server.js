// What the checks ask of rnode: fixed and streamed bodies, ranges, uploads, a page with assets and an event stream.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const { pipeline } = require('stream');

const [, , file] = process.argv;
const size = fs.statSync(file).size;
const seen = { requests: 0, connections: 0, continued: 0, checks: 0 };
let healthy = true;

const EVENTS = 3;
const page = `<!doctype html><title>page</title><link rel="stylesheet" href="/style.css"><img id="image" src="/image.svg">
<p id="text">before</p><script src="/script.js" defer></script>`;
const script = `const events = [];
const source = new EventSource('/events');
source.onmessage = async ({ data, lastEventId }) => {
  events.push(data + '/' + lastEventId);
  if (events.length < ${EVENTS}) return;
  source.close();
  const image = document.getElementById('image');
  const upload = await fetch('/upload', { method: 'POST', body: 'x'.repeat(100000) }).then((answer) => answer.json());
  await fetch('/report', { method: 'POST', body: JSON.stringify({
    title: document.title, color: getComputedStyle(document.getElementById('text')).color, image: image.naturalWidth, events,
    uploaded: upload.bytes, cookie: document.cookie,
  }) });
};`;
const assets = {
  '/page.html': ['text/html', page],
  '/style.css': ['text/css', '#text { color: rgb(1, 2, 3) }'],
  '/script.js': ['text/javascript', script],
  '/image.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="5"/>'],
  '/favicon.ico': ['image/x-icon', ''],
};

async function text(req) {
  let whole = '';
  for await (const chunk of req.setEncoding('utf8')) whole += chunk;
  return whole;
}

function sendFile(req, res) {
  const range = /^bytes=(\d*)-(\d*)$/.exec(req.headers.range ?? '');
  res.setHeader('Accept-Ranges', 'bytes');
  if (!range) {
    res.writeHead(200, { 'Content-Length': size });
    return req.method === 'HEAD' ? res.end() : pipeline(fs.createReadStream(file), res, () => {});
  }
  const start = range[1] === '' ? size - Number(range[2]) : Number(range[1]);
  const end = range[1] === '' || range[2] === '' ? size - 1 : Math.min(Number(range[2]), size - 1);
  if (start > end) return res.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
  res.writeHead(206, { 'Content-Range': `bytes ${start}-${end}/${size}`, 'Content-Length': end - start + 1 });
  return pipeline(fs.createReadStream(file, { start, end }), res, () => {});
}

function sendEvents(res) {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  let id = 0;
  const timer = setInterval(() => {
    res.write(`id: ${++id}\ndata: event ${id}\n\n`);
    if (id === EVENTS) {
      clearInterval(timer);
      res.end();
    }
  }, 20);
}

async function handle(req, res) {
  seen.requests++;
  const { pathname } = new URL(req.url, 'http://server');
  const asset = assets[pathname];
  if (asset) {
    res.setHeader('Set-Cookie', 'from=rnode');
    return res.writeHead(200, { 'Content-Type': asset[0] }).end(asset[1]);
  }
  switch (pathname) {
    case '/hello':
      return res.end('hello\n');
    case '/file':
      return sendFile(req, res);
    case '/events':
      return sendEvents(res);
    case '/chunks':
      for (let at = 0; at < 5; at++) {
        res.write(`chunk ${at}\n`);
        await new Promise((done) => setTimeout(done, 5));
      }
      return res.end();
    case '/upload': {
      const hash = crypto.createHash('sha256');
      let bytes = 0;
      for await (const chunk of req) {
        hash.update(chunk);
        bytes += chunk.length;
      }
      return res.end(
        JSON.stringify({
          bytes,
          sha256: hash.digest('hex'),
          length: req.headers['content-length'],
          coding: req.headers['transfer-encoding'],
        }),
      );
    }
    case '/headers':
      return res.end(JSON.stringify({ method: req.method, version: req.httpVersion, headers: req.headers }));
    case '/seen':
      return res.end(JSON.stringify(seen));
    case '/health':
      seen.checks++;
      res.statusCode = healthy ? 200 : 503;
      return res.end();
    case '/turn/sick':
      healthy = false;
      return res.end();
    case '/turn/well':
      healthy = true;
      return res.end();
    case '/report':
      console.log(`reported ${await text(req)}`);
      return res.end();
    default:
      return res.writeHead(404).end('nothing here\n');
  }
}

const server = http.createServer(handle);
server.on('connection', () => {
  seen.connections++;
});
server.on('checkContinue', (req, res) => {
  if (req.headers['x-refuse']) return res.writeHead(413, { Connection: 'close' }).end('too large\n');
  seen.continued++;
  res.writeContinue();
  return handle(req, res);
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
