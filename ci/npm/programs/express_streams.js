// Express: streamed responses and requests, compressed bodies, what happens before and after the head.
'use strict';
const express = require('express');
const { Readable, Transform, pipeline } = require('stream');
const { pipeline: pipelined } = require('stream/promises');
const zlib = require('zlib');

const app = express();
app.set('env', 'production');
const upper = () => new Transform({
  transform(chunk, encoding, callback) { callback(null, chunk.toString('latin1').toUpperCase()); },
});

app.get('/chunks', async (req, res) => {
  res.type('text');
  for (const part of ['one ', 'two ', 'three']) {
    res.write(part);
    await new Promise(setImmediate);
  }
  res.end();
});
app.get('/length', (req, res) => {
  res.set('Content-Length', '10').type('text');
  res.write('12345');
  setImmediate(() => res.end('67890'));
});
app.get('/readable', (req, res) => Readable.from(['a', 'b', 'c']).pipe(res));
app.get('/pipeline', async (req, res) => {
  await pipelined(Readable.from([Buffer.from('to be '), Buffer.from('upper')]), upper(), res);
});
app.get('/events', (req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  res.flushHeaders();
  let id = 0;
  const timer = setInterval(() => {
    res.write(`id: ${++id}\ndata: tick\n\n`);
    if (id === 3) { clearInterval(timer); res.end(); }
  }, 5);
});
app.get('/trailers', (req, res) => {
  res.set('Trailer', 'X-Sum');
  res.write('body');
  res.addTrailers({ 'X-Sum': '4' });
  res.end();
});
app.get('/gzip', (req, res) => {
  res.set('Content-Encoding', 'deflate').type('text');
  const deflate = zlib.createDeflateRaw();
  deflate.pipe(zlib.createInflateRaw()).pipe(res.removeHeader('Content-Encoding') ?? res);
  deflate.end('there and back\n'.repeat(3));
});
app.get('/broken', (req, res) => {
  const source = Readable.from((async function* () { yield 'some'; throw new Error('source failed'); })());
  pipeline(source, res, () => {});
});
app.get('/early-hints', (req, res) => {
  res.writeEarlyHints({ link: '</style.css>; rel=preload' });
  res.send('after hints');
});
app.get('/hooks', (req, res) => {
  const { end, writeHead } = res;
  res.writeHead = function (...args) { this.setHeader('X-Patched-Head', '1'); return writeHead.apply(this, args); };
  res.end = function (chunk, ...args) { return end.call(this, `[${chunk}]`, ...args); };
  res.setHeader('Content-Type', 'text/plain');
  res.end('patched');
});
app.post('/upper', (req, res) => req.pipe(upper()).pipe(res));
app.post('/count', async (req, res) => {
  let bytes = 0;
  for await (const chunk of req) bytes += chunk.length;
  res.json({ bytes, complete: req.complete, trailers: req.trailers });
});
app.post('/inflate', express.json(), (req, res) => res.json(req.body));
app.post('/ignored', (req, res) => res.send('did not read'));

const server = app.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
