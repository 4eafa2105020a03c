// Calls, their errors, their time and their number; messages and their backpressure; topics.
import assert from 'node:assert';
import { publish, self, spawn, subscribe } from 'rnode:shards';

assert.strictEqual(self.id, 0);
assert.ok(self.count >= 1);

const heard = [];
const unsubscribe = subscribe('topic', (value, topic) => heard.push([topic, value]));
const child = spawn(`
  const { expose, parent, publish, self, workerData } = require('rnode:shards');
  expose({
    add: (a, b) => a + b,
    async fail() { throw Object.assign(new RangeError('no'), { code: 'E_NO' }); },
    slow: () => new Promise(() => {}),
    length: (buffer) => buffer.byteLength,
    facts: () => ({ id: self.id, name: self.name, workerData }),
  });
  parent.on('message', (message) => { if (message === 'publish') publish('topic', 1); });
`, { eval: true, workerData: new Map([[1, 2]]), name: 'adder', shard: 0 });

assert.strictEqual(child.shard, 0);
assert.deepStrictEqual(await child.call('facts'), { id: child.id, name: 'adder', workerData: new Map([[1, 2]]) });
assert.strictEqual(await child.call('add', 1, 2), 3);
await assert.rejects(child.call('fail'), { name: 'RangeError', message: 'no', code: 'E_NO' });
await assert.rejects(child.call('nothing'), { code: 'ERR_SHARD_NO_METHOD' });
await assert.rejects(child.callWith({ timeoutMs: 20 }, 'slow'), { code: 'ERR_SHARD_CALL_TIMEOUT' });
const buffer = new ArrayBuffer(1 << 20);
assert.strictEqual(await child.callWith({ transfer: [buffer] }, 'length', buffer), 1 << 20);
assert.strictEqual(buffer.byteLength, 0);

child.callsInFlightMax = 2;
const results = await Promise.allSettled([child.call('add', 1, 1), child.call('add', 2, 2), child.call('add', 3, 3)]);
assert.deepStrictEqual(results.map(({ status }) => status), ['fulfilled', 'fulfilled', 'rejected']);
assert.strictEqual(results[2].reason.code, 'ERR_SHARD_CALLS_IN_FLIGHT');

child.postMessage('publish');
while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
assert.deepStrictEqual(heard, [['topic', 1]]);
assert.strictEqual(publish('topic', 2), 1);
unsubscribe();
assert.strictEqual(publish('topic', 3), 0);

child.callsInFlightMax = 10;
const pending = assert.rejects(child.call('slow'), { code: 'ERR_SHARD_GONE' });
assert.strictEqual((await child.terminate()).code, 1);
await pending;
