// Agents that programs make their own: connections of their making, methods that they replace, and kept sockets that
// end while they wait.
'use strict';
const http = require('http');
const net = require('net');
const { once } = require('events');

// So many turns of the loop: what is on its way within this process has come by then, however busy the machine is.
async function wait(turns) {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => { setImmediate(resolve); });
}

let port;
const log = [];
const say = (...words) => log.push(words.join(' '));
const flush = (title) => console.log(`== ${title}\n  ${log.splice(0).join('\n  ').replaceAll(port, 'P')}`);

const server = http.createServer((req, res) => {
  if (req.url === '/hint') res.setHeader('Keep-Alive', 'timeout=1');
  if (req.url === '/hint5') res.setHeader('Keep-Alive', 'timeout=5, max=100');
  if (req.url === '/close') res.setHeader('Connection', 'close');
  if (req.url === '/slow') return setTimeout(() => res.end('slow'), 100);
  res.end(req.url);
});
server.keepAliveTimeout = 0;

function ask(agent, path = '/', options = {}) {
  return new Promise((resolve) => {
    const req = http.get({ host: '127.0.0.1', port, agent, path, ...options }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
      res.on('end', () => resolve(`${res.statusCode} ${text} ${res.headers.connection} ${req.reusedSocket}`));
    });
    req.on('error', (error) => resolve(`${error.code} ${error.message} ${req.reusedSocket}`));
  });
}

async function createConnection() {
  const agent = new http.Agent({ keepAlive: true, mine: 1 });
  agent.createConnection = function(options, callback) {
    say('createConnection', this === agent, Object.keys(options).sort().join(), typeof callback, arguments.length);
    return net.connect(options);
  };
  say(await ask(agent));
  await wait(50);
  say(await ask(agent));
  agent.destroy();
  flush('createConnection that returns');

  const later = new http.Agent();
  later.createConnection = (options, callback) => {
    const socket = net.connect(port, '127.0.0.1', () => callback(null, socket));
  };
  say(await ask(later));
  flush('createConnection that calls back');

  const failing = new http.Agent({ keepAlive: true });
  failing.createConnection = (options, callback) => process.nextTick(callback, Object.assign(new Error('no'), { code: 'ENO' }));
  say(await ask(failing), failing.totalSocketCount, Object.keys(failing.sockets), Object.keys(failing.requests));
  flush('createConnection that fails');

  const throwing = new http.Agent();
  throwing.createConnection = () => { throw new Error('thrown'); };
  try {
    say(await ask(throwing));
  } catch (error) {
    say('threw', error.message);
  }
  say(throwing.totalSocketCount);
  flush('createConnection that throws');

  const both = new http.Agent();
  both.createConnection = (options, callback) => {
    const socket = net.connect(port, '127.0.0.1');
    callback(null, socket);
    return socket;
  };
  say(await ask(both));
  say(both.totalSocketCount);
  flush('createConnection that does both');

  say(await ask(undefined, '/', { createConnection: () => net.connect(port, '127.0.0.1') }));
  say(await ask(false, '/', { createConnection: () => net.connect(port, '127.0.0.1') }));
  say(await ask(new http.Agent(), '/', { createConnection: () => net.connect(port, '127.0.0.1') }));
  say(await ask(undefined, '/', { createConnection(options, callback) { callback(new Error('refused')); } }));
  say(await ask(undefined, '/', { createConnection() { throw new Error('thrown'); } }));
  flush('createConnection of a request');
}

class Loud extends http.Agent {
  addRequest(req, options, ...rest) {
    say('addRequest', req.path, options.path, options.host, typeof options.port, rest.length, req.socket);
    return super.addRequest(req, options, ...rest);
  }
  createSocket(req, options, callback) {
    say('createSocket', options.path, options.servername, typeof callback);
    return super.createSocket(req, options, (error, socket) => {
      say('created', error, socket instanceof net.Socket, socket.connecting);
      callback(error, socket);
    });
  }
  getName(options) {
    const name = `mine:${super.getName(options)}`;
    return name;
  }
  removeSocket(socket, options) {
    say('removeSocket', socket.destroyed, Boolean(options));
    return super.removeSocket(socket, options);
  }
  keepSocketAlive(socket) {
    const { res } = socket._httpMessage;
    const result = super.keepSocketAlive(socket);
    say('keepSocketAlive', result, res?.statusCode, socket.timeout);
    return this.refuses ? false : result;
  }
  reuseSocket(socket, req) {
    say('reuseSocket', req.path, req.reusedSocket);
    const result = super.reuseSocket(socket, req);
    say('reused', result, req.reusedSocket);
  }
}

async function subclass() {
  const agent = new Loud({ keepAlive: true, maxSockets: 1 });
  say(...await Promise.all([ask(agent, '/1'), ask(agent, '/2')]));
  await wait(50);
  say(Object.keys(agent.freeSockets));
  say(await ask(agent, '/3'));
  agent.refuses = true;
  await wait(50);
  say(await ask(agent, '/4'));
  await wait(50);
  say(Object.keys(agent.freeSockets), Object.keys(agent.sockets), agent.totalSocketCount);
  say(await ask(agent, '/close'));
  await wait(50);
  say(agent.totalSocketCount);
  agent.destroy();
  flush('a subclass');
}

