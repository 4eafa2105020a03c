// What sockets and servers fail with: the errors' fields and messages, and the order of "error" and "close".
'use strict';
const net = require('net');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { once } = require('events');

const log = [];
const say = (...words) => log.push(words.join(' '));
let ports = [];

function flush(title) {
  let text = log.splice(0).join('\n  ');
  for (const [i, port] of ports.entries()) text = text.replaceAll(String(port), `PORT${i}`);
  console.log(`== ${title}\n  ${text}`);
  ports = [];
}

// So many turns of the loop: what is on its way within this process has come by then, however busy the machine is.
async function wait(turns) {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => { setImmediate(resolve); });
}

function describe(error) {
  if (error === null || typeof error !== 'object') return String(error);
  const own = Object.getOwnPropertyNames(error).filter((name) => name !== 'stack').sort();
  const fields = own.map((name) => `${name}=${name === 'errors' ? `[${error.errors.map(describe).join(' | ')}]` : error[name]}`);
  return `${error.name} ${error.constructor.name} {${fields.join(', ')}} keys ${Object.keys(error).sort().join()}`;
}

function attempt(use) {
  try {
    say('returned', typeof use());
  } catch (error) {
    say('threw', describe(error));
  }
}

function watch(name, emitter) {
  for (const event of ['connectionAttempt', 'connectionAttemptFailed', 'connectionAttemptTimeout', 'lookup', 'connect', 'ready', 'end', 'finish', 'timeout', 'drop']) {
    emitter.on(event, (...args) => say(name, event, args.map((arg) => arg instanceof Error ? arg.code : typeof arg === 'object' ? '' : arg).join()));
  }
  emitter.on('error', (error) => {
    say(name, 'error', describe(error), 'destroyed', emitter.destroyed, 'errored', emitter.errored === error, 'connecting', emitter.connecting,
        'pending', emitter.pending, emitter.readyState);
  });
  emitter.on('close', (...args) => say(name, 'close', args.join(), emitter.destroyed, emitter.readyState));
  return emitter;
}

const closed = (emitter) => new Promise((resolve) => { emitter.on('close', () => setImmediate(resolve)); });

async function listening(server, ...args) {
  await once(server.listen(...args.length > 0 ? args : [0, '127.0.0.1']), 'listening');
  const { port } = server.address();
  if (port) ports.push(port);
  return port;
}

