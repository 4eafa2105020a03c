// Connections and listening sockets move to another shard, with what was read of them already.
import assert from 'node:assert';
import net from 'node:net';
import { once } from 'node:events';
import { spawn } from 'rnode:shards';

const child = spawn(`
  const http = require('http');
  const { parent } = require('rnode:shards');
  const pages = http.createServer((request, response) => response.end('page ' + request.url));
  parent.on('message', ({ kind, socket, server }) => {
    if (kind === 'echo') socket.pipe(socket);
    else if (kind === 'http') pages.emit('connection', socket);
    else {
      server.on('connection', (connection) => connection.end('from the other shard'));
      server.unref();
      parent.postMessage(server.address().port);
    }
  });
`, { eval: true });

// What arrives before the connection moves goes with it, as does what comes later.
const rooms = net.createServer((socket) => {
  socket.once('readable', () => {
    assert.throws(() => child.postMessage({ socket }), { name: 'DataCloneError' });
    const kind = `${socket.read(5)}`.trim();
    child.postMessage({ kind, socket }, [socket]);
    rooms.getConnections((error, count) => assert.strictEqual(count, 0));
  });
});
rooms.listen(0, '127.0.0.1');
await once(rooms, 'listening');
const { port } = rooms.address();

const client = net.connect(port, '127.0.0.1');
client.setEncoding('utf8');
client.write('echo first ');
let heard = '';
client.on('data', (text) => { heard += text; });
while (heard !== 'first ') await once(client, 'data');
client.end('second');
await once(client, 'end');
assert.strictEqual(heard, 'first second');

// An HTTP connection: the request's bytes go along.
const asking = net.connect(port, '127.0.0.1');
asking.setEncoding('utf8');
asking.write('http GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
let answer = '';
for await (const text of asking) answer += text;
assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\npage \/a$/);

// A server: who connects is served there, and here nobody listens any more.
const server = net.createServer(() => assert.fail('not here'));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
child.postMessage({ kind: 'server', server }, [server]);
assert.strictEqual(server.listening, false);
assert.deepStrictEqual(await once(child, 'message'), [address.port]);
let text = '';
for await (const chunk of net.connect(address.port, '127.0.0.1').setEncoding('utf8')) text += chunk;
assert.strictEqual(text, 'from the other shard');

// A connection that nobody took ends with the shard that it was sent to.
await child.terminate();
const idle = spawn('setInterval(() => {}, 1000)', { eval: true });
await once(idle, 'online');
const gates = net.createServer((socket) => idle.postMessage(socket, [socket]));
gates.listen(0, '127.0.0.1');
await once(gates, 'listening');
const late = net.connect(gates.address().port, '127.0.0.1');
await once(late, 'connect');
late.on('error', () => {});
setTimeout(() => idle.terminate(), 50);
await once(late, 'close');
rooms.close();
gates.close();