async function events() {
  // Who takes every free socket away from the agent.
  const agent = new http.Agent({ keepAlive: true });
  say(agent.listenerCount('free'), agent.listenerCount('newListener'));
  agent.removeAllListeners('free');
  agent.on('free', (socket, options) => {
    say('free', socket.destroyed, options.path, options.agent, typeof options.headers, socket.listenerCount('free'));
    socket.emit('agentRemove');
    say('removed', socket.listenerCount('free'), socket.listenerCount('close'), socket.listenerCount('timeout'));
    socket.end();
  });
  say(await ask(agent), agent.totalSocketCount);
  await wait(50);
  say(agent.totalSocketCount, Object.keys(agent.sockets));
  flush('agentRemove');
}

async function facts() {
  const agent = new http.Agent({ keepAlive: true, timeout: 5000 });
  const names = ['free', 'close', 'timeout', 'agentRemove', 'error', 'data', 'end', 'drain', 'connect'];
  const look = (when, socket) => {
    const listeners = names.map((name) => `${name}:${socket.listenerCount(name)}`).join(' ');
    say(when, listeners, socket.timeout, socket._httpMessage === null ? null : typeof socket._httpMessage, typeof socket.parser, socket.isPaused());
  };
  const use = async () => {
    const req = http.get({ host: '127.0.0.1', port, agent });
    look('at once', (await once(req, 'socket'))[0]);
    const [res] = await once(req, 'response');
    look('response', res.socket);
    res.resume();
    await once(res, 'end');
    look('end', req.socket);
    await wait(100);
    look('later', req.socket);
    return req.socket;
  };
  const one = await use();
  const two = await use();
  say(one === two, agent.freeSockets[Object.keys(agent.freeSockets)[0]][0] === one);
  agent.destroy();
  await wait(50);
  look('destroyed', one);
  flush('listeners of a kept socket');
}

async function hints() {
  const agent = new Loud({ keepAlive: true, timeout: 3000 });
  say(await ask(agent, '/hint5'));
  await wait(50);
  say(Object.values(agent.freeSockets).flat().length);
  agent.destroy();
  const hasty = new Loud({ keepAlive: true, timeout: 8000 });
  say(await ask(hasty, '/hint5'));
  await wait(50);
  say(await ask(hasty, '/hint'));
  await wait(50);
  say(Object.values(hasty.freeSockets).flat().length);
  hasty.destroy();
  const unlimited = new Loud({ keepAlive: true });
  say(await ask(unlimited, '/hint5'));
  await wait(50);
  say(Object.values(unlimited.freeSockets).flat().length);
  unlimited.destroy();
  const buffered = new Loud({ keepAlive: true, timeout: 8000, agentKeepAliveTimeoutBuffer: 4000 });
  say(await ask(buffered, '/hint5'), buffered.agentKeepAliveTimeoutBuffer);
  buffered.destroy();
  await wait(50);
  flush('what the server says of keeping');
}

async function timeouts() {
  const agent = new http.Agent({ keepAlive: true, timeout: 40 });
  const req = http.get({ host: '127.0.0.1', port, agent, path: '/slow' });
  say('timeout of the request', req.timeout);
  req.on('timeout', () => say('timeout', req.destroyed));
  req.on('error', (error) => say(error.code));
  const [socket] = await once(req, 'socket');
  socket.on('timeout', () => say('socket timeout'));
  const [res] = await once(req, 'response');
  res.resume();
  await once(res, 'close');
  say(Object.values(agent.freeSockets).flat().length, socket.timeout);
  socket.on('close', () => say('kept socket closed'));
  await once(socket, 'close');
  say(agent.totalSocketCount, Object.keys(agent.freeSockets).length);
  flush('timeout of an agent');
}

async function ended() {
  // A server that closes connections as soon as they wait.
  const peers = [];
  const hasty = net.createServer((socket) => {
    peers.push(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      if (socket.deaf) return socket.resetAndDestroy();
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
  });
  await once(hasty.listen(0, '127.0.0.1'), 'listening');
  const to = { port: hasty.address().port };
  const agent = new http.Agent({ keepAlive: true });
  const kept = () => Object.values(agent.freeSockets).flat().length;
  say(await ask(agent, '/', to));
  await wait(50);
  say('kept', kept());
  peers.pop().end();
  await wait(100);
  say('ended', kept(), agent.totalSocketCount);
  say(await ask(agent, '/', to));
  await wait(50);
  peers.pop().resetAndDestroy();
  await wait(100);
  say('reset', kept(), agent.totalSocketCount);
  say(await ask(agent, '/', to));
  await wait(50);
  peers.at(-1).write('HTTP/1.1 408 Too late\r\n\r\n');
  await wait(100);
  say('spoken to while it waited', kept(), agent.totalSocketCount);
  say(await ask(agent, '/', to));
  await wait(50);
  peers.at(-1).deaf = true;
  const first = await ask(agent, '/', to);
  say(first);
  if (first.startsWith('ECONNRESET') && first.endsWith('true')) say('again', await ask(agent, '/', to));
  await wait(50);
  // Both at once: the request is on its way when the connection ends.
  peers.at(-1).end();
  say(await ask(agent, '/', to));
  agent.destroy();
  for (const peer of peers) peer.destroy();
  hasty.close();
  await wait(50);
  flush('kept sockets that the server ends');
}

async function main() {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address());
  for (const part of [createConnection, subclass, events, facts, hints, timeouts, ended]) await part();
  server.close();
  server.closeAllConnections();
}

main();
