// terminate() ends whatever runs.
'use strict';
const { Worker } = require('worker_threads');
const programs = [
  'while (true);',
  'setInterval(() => {}, 1000)',
  '(function spin() { Promise.resolve().then(spin); })()',
  '(function spin() { process.nextTick(spin); })()',
  'try { while (true); } finally { require("worker_threads").parentPort.postMessage("unreachable"); }',
  'require("net").createServer().listen(0)',
];
async function main() {
  for (const program of programs) {
    const worker = new Worker(program, { eval: true });
    worker.on('message', (message) => console.log(message));
    await new Promise((resolve) => worker.once('online', resolve));
    console.log(await worker.terminate());
    console.log(await worker.terminate());
  }
}
main();
