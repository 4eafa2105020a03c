// Connections that an agent has kept, looked at in the midst of an exchange: nothing of it may be lost, neither its end nor
// who waits for whom.
'use strict';
const http = require('http');
const net = require('net');

const turns = async (count) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => { setImmediate(resolve); });
};

const heads = {
  '/204': 'HTTP/1.1 204 No\r\n\r\n',
  '/304': 'HTTP/1.1 304 No\r\n\r\n',
  '/empty': 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  '/body': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  '/chunks': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  '/behind': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\r\n',
  '/many': `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(1200)}Content-Length: 0\r\n\r\n`,
};
const raw = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (data) => { socket.write(heads[String(data).split(' ')[1]] ?? heads['/body']); });
});

const server = http.createServer((req, res) => {
  let body = '';
  req.on('data', (chunk) => { body += chunk; });
  req.on('end', () => {
    if (req.url === '/large') res.end(Buffer.alloc(4 << 20, 'x'));
    else if (req.url === '/some') res.end(Buffer.alloc(80_000, 'x'));
    else res.end(`[${body}] ${JSON.stringify(req.trailers)} ${req.headers['transfer-encoding']}`);
  });
});

function ask(agent, port, options, act) {
  return new Promise((resolve) => {
    const log = [];
    const req = http.request({ host: '127.0.0.1', port, agent, path: '/body', ...options }, (res) => {
      log.push(res.statusCode);
      let bytes = 0;
      let text = '';
      res.on('data', (chunk) => {
        bytes += chunk.length;
        if (chunk.length < 100) text += chunk;
        act.data?.(res, log);
      });
      res.on('end', () => log.push(`end ${bytes} ${text}`));
      res.on('close', () => log.push('response close'));
      act.response?.(res, log);
    });
    req.on('error', (error) => log.push(`error ${error.code}`));
    req.on('close', () => { turns(4).then(() => resolve(log)); });
    if (act.request) act.request(req, log);
    else req.end();
  });
}

async function onKept(name, port, options, act) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1, ...act.agent });
  for (let i = 0; i < 3; i++) await ask(agent, port, {}, {});
  const log = await ask(agent, port, options, act);
  log.push((await ask(agent, port, {}, {})).at(-1));
  console.log(name, log.join('; '), '|', agent.totalSocketCount, Object.keys(agent.freeSockets).length);
  agent.destroy();
}

async function ends() {
  const { port } = raw.address();
  for (const path of ['/204', '/304', '/empty', '/body', '/chunks', '/behind']) {
    for (const method of ['GET', 'HEAD']) {
      if (method === 'HEAD' && path !== '/empty') continue;
      await onKept(`${method} ${path} address`, port, { path, method }, { response(res) { void res.socket.remoteAddress; } });
      await onKept(`${method} ${path} timeout`, port, { path, method }, { response(res) { res.setTimeout(5000); } });
      await onKept(`${method} ${path} in data`, port, { path, method }, { data(res) { void res.socket.bytesRead; } });
    }
  }
  await onKept('many', port, { path: '/many' }, { response(res, log) { log.push(res.rawHeaders.length); } });
}

async function pauses() {
  const { port } = server.address();
  const later = (res, look) => {
    res.pause();
    turns(20).then(() => {
      if (look) void res.socket.remotePort;
      return turns(5);
    }).then(() => res.resume());
  };
  for (const path of ['/some', '/large']) {
    await onKept(`${path} paused`, port, { path }, { response(res) { later(res, false); } });
    await onKept(`${path} paused, looked at`, port, { path }, { response(res) { later(res, true); } });
  }
  await onKept('paused twice', port, { path: '/some' }, { response(res) { res.pause(); setImmediate(() => res.resume()); } });
}

async function bodies() {
  const { port } = server.address();
  const method = 'POST';
  const late = (act) => ({ request(req, log) { setImmediate(act, req, log); } });
  await onKept('end(callback)', port, { method }, late((req, log) => {
    req.write('a');
    req.end(() => log.push('ended'));
  }));
  await onKept('trailers', port, { method }, late((req) => {
    req.write('a');
    req.addTrailers({ T: 'v' });
    req.end();
  }));
  const headers = ['Transfer-Encoding', 'chunked', 'Host', 'h'];
  await onKept('a list of fields', port, { method, headers }, late((req) => { req.end(); }));
  await onKept('end(chunk, callback)', port, { method }, late((req, log) => {
    req.write('a');
    req.end('b', () => log.push('ended'));
  }));
  await onKept('corked', port, { method }, late((req) => {
    req.cork();
    req.write('a');
    req.write('b');
    req.uncork();
    req.end('c');
  }));
  await onKept('100 KiB', port, { method, headers: { 'content-length': 100 << 10 } }, late((req, log) => {
    req.on('drain', () => {
      log.push('drain');
      req.end();
    });
    log.push(req.write('start'), req.write(Buffer.alloc((100 << 10) - 5)), req.writableNeedDrain);
  }));
}

raw.listen(0, '127.0.0.1', () => server.listen(0, '127.0.0.1', async () => {
  await ends();
  await pauses();
  await bodies();
  raw.close();
  server.close();
}));
