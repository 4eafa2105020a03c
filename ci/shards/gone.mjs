// What is sent to a child that has ended is refused, and what was on its way is closed: nobody waits for it in vain.
import assert from 'node:assert';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { MessageChannel, Worker } from 'node:worker_threads';
import { spawn } from 'rnode:shards';

const server = net.createServer();
await once(server.listen(0, '127.0.0.1'), 'listening');

async function connection() {
  const client = net.connect(server.address().port, '127.0.0.1');
  const [socket] = await once(server, 'connection');
  return { client: client.resume(), socket };
}

const descriptors = () => fs.readdirSync('/proc/self/fd').length;

// Known to have ended: the sender keeps what it has.
{
  const child = spawn('1', { eval: true });
  await child.exited;
  const { client, socket } = await connection();
  const { port1, port2 } = new MessageChannel();
  assert.throws(() => child.postMessage({ socket }, [socket]), { code: 'ERR_SHARD_GONE' });
  assert.throws(() => child.postMessage({ port2 }, [port2]), { code: 'ERR_SHARD_GONE' });
  assert.throws(() => child.postMessage('alone'), { code: 'ERR_SHARD_GONE' });
  await assert.rejects(child.send({ socket }, [socket]), { code: 'ERR_SHARD_GONE' });
  await assert.rejects(child.call('anything'), { code: 'ERR_SHARD_GONE' });
  socket.end('still here');
  const [data] = await once(client, 'data');
  assert.strictEqual(String(data), 'still here');
  port1.postMessage('still here as well');
  const [message] = await once(port2, 'message');
  assert.strictEqual(message, 'still here as well');
  port1.close();
}

// Never received: closed with the mailbox. Some are sent before the child ends, some when it has and nobody knows yet.
async function unreceived(start, end) {
  const child = await start();
  const parts = [await connection(), await connection()];
  const ends = parts.map(({ client }) => once(client, 'close'));
  const { port1, port2 } = new MessageChannel();
  const closed = once(port1, 'close');
  const send = ({ socket }) => child.postMessage({ socket }, [socket]);
  send(parts[0]);
  child.postMessage({ port2 }, [port2]);
  const exit = end(child);
  // The child is at its end, or past it, while its parent turns no loop.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  send(parts[1]);
  await Promise.all([exit, closed, ...ends]);
}

const idle = 'setInterval(() => {}, 1000)';
const start = () => {
  const child = spawn(idle, { eval: true });
  return once(child, 'online').then(() => child);
};
await unreceived(start, (child) => child.terminate());
const before = descriptors();
for (let i = 0; i < 5; i++) await unreceived(start, (child) => child.terminate());
assert.ok(descriptors() <= before + 8, `${before} descriptors before, ${descriptors()} after`);

// A worker_threads' Worker takes no messages once it has ended, as in Node: the port stays with the sender.
{
  const worker = new Worker('1', { eval: true });
  await once(worker, 'exit');
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ port2 }, [port2]);
  port1.postMessage(1);
  assert.deepStrictEqual(await once(port2, 'message'), [1]);
  port1.close();
}
server.close();
