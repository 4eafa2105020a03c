// A child's output, its end and the order in which they are told.
'use strict';
const { spawn } = require('child_process');

const child = spawn('sh', ['-c', 'read line; echo "got $line"; echo oops >&2; exit 3']);
console.log(typeof child.pid, child.connected, child.spawnfile, child.spawnargs);
child.on('spawn', () => console.log('spawn'));
child.stdout.on('data', (data) => console.log('stdout', String(data).trim()));
child.stderr.on('data', (data) => console.error('stderr', String(data).trim()));
child.on('exit', (code, signal) => console.log('exit', code, signal));
child.on('close', (code, signal) => {
  console.log('close', code, signal, child.exitCode, child.killed);
  const sleeper = spawn('sleep', ['60']);
  sleeper.on('exit', (...end) => console.log(end, sleeper.signalCode, sleeper.killed, sleeper.kill()));
  console.log(sleeper.kill('SIGUSR1'));
});
child.stdin.end('a line\n');
