// stats(): the figures of the program and of its child scripts, and one that cannot answer.
import assert from 'node:assert';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { spawn, stats } from 'rnode:shards';

const server = http.createServer((req, res) => res.end('ok')).listen(0, '127.0.0.1');
await once(server, 'listening');
for (let i = 0; i < 25; i++) {
  await new Promise((done) => http.get(server.address(), (res) => res.resume().on('end', done)));
}

const child = spawn(`
  const { parent } = require('rnode:shards');
  parent.on('message', (ms) => {
    parent.postMessage('busy');
    const end = Date.now() + ms;
    while (Date.now() < end);
    parent.postMessage('idle');
  });
`, { eval: true, name: 'helper' });
await once(child, 'online');

const { shards, total, missing } = await stats();
assert.deepStrictEqual(missing, []);
assert.deepStrictEqual(shards.map(({ shard, name }) => [shard, name]), [['0', ''], [`thread ${child.id}`, 'helper']]);
const [own, other] = shards;
assert.strictEqual(own.counters.httpRequests, 25);
assert.strictEqual(own.latencies.httpRequest.count, 25);
assert(own.latencies.httpRequest.percentile(50) > 1000, 'nanoseconds');
assert(own.latencies.httpRequest.percentile(99) <= own.latencies.httpRequest.max);
assert.strictEqual(other.counters.httpRequests, undefined);
assert.strictEqual(total.counters.httpRequests, 25);
assert.strictEqual(total.gauges.heapBytes, own.gauges.heapBytes + other.gauges.heapBytes);
assert.strictEqual(total.latencies.turn.count, own.latencies.turn.count + other.latencies.turn.count);
assert(own.counters.loopIdleSeconds < own.counters.loopSeconds);

// Messages that nobody has taken wait in a mailbox, whichever it is.
const { port1, port2 } = new MessageChannel();
for (let i = 0; i < 100; i++) port1.postMessage(i);
const depth = (await stats()).shards[0].gauges.mailboxDepth;
// What asked for the figures may be among them.
assert(depth >= 100 && depth <= 102, `${depth}`);
port2.close();

// Connections that scripts serve count as well: those that were taken over, and those that no server has accepted.
const scripted = http.createServer((req, res) => {
  if (req.url === '/taken') req.socket.on('data', () => {}).removeAllListeners('data');
  if (req.url !== '/never') res.end('ok');
});
const outer = net.createServer((socket) => scripted.emit('connection', socket)).listen(0, '127.0.0.1');
scripted.listen(0, '127.0.0.1');
await Promise.all([once(scripted, 'listening'), once(outer, 'listening')]);
const ask = (to, path) => new Promise((resolve, reject) => {
  http.get({ port: to.address().port, path, agent: false }, (res) => res.resume().on('end', resolve)).on('error', reject);
});
await ask(scripted, '/taken');
await ask(outer, '/');
const unanswered = http.get({ port: outer.address().port, path: '/never', agent: false });
unanswered.on('error', () => {});
await once(scripted, 'request');
const during = (await stats()).shards[0];
assert.strictEqual(during.counters.httpRequests, 28);
assert.strictEqual(during.counters.httpResponses, 27);
assert.strictEqual(during.latencies.httpRequest.count, 27);
assert.strictEqual(during.latencies.httpQueueing.count, 28);
assert.strictEqual(during.gauges.httpRequestsInFlight, 1);
unanswered.destroy();
while ((await stats()).shards[0].gauges.httpRequestsInFlight > 0) await setTimeout(5);
const after = (await stats()).shards[0];
assert.strictEqual(after.counters.httpAborted, 1);
scripted.close();
outer.close();

child.postMessage(500);
await once(child, 'message');
const partial = await stats({ timeoutMs: 100 });
assert.deepStrictEqual(partial.missing, [`thread ${child.id}`]);
assert.deepStrictEqual(partial.shards.map(({ shard }) => shard), ['0']);
await once(child, 'message');
assert.deepStrictEqual((await stats()).missing, []);
assert.throws(() => stats({ timeoutMs: 0 }), { code: 'ERR_OUT_OF_RANGE' });

await child.terminate();
assert.deepStrictEqual((await stats()).shards.map(({ shard }) => shard), ['0']);
server.close();
server.closeAllConnections();
