// Connections that become another protocol's, by `Upgrade` and by `CONNECT`: on the server's side and on the client's, with
// bytes that follow at once, with and without listeners, and what is left on the sockets.
'use strict';
const http = require('http');
const net = require('net');
const { once } = require('events');

// So many turns of the loop: what is on its way within this process has come by then, however busy the machine is.
async function wait(turns) {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => { setImmediate(resolve); });
}

const log = [];
const say = (...words) => log.push(words.join(' '));
const flush = (title) => console.log(`== ${title}\n  ${log.splice(0).join('\n  ')}`);
const names = ['data', 'end', 'close', 'error', 'drain', 'timeout', 'free', 'agentRemove', 'connect', 'readable', 'finish'];

function look(who, socket) {
  const counts = names.filter((name) => socket.listenerCount(name) > 0).map((name) => `${name}:${socket.listenerCount(name)}`);
  say(who, 'socket', counts.join(' '), 'flowing', socket.readableFlowing, 'paused', socket.isPaused(), 'length', socket.readableLength,
      'parser', socket.parser === null || socket.parser === undefined ? socket.parser : 'yes', 'message', socket._httpMessage ? 'yes' : socket._httpMessage,
      'timeout', socket.timeout, 'server', typeof socket.server, 'ended', socket.writableEnded, socket.destroyed);
}

async function listening(server) {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server.address().port;
}

// A raw client: what it writes, and all that comes back.
async function raw(port, ...pieces) {
  const socket = net.connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (data) => { text += data; });
  const ended = new Promise((resolve) => {
    socket.on('error', (error) => { text += `<${error.code}>`; });
    socket.on('close', resolve);
  });
  await once(socket, 'connect');
  for (const piece of pieces) {
    socket.write(piece);
    await wait(150);
  }
  wait(200).then(() => socket.end());
  await Promise.race([ended, wait(3000)]);
  socket.destroy();
  return JSON.stringify(text.replace(/Date: [^\r]+/g, 'Date: D'));
}

const upgrade = 'GET /up HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: mine\r\n\r\n';
const tunnel = 'CONNECT there:80 HTTP/1.1\r\nHost: there\r\n\r\n';

