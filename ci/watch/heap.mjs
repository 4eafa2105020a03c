// A large heap of which a program replaces one part after another is not collected; one in which cycles die is.
import assert from 'node:assert';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { stats } from 'rnode:shards';

async function figures() {
  const { counters, gauges, latencies } = (await stats()).shards[0];
  return { collections: latencies.collection?.count ?? 0, heap: gauges.heapBytes, fruitless: counters.collectionsFruitless };
}

const make = (id) => ({ id, name: `name ${id}`, list: [id, { of: id }], seen: new Map([[id, 'first']]) });
const live = new Map();
for (let id = 0; id < 60_000; id++) live.set(id, make(id));
const built = await figures();
assert(built.heap > 24 * 2 ** 20, `${built.heap}`);

let next = 0;
async function replace(turns, change) {
  for (let turn = 0; turn < turns; turn++) {
    for (let at = 0; at < 500; at++) live.set(next = (next + 7) % 60_000, change(make(next)));
    await (turn % 10 === 0 ? setTimeout(1) : setImmediate());
  }
}

await replace(400, (made) => made);
const steady = await figures();
assert.strictEqual(steady.collections, built.collections);
assert.strictEqual(steady.fruitless, built.fruitless);
assert(Math.abs(steady.heap - built.heap) < 4 * 2 ** 20, `${built.heap}, ${steady.heap}`);

await replace(600, (made) => (made.self = made));
const cyclic = await figures();
assert(cyclic.collections > steady.collections);
assert(cyclic.heap < 4 * built.heap, `${cyclic.heap}`);
