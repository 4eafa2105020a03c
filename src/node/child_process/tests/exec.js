// The output as a whole, with encodings, limits and timeouts.
'use strict';
const { exec, execFile } = require('child_process');
const { promisify } = require('util');

async function main() {
  console.log(await promisify(exec)('echo out; echo err >&2'));
  console.log(await promisify(execFile)('printf', ['a%sb', '-'], { encoding: 'buffer' }));
  await promisify(exec)('echo told; exit 5').catch((error) => {
    console.log(error.message, error.code, error.killed, error.signal, error.cmd, error.stdout);
  });
  await promisify(execFile)('yes', { maxBuffer: 6 }).catch((error) => {
    console.log(error.message, error.code, error.stdout);
  });
  await promisify(execFile)('sleep', ['60'], { timeout: 20, killSignal: 'SIGKILL' }).catch((error) => {
    console.log(error.message, error.code, error.killed, error.signal);
  });
  const controller = new AbortController();
  const aborted = promisify(execFile)('sleep', ['60'], { signal: controller.signal });
  controller.abort('enough');
  await aborted.catch((error) => console.log(error.name, error.code, error.cause));
}
main();
