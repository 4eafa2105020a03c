// What a request's listeners are told, and in which order with ticks and jobs, however they listen.
'use strict';
const http = require('http');

const cases = {
  'plain': () => {},
  'text': (req) => req.setEncoding('utf8'),
  'hexadecimal': (req) => req.setEncoding('hex'),
  'another listener of data': (req) => req.once('data', () => {}),
  'another listener of the end': (req, res, log) => req.once('end', () => log('once')),
  'close': (req, res, log) => req.on('close', () => log('close', req.destroyed, req.closed)),
  'other listeners': (req, res, log) => {
    log(req.on('error', () => {}) === req, req.listenerCount('data'), req.eventNames().join());
  },
  'newListener': (req, res, log) => {
    req.on('newListener', (name) => log('new', name));
    req.on('close', () => {});
  },
  'answered first': (req, res) => res.end('first'),
  'paused at once': (req) => {
    req.pause();
    setImmediate(() => req.resume());
  },
  'listeners leave': (req) => process.nextTick(() => req.removeAllListeners('data')),
};
const whileData = {
  'looked at': (req, res, log) => log(req.readableFlowing, req._readableState.length, req.readableEnded),
  'paused': (req, res, log) => {
    req.pause();
    setTimeout(() => {
      log('resumed');
      req.resume();
    }, 5);
  },
  'listened again': (req, res, log) => {
    if (req.listenerCount('data') < 2) req.on('data', (chunk) => log('second', chunk.length));
  },
  'encoding': (req) => req.setEncoding('latin1'),
};
const atEnd = {
  'late close': (req, res, log) => process.nextTick(() => req.on('close', () => log('late close'))),
  'looked at its end': (req, res, log) => log(req._readableState.endEmitted, req._readableState.closed),
  'throws at its end': () => { throw new Error('thrown at the end'); },
};
// Nobody reads these.
const unread = {
  'unread': () => {},
  'unread, end': (req, res, log) => req.on('end', () => log('end', req.complete, req.readableEnded)),
  'unread, close': (req, res, log) => req.on('close', () => log('close', req.destroyed, req.closed)),
  'unread, data later': (req, res, log) => setImmediate(() => req.on('data', () => log('data'))),
  'unread, resume': (req, res, log) => req.on('resume', () => log('resume')).on('end', () => log('end')),
};

const lines = new Map();
process.on('uncaughtException', (error) => console.log('uncaught:', error.message));

const server = http.createServer((req, res) => {
  const name = decodeURIComponent(req.url.slice(1));
  const steps = [];
  lines.set(name, steps);
  const log = (...words) => { steps.push(words.join(' ')); };
  if (name in unread) {
    unread[name](req, res, log);
    res.end('answer');
    return;
  }
  req.on('data', (chunk) => {
    log('data', typeof chunk, chunk.length, chunk.slice(-2).toString());
    process.nextTick(() => log('tick'));
    whileData[name]?.(req, res, log);
  });
  req.on('end', () => {
    log('end', req.complete, req.readableEnded, req.destroyed, req.closed);
    process.nextTick(() => log('tick', req.destroyed, req.closed));
    Promise.resolve().then(() => log('job', req.destroyed, req.closed));
    setImmediate(() => {
      if (!res.writableEnded) res.end('answer');
    });
    atEnd[name]?.(req, res, log);
  });
  cases[name]?.(req, res, log);
});

function ask(name, pieces) {
  return new Promise((resolve) => {
    const headers = pieces.length > 1 ? {} : { 'Content-Length': Buffer.byteLength(pieces[0]) };
    const options = { port: server.address().port, path: `/${encodeURIComponent(name)}`, method: 'POST', headers };
    const req = http.request(options, (res) => {
      res.resume().on('end', () => setTimeout(resolve, 10, res.statusCode));
    });
    const next = () => {
      const piece = pieces[at++];
      if (at === pieces.length) return req.end(piece);
      req.write(piece);
      setTimeout(next, 10);
    };
    let at = 0;
    next();
  });
}

server.listen(0, async () => {
  for (const name of Object.keys({ ...cases, ...whileData, ...atEnd, ...unread })) {
    for (const pieces of [['{"a":"é€😀"}'], ['one €', 'two €']]) {
      // How much of the rest comes before the answer is there is chance.
      if (pieces.length > 1 && (name in unread || name === 'answered first' || name === 'listeners leave')) continue;
      const status = await ask(name, pieces);
      console.log(`${name}: ${status}\n  ${lines.get(name).join('\n  ')}`);
    }
  }
  const status = await ask('unread', ['x'.repeat(1 << 20)]);
  console.log('a large one unread:', status);
  server.close();
});
