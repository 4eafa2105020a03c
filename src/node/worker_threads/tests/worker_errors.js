// What ends a worker, told to its parent.
'use strict';
const { Worker } = require('worker_threads');
const programs = [
  'throw Object.assign(new RangeError("thrown"), { code: "E_CODE", extra: { a: [1] } })',
  'Promise.reject(new TypeError("rejected"))',
  'throw 5',
  'throw { plain: true }',
  'throw undefined',
  'class Mine extends Error { get name() { return "Mine"; } }; throw new Mine("class", { cause: new Error("cause") })',
  'process.exit(9)',
  'process.exitCode = 4',
  'process.on("exit", () => { process.exitCode = 8; }); throw new Error("exit listener")',
  'process.on("uncaughtException", (error) => { console.log("caught", error.message); }); throw new Error("handled")',
  'throw new Error("no stack", { cause: () => {} })',
  'this is no program',
];
function run(index) {
  if (index === programs.length) return;
  const worker = new Worker(programs[index], { eval: true, stdout: false });
  worker.on('error', (error) => {
    console.log('error', error?.constructor?.name ?? error, error?.name, error?.message, error?.code, error?.extra,
                error?.cause?.message, String(error?.stack).includes(error?.message));
  });
  worker.on('exit', (code) => {
    console.log('exit', index, code);
    run(index + 1);
  });
}
run(0);
