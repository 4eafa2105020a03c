// Responses whose programs look at the stream's state, pause, destroy or read in other ways while data comes.
'use strict';
const http = require('http');
const { PassThrough } = require('stream');

const server = http.createServer((req, res) => {
  if (req.url === '/two') {
    res.writeHead(200, { 'content-length': 8 });
    res.write('abcd');
    setTimeout(() => res.end('efgh'), 5);
  } else {
    res.write('one,');
    res.write('two,');
    res.end('three');
  }
});

const cases = {
  '/ paused by its listener'(res, done) {
    let count = 0;
    res.on('data', (chunk) => {
      console.log('data', String(chunk));
      if (count++ > 0) return;
      res.pause();
      console.log(res.readableFlowing);
      setTimeout(() => res.resume(), 5);
    });
    res.on('end', () => console.log('end'));
    res.on('close', done);
  },
  '/ looked at'(res, done) {
    res.on('data', (chunk) => console.log('data', String(chunk), res.readableLength, res.readableEnded));
    res.on('end', () => console.log('end', res.readableEnded));
    res.on('close', () => {
      console.log(res.destroyed, res.closed, res.readableFlowing);
      done();
    });
  },
  '/ destroyed'(res, done) {
    res.on('data', (chunk) => {
      console.log('data', String(chunk));
      res.destroy();
    });
    res.on('end', () => console.log('end'));
    res.on('error', (error) => console.log(error.code));
    res.on('close', done);
  },
  '/ decoded'(res, done) {
    res.setEncoding('hex');
    res.on('data', (chunk) => {
      console.log('data', chunk);
      process.nextTick(() => console.log('tick'));
    });
    res.on('end', () => console.log('end'));
    res.on('close', done);
    console.log(res.readableFlowing, res.readableLength, res._readableState.resumeScheduled);
  },
  '/two listened to late'(res, done) {
    process.nextTick(() => res.on('data', (chunk) => console.log(String(chunk))));
    res.on('end', () => console.log('end'));
    res.on('close', done);
  },
  async '/two iterated'(res, done) {
    let text = '';
    for await (const chunk of res) text += chunk;
    console.log(text);
    done();
  },
  '/two read'(res, done) {
    res.on('readable', () => {
      for (let chunk; (chunk = res.read()) !== null;) console.log('read', String(chunk));
    });
    res.on('end', done);
  },
  '/two heard once, then again'(res, done) {
    res.once('data', (chunk) => {
      console.log('once', String(chunk));
      res.pause();
      setTimeout(() => res.on('data', (next) => console.log('later', String(next))), 20);
      setTimeout(() => res.resume(), 40);
    });
    res.on('end', done);
  },
  '/two paused and resumed at once'(res, done) {
    res.on('data', () => {});
    res.on('resume', () => console.log('resume'));
    res.on('pause', () => console.log('pause'));
    res.pause();
    res.resume();
    res.on('end', done);
  },
  '/two piped to a stream'(res, done) {
    const through = new PassThrough();
    res.pipe(through);
    through.on('data', (chunk) => console.log('through', String(chunk)));
    through.on('end', done);
  },
};

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  for (const [name, test] of Object.entries(cases)) {
    console.log('---', name);
    await new Promise((done) => {
      http.get({ port, host: '127.0.0.1', path: name.split(' ')[0], agent: false }, (res) => test(res, done));
    });
  }
  server.close();
});