async function serverSide() {
  const taken = (kind) => (req, socket, head) => {
    say(kind, req.method, req.url, JSON.stringify(req.headers), req.upgrade, 'head', JSON.stringify(head.toString()), Buffer.isBuffer(head),
        req.complete, req.readable, socket === req.socket);
    // A response in front that has only just been written is still with the socket.
    if (!log.some((line) => line.startsWith('request'))) look('server', socket);
    socket.write('HTTP/1.1 101 Now mine\r\nConnection: upgrade\r\nUpgrade: mine\r\n\r\n');
    socket.on('data', (data) => {
      say('server data', data.toString());
      socket.write(`<${data}>`);
    });
    socket.on('end', () => say('server end', socket.writable));
    socket.on('close', (failed) => say('server close', failed));
    if (socket.writable && !socket.allowHalfOpen) say('not half open');
    socket.on('end', () => socket.end());
  };
  for (const [title, events, ...pieces] of [
    ['upgrade', ['upgrade'], upgrade, 'one', 'two'],
    ['upgrade, bytes at once', ['upgrade'], `${upgrade}one`, 'two'],
    ['upgrade in pieces', ['upgrade'], upgrade.slice(0, 20), `${upgrade.slice(20)}one`, 'two'],
    ['upgrade unheard', [], upgrade, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['upgrade after a request', ['upgrade'], 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', `${upgrade}one`],
    ['upgrade behind a request at once', ['upgrade'], `GET / HTTP/1.1\r\nHost: x\r\n\r\n${upgrade}one`],
    ['upgrade without Connection', ['upgrade'], 'GET /up HTTP/1.1\r\nHost: x\r\nUpgrade: mine\r\n\r\n'],
    ['Connection without Upgrade', ['upgrade'], 'GET /up HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\n\r\n'],
    ['upgrade with a body', ['upgrade'], upgrade.replace('GET', 'POST').replace('Upgrade:', 'Content-Length: 3\r\nUpgrade:') + 'abcone'],
    ['upgrade, HTTP/1.0', ['upgrade'], upgrade.replace('1.1', '1.0')],
    ['connect', ['connect'], tunnel, 'one', 'two'],
    ['connect, bytes at once', ['connect'], `${tunnel}one`, 'two'],
    ['connect unheard', [], tunnel, 'one'],
    ['connect, only upgrade heard', ['upgrade'], tunnel],
  ]) {
    const server = http.createServer((req, res) => {
      say('request', req.method, req.url, req.upgrade, req.headers.connection);
      res.end('plain');
    });
    server.on('clientError', (error, socket) => {
      say('clientError', error.code);
      socket.destroy();
    });
    for (const event of events) server.on(event, taken(event));
    const port = await listening(server);
    say('client saw', await raw(port, ...pieces));
    await wait(50);
    say('connections', await new Promise((resolve) => { server.getConnections((error, count) => resolve(count)); }));
    server.close();
    server.closeAllConnections();
    flush(`server: ${title}`);
  }
}

async function shouldUpgrade() {
  // `shouldUpgradeCallback` decides what is an upgrade.
  const server = http.createServer({ shouldUpgradeCallback: (req) => req.url === '/up' }, (req, res) => {
    say('request', req.url, req.upgrade);
    res.end('plain');
  });
  server.on('upgrade', (req, socket, head) => {
    say('upgrade', req.url, head.length);
    socket.end('taken');
  });
  const port = await listening(server);
  say(await raw(port, upgrade));
  say(await raw(port, upgrade.replace('/up', '/no')));
  server.close();
  server.closeAllConnections();
  flush('server: shouldUpgradeCallback');
}

function answering(text, then) {
  return net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(text);
      socket.on('data', (data) => { socket.write(`<${data}>`); });
      if (then) wait(200).then(() => then(socket));
    });
  });
}

const switching = 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: mine\r\nX: y\r\n\r\n';
const established = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';

