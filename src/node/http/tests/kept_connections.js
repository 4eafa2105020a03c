// Requests on connections that an agent has kept: whatever may happen to one, and then the next one.
'use strict';
const http = require('http');
const { AsyncLocalStorage } = require('async_hooks');

const storage = new AsyncLocalStorage();
const turns = async (count) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => { setImmediate(resolve); });
};

const answers = {
  '/late'(req, res) { setTimeout(() => { res.end('late'); }, 30); },
  '/info'(req, res) {
    res.writeProcessing();
    res.writeEarlyHints({ link: '</x>; rel=preload' });
    res.end('info');
  },
  '/close'(req, res) {
    res.setHeader('Connection', 'close');
    res.end('close');
  },
  '/die'(req) { req.socket.destroy(); },
  '/bad'(req) { req.socket.end('HTTP/1.1 2x\r\n\r\n'); },
  '/twice'(req, res) {
    res.end('once');
    setImmediate(() => { req.socket.write('HTTP/1.1 200 OK\r\n\r\n'); });
  },
  '/part'(req, res) {
    res.writeHead(200, { 'Content-Length': 10 });
    res.write('abc');
    setTimeout(() => { req.socket.destroy(); }, 20);
  },
  '/big'(req, res) { res.end(Buffer.alloc(1 << 20, 'x')); },
  '/none'(req, res) {
    res.statusCode = 304;
    res.end();
  },
  '/trailers'(req, res) {
    res.writeHead(200, { Trailer: 'X-T' });
    res.write('t');
    res.addTrailers({ 'X-T': 'v' });
    res.end();
  },
};

const server = http.createServer((req, res) => {
  let body = '';
  req.on('data', (chunk) => { body += chunk; });
  req.on('end', () => {
    if (req.url in answers) answers[req.url](req, res);
    else res.end(`${req.method} ${body.slice(0, 40)} ${body.length} ${JSON.stringify(req.headers)}`);
  });
});
server.on('upgrade', (req, socket) => {
  socket.write('HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nhello');
  socket.on('data', (data) => { socket.end(data); });
});

const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
let port;

function watch(req, log) {
  req.on('information', ({ statusCode }) => log.push(`info ${statusCode}`));
  req.on('finish', () => log.push(`finish ${req.headersSent} ${req._header.split('\r\n')[0]}`));
  req.on('error', (error) => log.push(`error ${error.message} ${error.code} ${error.bytesParsed ?? ''}`));
  req.on('timeout', () => log.push('timeout'));
  req.on('upgrade', (res, socket, head) => {
    log.push(`upgrade ${head} ${storage.getStore()}`);
    socket.write('ping');
    socket.on('data', (data) => log.push(`got ${data}`));
  });
}

function read(req, res, log) {
  log.push(`response ${res.statusCode} ${storage.getStore()} ${req.reusedSocket} ${req.listenerCount('response')}`);
  let bytes = 0;
  let first = '';
  res.on('data', (chunk) => {
    bytes += chunk.length;
    first ||= String(chunk).slice(0, 120);
  });
  res.on('end', () => log.push(`end ${bytes} ${first} ${JSON.stringify(res.trailers)} ${storage.getStore()}`));
  res.on('error', (error) => log.push(`response error ${error.message} ${error.code}`));
  res.on('aborted', () => log.push('aborted'));
  res.on('close', () => log.push(`response close ${res.complete}`));
}

// `act` has the request; without one it just ends.
function ask(options, act) {
  return new Promise((resolve) => {
    const log = [];
    storage.run(options.path, () => {
      const req = http.request({ host: '127.0.0.1', port, agent, ...options }, (res) => read(req, res, log));
      watch(req, log);
      req.on('close', () => {
        log.push(`close ${req.destroyed} ${Object.keys(agent.sockets).length}`);
        turns(3).then(() => resolve(log));
      });
      if (act) act(req, log);
      else req.end();
    });
  });
}

async function show(name, options, act) {
  const log = await ask({ path: '/', ...options }, act);
  console.log(`== ${name}\n  ${log.join('\n  ').replaceAll(port, 'PORT')}`);
}

const ending = (act) => (req, log) => {
  act(req, log);
  req.end();
};

