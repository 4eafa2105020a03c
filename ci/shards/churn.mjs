// Children that come and go leave no descriptor and no thread behind, and no memory that grows with their number. Idle
// threads are kept for the next children, ten seconds long: they are part of what is counted until then.
//
//     rnode ci/shards/churn.mjs [CHILDREN] [ROUNDS]
import assert from 'node:assert';
import { once } from 'node:events';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { spawn } from 'rnode:shards';

const children = Number(process.argv[2] ?? 8);
const rounds = Number(process.argv[3] ?? 5);
const kIdleThreadMs = 10_000;
// An allocator keeps pages of threads that are gone for those that come.
const kKeptMiB = 32;

const count = () => ({
  descriptors: fs.readdirSync('/proc/self/fd').length,
  threads: fs.readdirSync('/proc/self/task').length,
  residentMiB: Math.round(Number(fs.readFileSync('/proc/self/statm', 'utf8').split(' ')[1]) / 256),
});

async function spawned() {
  const child = spawn('require("rnode:shards").expose({ echo: (value) => value })', { eval: true });
  assert.strictEqual(await child.call('echo', 1), 1);
  await child.terminate();
}

async function worked() {
  const code = 'const { parentPort } = require("worker_threads"); parentPort.once("message", (m) => parentPort.postMessage(m))';
  const worker = new Worker(code, { eval: true });
  worker.postMessage(1);
  assert.deepStrictEqual(await once(worker, 'message'), [1]);
  await once(worker, 'exit');
}

const start = count();
for (const kind of [spawned, worked]) {
  const begun = performance.now();
  for (let i = 0; i < rounds; i++) await Promise.all(Array.from({ length: children }, kind));
  const each = (performance.now() - begun) / rounds / children;
  console.log(`${kind.name}: ${rounds} rounds of ${children}, ${each.toFixed(1)} ms each:`, JSON.stringify(count()));
  assert.ok(count().threads <= start.threads + 2 * children, JSON.stringify([start, count()]));
}
await sleep(kIdleThreadMs + 2000);
const after = count();
console.log('before:', JSON.stringify(start), 'when idle threads have ended:', JSON.stringify(after));
assert.strictEqual(after.threads, start.threads);
assert.ok(after.descriptors <= start.descriptors + 4, 'descriptors');
assert.ok(after.residentMiB <= start.residentMiB + kKeptMiB, 'memory');
