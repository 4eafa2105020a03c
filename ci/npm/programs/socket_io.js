// Socket.IO: polling, upgrade to WebSocket, rooms, acknowledgements, binary events, middleware, namespaces.
'use strict';
const http = require('http');
const { once } = require('events');
const { Server } = require('socket.io');
const { io } = require('socket.io-client');

const server = http.createServer();
const sockets = new Server(server, { cors: { origin: '*' }, pingInterval: 2000 });
sockets.use((socket, next) =>
  socket.handshake.auth.token === 'bad'
    ? next(Object.assign(new Error('no entry'), { data: { why: 'token' } }))
    : next(),
);
sockets.on('connection', (socket) => {
  console.log('server: connected by', socket.conn.transport.name, socket.handshake.query.name);
  socket.on('echo', (...args) => socket.emit('echo', ...args.slice(0, -1), args.at(-1)));
  socket.on('sum', (numbers, done) =>
    done(
      null,
      numbers.reduce((a, b) => a + b, 0),
    ),
  );
  socket.on('slow', () => {});
  socket.on('join', (room, done) => {
    socket.join(room);
    done([...socket.rooms].length);
  });
  socket.on('tell', (room, text) => socket.to(room).emit('told', text));
  socket.on('ask', async (done) => done(await sockets.timeout(2000).in('r').emitWithAck('question', 6)));
  socket.on('disconnect', (reason) => console.log('server: disconnect', reason));
});
sockets.of('/admin').on('connection', (socket) => {
  socket.emit('hello', socket.nsp.name);
});

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const open = async (name, options) => {
    const client = io(url, { query: { name }, reconnection: false, forceNew: true, ...options });
    await new Promise((resolve) => client.once('connect', resolve));
    return client;
  };
  const event = (client, name) => new Promise((resolve) => client.once(name, (...args) => resolve(args)));

  const a = await open('a', { transports: ['polling'] });
  a.emit('echo', 1, 'two', { three: [3] }, null);
  console.log(await event(a, 'echo'));
  a.emit('echo', Buffer.from([1, 2, 3]), { nested: new Uint8Array([9]) }, 'end');
  console.log(await event(a, 'echo'));
  console.log(
    await a.emitWithAck('sum', [1, 2, 3]).catch((error) => error),
    await new Promise((resolve) => a.emit('sum', [4, 5], (...args) => resolve(args))),
  );
  await a
    .timeout(50)
    .emitWithAck('slow')
    .catch((error) => console.log(error.message));

  const b = io(url, { query: { name: 'b' }, reconnection: false, forceNew: true });
  const upgraded = new Promise((resolve) => b.io.engine.once('upgrade', (transport) => resolve(transport.name)));
  await event(b, 'connect');
  console.log('b upgraded to', await upgraded);
  b.emit('echo', 'x'.repeat(200_000), Buffer.alloc(100_000, 1), 0);
  const [text, bytes] = await event(b, 'echo');
  console.log(text.length, bytes.length, Buffer.isBuffer(bytes));
  const c = await open('c', { transports: ['websocket'] });
  for (const client of [a, b]) await new Promise((resolve) => client.emit('join', 'r', resolve));
  const told = Promise.all([event(a, 'told'), event(b, 'told')]);
  c.emit('tell', 'r', 'to the room');
  console.log(await told);
  a.on('question', (n, done) => done(n + 1));
  b.on('question', (n, done) => done(n * 7));
  console.log((await new Promise((resolve) => c.emit('ask', resolve))).sort());
  console.log((await sockets.in('r').fetchSockets()).length, sockets.engine.clientsCount);

  const admin = io(`${url}/admin`, { reconnection: false });
  console.log(await event(admin, 'hello'));
  const bad = io(url, { auth: { token: 'bad' }, reconnection: false, forceNew: true });
  const [error] = await event(bad, 'connect_error');
  console.log(error.message, error.data);

  a.disconnect();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const gone = event(b, 'disconnect');
  sockets.in('r').disconnectSockets(true);
  console.log('b:', (await gone)[0]);
  const down = Promise.all([event(c, 'disconnect'), event(admin, 'disconnect')]);
  sockets.close();
  console.log(
    'c, admin:',
    (await down).map(([reason]) => reason),
  );
}
main();