async function freePort() {
  const server = net.createServer();
  const port = await listening(server);
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

async function connecting() {
  const port = await freePort();
  await closed(watch('socket', net.connect(port, '127.0.0.1')));
  flush('refused');

  const from = await freePort();
  const to = await freePort();
  await closed(watch('socket', net.connect({ port: to, host: '127.0.0.1', localPort: from, localAddress: '127.0.0.1' })));
  flush('refused, from a port');

  const lonely = await freePort();
  const given = await freePort();
  await closed(watch('socket', net.connect({ port: lonely, host: '127.0.0.1', localPort: given })));
  flush('refused, from a port of any address');

  const busy = net.createServer();
  const taken = await listening(busy);
  await closed(watch('socket', net.connect({ port: 1, host: '127.0.0.1', localAddress: '127.0.0.1', localPort: taken })));
  await closed(watch('socket', net.connect({ port: 1, host: '127.0.0.1', localAddress: '192.0.2.1' })));
  busy.close();
  flush('from an address that cannot be had');

  await closed(watch('socket', net.connect(1, '255.255.255.255')));
  flush('an address that cannot be connected to');

  const there = await freePort();
  await closed(watch('socket', net.connect({ port: there, host: 'several', lookup(name, options, callback) {
    say('looked up', name, JSON.stringify(options));
    process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }, { address: '127.0.0.3', family: 4 }, { address: '127.0.0.2', family: 4 }]);
  } })));
  flush('refused by all');

  const one = await freePort();
  await closed(watch('socket', net.connect({ port: one, host: 'one', lookup(name, options, callback) {
    process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }]);
  } })));
  flush('refused by the only one');

  const single = await freePort();
  await closed(watch('socket', net.connect({ port: single, host: 'single', autoSelectFamily: false, lookup(name, options, callback) {
    say('looked up', name, JSON.stringify(options));
    process.nextTick(callback, null, '127.0.0.1', 4);
  } })));
  flush('refused, without families');

  for (const [title, ...answer] of [
    ['fails', Object.assign(new Error('queryA ENOTFOUND x'), { code: 'ENOTFOUND', hostname: 'x', syscall: 'getaddrinfo', errno: -3008 })],
    ['bad address', null, [{ address: 'x', family: 4 }]], ['bad family', null, [{ address: '127.0.0.1', family: 5 }]],
    ['a string', null, '127.0.0.1', 4],
  ]) {
    let socket;
    attempt(() => {
      socket = watch('socket', net.connect({ port: 1, host: 'x', lookup: (name, options, callback) => {
        process.nextTick(() => attempt(() => callback(...answer)));
      } }));
    });
    await Promise.race([closed(socket), wait(50)]);
    socket.destroy();
    await wait(10);
    flush(`a lookup: ${title}`);
  }
  for (const [title, ...answer] of [['bad address', null, 'x', 4], ['bad family', null, '127.0.0.1', 5], ['nothing', null, undefined]]) {
    const socket = watch('socket', net.connect({ port: 1, host: 'x', family: 4, lookup: (name, options, callback) => {
      process.nextTick(callback, ...answer);
    } }));
    await closed(socket);
    flush(`a lookup of one: ${title}`);
  }

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'net-'));
  const hide = () => { for (const [i, line] of log.entries()) log[i] = line.replaceAll(folder, 'FOLDER'); };
  await closed(watch('socket', net.connect(path.join(folder, 'nobody'))));
  hide();
  flush('no such socket');
  fs.writeFileSync(path.join(folder, 'file'), '');
  await closed(watch('socket', net.connect(path.join(folder, 'file'))));
  hide();
  flush('not a socket');
  await closed(watch('socket', net.connect(path.join(folder, 'x'.repeat(120)))));
  hide();
  flush('a path too long');
  const server = watch('server', net.createServer());
  await listening(server, path.join(folder, 'socket'));
  const second = watch('second', net.createServer());
  second.listen(path.join(folder, 'socket'));
  await once(second, 'error').catch(() => {});
  await wait(5);
  second.close((error) => say('closing', describe(error)));
  await wait(5);
  server.close();
  await closed(server);
  const lost = watch('lost', net.createServer());
  lost.listen(path.join(folder, 'no', 'such', 'folder'));
  await wait(5);
  hide();
  flush('a path in use, and one that cannot be');
  fs.rmSync(folder, { recursive: true });
}

