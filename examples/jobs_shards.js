// A job queue with backpressure: workers on every core, and no more jobs under way than they take.
// rnode examples/jobs_shards.js
'use strict';

const { createHash } = require('node:crypto');
const { expose, parent, self, spawn } = require('rnode:shards');

const rounds = 20000;

function work({ id, rounds }) {
  let digest = `job ${id}`;
  for (let i = 0; i < rounds; i++) digest = createHash('sha256').update(digest).digest('hex');
  return { id, digest, shard: self.id };
}

async function main() {
  const children = Array.from({ length: self.count }, () => spawn(__filename, { mailbox: 16 }));
  for (const child of children) child.callsInFlightMax = 4;

  const done = new Map();
  async function* jobs() {
    for (let id = 1; id <= 24; id++) yield { id, rounds };
  }
  const source = jobs();
  // Each child asks for its next job when one of its four is done: the queue never runs ahead.
  await Promise.all(children.flatMap((child) => Array.from({ length: 4 }, async () => {
    for await (const job of { [Symbol.asyncIterator]: () => ({ next: () => source.next() }) }) {
      const result = await child.call('work', job);
      done.set(result.id, result);
    }
  })));
  await Promise.all(children.map((child) => child.terminate()));
  console.log(`${done.size} jobs done by ${new Set([...done.values()].map(({ shard }) => shard)).size} shards`);
}

if (parent === null) main();
else expose({ work });
