// The forms that wait for the child.
'use strict';
const { execFileSync, execSync, spawnSync } = require('child_process');

const { pid, ...result } = spawnSync('sh', ['-c', 'cat; echo err >&2; exit 2'], { input: 'some input\n', encoding: 'utf8' });
console.log(typeof pid, result);
console.log(spawnSync('cat', { input: 'x'.repeat(1 << 20), maxBuffer: Infinity }).stdout.length);
const timedOut = spawnSync('sleep', ['60'], { timeout: 20 });
console.log(timedOut.error.message, timedOut.error.code, timedOut.status, timedOut.signal);
const tooMuch = spawnSync('yes', { maxBuffer: 10 });
console.log(tooMuch.error.message, tooMuch.signal, tooMuch.stdout.length > 10);
const missing = spawnSync('no-such-program', ['a']);
console.log(missing.error.message, missing.error.path, missing.error.spawnargs, missing.output, missing.pid);
console.log(execSync('echo "$NAME in $PWD"', { encoding: 'utf8', cwd: '/', env: { NAME: 'shell' } }));
try {
  execFileSync('sh', ['-c', 'echo partly; echo why >&2; exit 9'], { stdio: 'pipe', encoding: 'utf8' });
} catch (error) {
  console.log(error.message, error.status, error.stdout, error.stderr);
}
console.log(spawnSync('sh', ['-c', 'echo to the third >&3'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] }).output);