async function serving() {
  const server = watch('server', net.createServer());
  const port = await listening(server);
  const second = watch('second', net.createServer());
  second.listen(port, '127.0.0.1', () => say('never'));
  say('listening', second.listening, second.address());
  await wait(5);
  say('listening', second.listening, second.address());
  second.close((error) => say('closing', describe(error)));
  await wait(5);
  attempt(() => server.listen(0));
  flush('a port in use');

  const other = watch('other', net.createServer());
  other.listen(0, '192.0.2.1');
  await wait(5);
  flush('an address that is not ours');
  server.close((error) => say('closed', error));
  server.close((error) => say('closed again', describe(error)));
  await closed(server);
  await wait(5);
  flush('closing twice');

  for (const options of [
    { port: -1 }, { port: 65536 }, { port: 'x' }, { port: 1.5 }, { port: {} }, { port: null, host: '127.0.0.1' }, {}, { path: 1 }, { fd: -1 }, { fd: 100000 },
    { port: 0, backlog: 'x' }, { port: 0, signal: 'x' }, { port: 0, host: 3 }, { path: '\0x'.repeat(100) },
  ]) {
    const bad = net.createServer();
    bad.on('error', (error) => say('error', describe(error)));
    bad.on('listening', () => say('listened'));
    say(JSON.stringify(options));
    attempt(() => bad.listen(options));
    await wait(5);
    bad.close();
    await wait(5);
  }
  for (const args of [[true], [false], ['']]) attempt(() => net.createServer().on('error', () => {}).listen(...args).close());
  flush('bad arguments of listen');
  for (const options of [{ port: -1 }, { port: 65536 }, { port: 'x' }, { port: {} }, {}, { path: 1 }, { port: 1, localAddress: 'x' }, { port: 1, localPort: 'x' },
                         { port: 1, lookup: 1, host: 'a' }, { port: 1, hints: 1e9, host: 'a' }, { port: 1, autoSelectFamily: 1, host: 'a' },
                         { port: 1, autoSelectFamilyAttemptTimeout: 0, host: 'a' }, { port: 1, host: 3 }]) {
    say(JSON.stringify(options));
    attempt(() => net.connect(options).on('error', () => {}).destroy());
  }
  attempt(() => net.connect());
  attempt(() => new net.Socket({ fd: -1 }));
  attempt(() => new net.Socket({ fd: 'x' }));
  attempt(() => new net.Socket({ onread: 1 }));
  attempt(() => new net.Socket({ objectMode: true }));
  attempt(() => new net.Socket({ signal: 1 }));
  attempt(() => new net.Socket().setTimeout('x'));
  attempt(() => new net.Socket().setTimeout(1, 2));
  attempt(() => new net.Socket().setEncoding('x'));
  attempt(() => new net.Socket().write(null));
  attempt(() => new net.Socket().write(1));
  attempt(() => new net.Server({ highWaterMark: 'x' }));
  attempt(() => new net.Server(1));
  attempt(() => net.setDefaultAutoSelectFamily(1));
  attempt(() => net.setDefaultAutoSelectFamilyAttemptTimeout(0));
  flush('bad arguments');
}