async function bodies() {
  const method = 'POST';
  await show('written', { method, headers: { 'X-A': 1, 'b': ['1', '2'] } }, (req) => {
    req.write('abc');
    req.write(Buffer.from('def'));
    req.end('g\u00e9');
  });
  await show('of a length', { method: 'PUT', headers: { 'content-length': 3 } }, (req) => { req.end('abc'); });
  await show('latin1', { method }, (req) => { req.end('\u00e9', 'latin1'); });
  await show('hex', { method }, (req) => { setTimeout(() => req.end('616263', 'hex'), 5); });
  await show('callbacks', { method }, (req, log) => {
    req.write('a', () => log.push('written'));
    req.end('b', () => log.push('ended'));
  });
  await show('corked', { method }, (req) => {
    req.cork();
    req.write('a');
    req.write('b');
    setTimeout(() => {
      req.uncork();
      req.end();
    }, 10);
  });
  await show('written late', { method }, (req, log) => {
    setTimeout(() => {
      log.push(req.write('a'));
      setTimeout(() => req.end('z'), 5);
    }, 10);
  });
  await show('headed', { method }, (req) => {
    req.flushHeaders();
    setTimeout(() => req.end('zz'), 10);
  });
  await show('large', { method, headers: { 'content-length': 1 << 20 } }, (req, log) => {
    setImmediate(() => {
      log.push(req.write(Buffer.alloc(1 << 19, 'q')));
      req.on('drain', () => {
        log.push('drain');
        req.end(Buffer.alloc(1 << 19, 'q'));
      });
    });
  });
  await show('trailers', { method, headers: { Trailer: 'X-T' } }, (req) => {
    req.write('a');
    req.addTrailers({ 'X-T': 'v' });
    req.end();
  });
  await show('asked for', { method, headers: { 'Expect': '100-continue', 'content-length': 1 } }, (req, log) => {
    req.on('continue', () => {
      log.push('continue');
      req.end('a');
    });
    req.flushHeaders();
  });
}

async function looks() {
  await show('a socket event', {}, ending((req, log) => {
    req.on('socket', (socket) => log.push(`socket ${socket.connecting} ${socket.listenerCount('error')}`));
  }));
  await show('looked at', { path: '/late' }, ending((req, log) => {
    setTimeout(() => {
      const { socket } = req;
      log.push(`${socket.remotePort === port} ${socket.listenerCount('data')} ${socket._httpMessage === req}`);
      log.push(socket === agent.sockets[`127.0.0.1:${port}:`][0]);
    }, 10);
  }));
  await show('a response listener more', {}, ending((req, log) => {
    req.once('response', () => log.push('second'));
    req.prependListener('response', () => log.push('first'));
  }));
  await show('a timeout', { path: '/late' }, ending((req) => { req.setTimeout(10); }));
  await show('a timeout option', { path: '/late', timeout: 10 });
  await show('HEAD', { method: 'HEAD', path: '/big' });
  await show('not modified', { path: '/none' });
}

async function ends() {
  for (const path of ['/info', '/trailers', '/big', '/close', '/die', '/bad', '/part', '/twice']) {
    await show(path.slice(1), { path });
    await show('then', {});
    await show('and then', {});
  }
  await show('destroyed at once', {}, (req) => { req.destroy(); });
  await show('then', {});
  await show('destroyed later', { path: '/late' }, ending((req) => {
    setTimeout(() => { req.destroy(new Error('mine')); }, 10);
  }));
  await show('then', {});
  await show('aborted', { path: '/late' }, ending((req) => { setTimeout(() => { req.abort(); }, 10); }));
  await show('then', {});
  await show('upgraded', { headers: { Connection: 'Upgrade', Upgrade: 'x' } });
  await show('then', {});
}

async function many() {
  const logs = await Promise.all([1, 2, 3, 4, 5, 6].map((i) => ask({ path: `/${i}` })));
  console.log(logs.map((log) => log.find((line) => line.startsWith('response'))).join('\n'));
  console.log(Object.values(agent.freeSockets).map((sockets) => sockets.length), agent.totalSocketCount);
  server.closeAllConnections();
  while (agent.totalSocketCount > 0) await turns(1);
  console.log(Object.keys(agent.freeSockets));
  await show('after the server closed all', {});
}

server.listen(0, '127.0.0.1', async () => {
  ({ port } = server.address());
  await show('the first', {});
  await show('the second', {});
  await bodies();
  await looks();
  await ends();
  await many();
  agent.destroy();
  server.close();
});
