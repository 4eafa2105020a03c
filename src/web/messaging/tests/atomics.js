// Waiting on shared memory, from this thread and others.
'use strict';
const { Worker } = require('worker_threads');
const cells = new Int32Array(new SharedArrayBuffer(16));
const wide = new BigInt64Array(new SharedArrayBuffer(16));
console.log(Atomics.wait(cells, 0, 1), Atomics.wait(cells, 0, 0, 5), Atomics.wait(wide, 1, 0n, 5), Atomics.wait(wide, 1, 2n));
console.log(Atomics.notify(cells, 0), Atomics.notify(new Int32Array(2), 0));
for (const attempt of [
  () => Atomics.wait(new Int32Array(2), 0, 0),
  () => Atomics.wait(new Uint8Array(2), 0, 0),
  () => Atomics.wait(cells, 4, 0),
  () => Atomics.notify(cells, -1),
]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name);
  }
}
async function main() {
  const later = Atomics.waitAsync(cells, 1, 0);
  console.log(later.async, later.value instanceof Promise);
  const now = Atomics.waitAsync(cells, 1, 5);
  console.log(now.async, now.value, Atomics.waitAsync(cells, 1, 0, 0).value);
  const timer = setInterval(() => {}, 1000);
  const worker = new Worker(`
    const { workerData: cells } = require('worker_threads');
    while (Atomics.notify(cells, 1) === 0);
    Atomics.wait(cells, 2, 0);
    Atomics.store(cells, 3, 1);
    Atomics.wait(cells, 0, 0);
  `, { eval: true, workerData: cells });
  console.log(await later.value);
  while (Atomics.notify(cells, 2) === 0) await new Promise(setImmediate);
  while (Atomics.load(cells, 3) === 0) await new Promise(setImmediate);
  console.log(await Atomics.waitAsync(cells, 2, 0, 10).value);
  // What it waits for never comes.
  console.log(await worker.terminate());
  clearInterval(timer);
}
main();