async function pair(use, options) {
  const server = net.createServer(options ?? {});
  const port = await listening(server);
  const client = watch('client', net.connect({ port, host: '127.0.0.1', ...options }));
  const [[peer]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
  watch('peer', peer);
  await wait(5);
  await use(client, peer);
  await wait(30);
  client.destroy();
  peer.destroy();
  server.close();
  await wait(10);
}

async function connected() {
  for (const [title, use, options] of [
    ['reset by the peer', async (client, peer) => { client.resume(); peer.resetAndDestroy(); }],
    ['reset by the peer, nobody reads', async (client, peer) => { peer.resetAndDestroy(); await wait(10); }],
    ['reset, then written to', async (client, peer) => {
      client.resume();
      peer.resetAndDestroy();
      client.write('x', (error) => say('written', describe(error)));
      await wait(10);
      say('write returns', client.write('y', (error) => say('written later', describe(error))));
    }],
    ['destroyed by the peer, written to twice', async (client, peer) => {
      client.pause();
      peer.destroy();
      await wait(10);
      client.write('x', (error) => say('first', describe(error)));
      await wait(10);
      client.write('y', (error) => say('second', describe(error)));
    }, { allowHalfOpen: true }],
    ['destroyed with an error', async (client, peer) => { peer.resume(); client.destroy(new Error('mine')); }],
    ['destroyed with what is no error', async (client) => { client.destroy('text'); }],
    ['destroyed twice', async (client) => { client.destroy(); client.destroy(new Error('late')); }],
    ['reset twice', async (client, peer) => { peer.resume(); client.resetAndDestroy(); client.resetAndDestroy(); }],
    ['written to after end', async (client, peer) => {
      peer.resume();
      client.end('x');
      say(client.write('y', (error) => say('written', describe(error))));
    }],
    ['written to after destroy', async (client) => {
      client.destroy();
      say(client.write('y', (error) => say('written', describe(error))));
      client.end('z', (error) => say('ended', describe(error)));
    }],
    ['ended twice', async (client, peer) => {
      peer.resume();
      client.end(() => say('first'));
      client.end((error) => say('second', describe(error)));
    }],
    ['destroyed with writes under way', async (client) => {
      say(client.write(Buffer.alloc(20_000_000), (error) => say('written', describe(error))));
      client.destroy();
    }],
    ['destroyed with an error and writes under way', async (client) => {
      client.write(Buffer.alloc(20_000_000), (error) => say('written', describe(error)));
      client.write('more', (error) => say('written later', describe(error)));
      client.end((error) => say('ended', describe(error)));
      client.destroy(new Error('mine'));
    }],
    ['reset with writes under way', async (client) => {
      client.write(Buffer.alloc(20_000_000), (error) => say('written', describe(error)));
      client.resetAndDestroy();
    }],
    ['reset by the peer with writes under way', async (client, peer) => {
      client.write(Buffer.alloc(20_000_000), (error) => say('written', describe(error)));
      peer.resetAndDestroy();
    }],
    ['destroySoon', async (client, peer) => { peer.resume(); client.write('x'); client.destroySoon(); }],
    ['half open', async (client, peer) => {
      peer.on('data', (data) => say('peer data', data));
      client.end('bye');
      await wait(10);
      say(peer.readyState, client.readyState);
      peer.end();
      client.resume();
    }, { allowHalfOpen: true }],
    ['a listener that throws', async (client, peer) => {
      process.once('uncaughtException', (error) => say('uncaught', error.message));
      client.on('data', () => { throw new Error('thrown'); });
      peer.write('x');
    }],
    ['timed out', async (client) => {
      client.setTimeout(1, () => { say('idle'); client.destroy(Object.assign(new Error('idle'), { code: 'ETIMEDOUT' })); });
      await closed(client);
    }],
    ['aborted', async (client, peer) => {
      peer.resume();
      const controller = new AbortController();
      require('stream').addAbortSignal(controller.signal, client);
      controller.abort();
    }],
  ]) {
    await pair(use, options);
    flush(title);
  }
}

async function never() {
  const fresh = watch('fresh', new net.Socket());
  say(fresh.readyState, fresh.pending, fresh.connecting, JSON.stringify(fresh.address()), fresh.remoteAddress, fresh.localPort, fresh.bytesWritten);
  fresh.write('early', (error) => say('written', describe(error)));
  await wait(5);
  fresh.end();
  await wait(5);
  flush('a socket without a connection, written to');
  const reset = watch('reset', new net.Socket());
  reset.resetAndDestroy();
  await closed(reset);
  flush('a socket without a connection, reset');
  const gone = watch('gone', new net.Socket());
  gone.destroy();
  await closed(gone);
  flush('a socket without a connection, destroyed');
  const port = await freePort();
  const early = watch('early', net.connect(port, '127.0.0.1'));
  early.write('x', (error) => say('written', describe(error)));
  early.end(() => say('ended'));
  await closed(early);
  flush('refused, with writes waiting');
  const server = net.createServer((socket) => socket.resume());
  const open = await listening(server);
  const left = watch('left', net.connect(open, '127.0.0.1'));
  left.write('x', (error) => say('written', describe(error)));
  left.destroy();
  await closed(left);
  ports.push(open);
  flush('destroyed while it connects');
  ports.push(open);
  const again = watch('again', net.connect(open, '127.0.0.1'));
  await once(again, 'connect');
  again.end();
  await closed(again);
  again.connect(open, '127.0.0.1');
  say(again.readyState, again.destroyed, again.connecting);
  await once(again, 'connect');
  again.destroy();
  await closed(again);
  flush('connected twice');
  ports.push(open);
  const blockList = new net.BlockList();
  blockList.addAddress('127.0.0.1');
  await closed(watch('blocked', net.connect({ port: open, host: '127.0.0.1', blockList })));
  flush('blocked');
  ports.push(open);
  const aborted = new AbortController();
  const socket = watch('aborted', net.connect({ port: open, host: '127.0.0.1', signal: aborted.signal }));
  aborted.abort(new Error('why'));
  await closed(socket);
  flush('aborted while it connects');
  server.close();
}

async function main() {
  for (const part of [connecting, serving, connected, never]) await part();
}

main();