async function clientSide() {
  for (const [title, text, options, events, keepAlive] of [
    ['upgrade', switching, {}, ['upgrade'], false],
    ['upgrade, bytes at once', `${switching}hello`, {}, ['upgrade'], false],
    ['upgrade, keeping', `${switching}hello`, {}, ['upgrade'], true],
    ['upgrade unheard', `${switching}hello`, {}, [], true],
    ['upgrade unasked', switching, { headers: {} }, ['upgrade'], false],
    ['upgrade refused', 'HTTP/1.1 426 No\r\nContent-Length: 2\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\nno', {}, ['upgrade'], true],
    ['upgrade after hints', `HTTP/1.1 103 Early\r\nLink: a\r\n\r\n${switching}hello`, {}, ['upgrade'], false],
    ['upgrade in a 200', 'HTTP/1.1 200 OK\r\nConnection: upgrade\r\nUpgrade: mine\r\nContent-Length: 2\r\n\r\nok', {}, ['upgrade'], true],
    ['connect', established, { method: 'CONNECT', path: 'there:80' }, ['connect'], false],
    ['connect, bytes at once', `${established}hello`, { method: 'CONNECT', path: 'there:80' }, ['connect'], false],
    ['connect, keeping', established, { method: 'CONNECT', path: 'there:80' }, ['connect'], true],
    ['connect unheard', `${established}hello`, { method: 'CONNECT', path: 'there:80' }, [], true],
    ['connect refused', 'HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno', { method: 'CONNECT', path: 'there:80' }, ['connect'], false],
    ['connect, no agent', established, { method: 'CONNECT', path: 'there:80', agent: false }, ['connect'], false],
  ]) {
    const server = answering(text);
    const port = await listening(server);
    const agent = new http.Agent({ keepAlive, timeout: 5000 });
    const headers = options.method ? undefined : { Connection: 'Upgrade', Upgrade: 'mine' };
    const req = http.request({ host: '127.0.0.1', port, agent, headers, ...options });
    for (const event of ['finish', 'abort', 'error', 'information', 'socket', 'close']) {
      req.on(event, (arg) => {
        say('req', event, arg?.code ?? arg?.statusCode ?? '', req.destroyed, req.upgradeOrConnect, req.res === null ? null : typeof req.res);
      });
    }
    req.on('response', (res) => {
      say('response', res.statusCode, res.upgrade);
      res.on('data', (data) => say('res data', data.toString()));
      for (const event of ['end', 'aborted', 'error', 'close']) res.on(event, () => say('res', event));
    });
    const done = new Promise((resolve) => {
      req.on('close', () => wait(150).then(resolve));
      for (const event of events) {
        req.on(event, (res, socket, head) => {
          say(event, res.statusCode, res.statusMessage, JSON.stringify(res.headers), 'upgrade', res.upgrade, 'head', JSON.stringify(head.toString()),
              Buffer.isBuffer(head), 'complete', res.complete, res.socket === socket, req.socket === socket, socket.parser);
          look('client', socket);
          say('agent', Object.values(agent.sockets).flat().length, Object.values(agent.freeSockets).flat().length, agent.totalSocketCount);
          socket.on('data', (data) => {
            say('client data', data.toString());
            socket.end();
          });
          for (const name of ['end', 'error', 'close']) socket.on(name, (arg) => say('client', name, arg ?? ''));
          socket.on('close', () => wait(150).then(resolve));
          process.nextTick(look, 'a tick later', socket);
          socket.write('one');
        });
      }
    });
    req.end();
    await Promise.race([done, wait(2000)]);
    say('left', req.destroyed, req.closed, req.reusedSocket, agent.totalSocketCount, Object.keys(agent.sockets).length, Object.keys(agent.freeSockets).length);
    agent.destroy();
    req.destroy();
    server.close();
    flush(`client: ${title}`);
  }
}

async function both() {
  // A tunnel from end to end, closed by either side.
  for (const closer of ['client', 'server', 'client resets', 'server resets']) {
    const origin = net.createServer((socket) => {
      socket.on('data', (data) => socket.write(data.toString().toUpperCase()));
      socket.on('error', (error) => say('origin error', error.code));
      socket.on('end', () => say('origin end'));
      socket.on('close', (failed) => say('origin close', failed));
      if (closer === 'server') wait(400).then(() => socket.end());
      if (closer === 'server resets') wait(400).then(() => socket.resetAndDestroy());
    });
    await listening(origin);
    const proxy = http.createServer().on('connect', (req, socket, head) => {
      const onward = net.connect(origin.address().port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.write(head);
        onward.pipe(socket);
        socket.pipe(onward);
      });
      onward.on('error', (error) => { say('onward error', error.code); socket.destroy(); });
      socket.on('error', (error) => { say('proxy error', error.code); onward.destroy(); });
      socket.on('close', (failed) => say('proxy close', failed));
    });
    const port = await listening(proxy);
    const req = http.request({ host: '127.0.0.1', port, method: 'CONNECT', path: 'x:1', agent: false });
    req.end();
    const [, socket, head] = await once(req, 'connect');
    say('connected', head.length);
    socket.on('data', (data) => say('client data', data.toString()));
    socket.on('error', (error) => say('client error', error.code));
    const closed = new Promise((resolve) => { socket.on('close', (failed) => { say('client close', failed); resolve(); }); });
    socket.write('through');
    await wait(200);
    if (closer === 'client') socket.end();
    if (closer === 'client resets') socket.resetAndDestroy();
    await closed;
    await wait(150);
    proxy.close();
    origin.close();
    // Who hears first of both ends of one connection is not told.
    console.log(`== tunnel, closed by: ${closer}\n  ${log.splice(0).sort().join('\n  ')}`);
  }
}

async function main() {
  await serverSide();
  await shouldUpgrade();
  await clientSide();
  await both();
}

main();
