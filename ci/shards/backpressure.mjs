// A full mailbox refuses, tells when there is room, and `send` waits for it: nothing is lost or out of order.
import assert from 'node:assert';
import { once } from 'node:events';
import { spawn } from 'rnode:shards';

const child = spawn(`
  const { expose, parent } = require('rnode:shards');
  const seen = [];
  parent.on('message', (number) => seen.push(number));
  expose({ seen: () => seen, size: () => seen.at(-1).buffer.byteLength });
`, { eval: true, mailbox: 8 });

let next = 0;
let refused = 0;
while (refused === 0) {
  try {
    child.postMessage(next);
    next++;
  } catch (error) {
    assert.strictEqual(error.code, 'ERR_SHARD_MAILBOX_FULL');
    refused++;
  }
}
assert.ok(next >= 8);
await once(child, 'drain');
const sends = [];
for (const end = next + 100; next < end; next++) sends.push(child.send(next));
await Promise.all(sends);
let seen;
do seen = await child.call('seen'); while (seen.length < next);
assert.deepStrictEqual(seen, Array.from({ length: next }, (_, i) => i));

// What is transferred has its place, though the message's own getters fill the mailbox.
const buffer = new ArrayBuffer(8);
function fill() {
  assert.throws(() => { for (;;) child.postMessage(-1); }, { code: 'ERR_SHARD_MAILBOX_FULL' });
  return true;
}
await child.send({ get filled() { return fill(); }, buffer }, [buffer]);
assert.strictEqual(buffer.byteLength, 0);
for (;;) {
  const last = (await child.call('seen')).at(-1);
  if (last.filled) break;
}
assert.strictEqual(await child.call('size'), 8);
await child.terminate();
