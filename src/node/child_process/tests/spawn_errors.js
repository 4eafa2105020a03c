// What cannot be started: errors as events, and those of the arguments at once.
'use strict';
const { spawn, fork, exec, spawnSync } = require('child_process');

const child = spawn('no-such-program', ['x'], { argv0: 'other' });
child.on('error', (error) => {
  console.log(error.message, error.code, error.errno, error.syscall, error.path, error.spawnargs, child.exitCode, child.pid);
});
child.on('exit', () => console.log('never'));
child.on('close', (...end) => console.log('close', end));
for (const attempt of [
  () => spawn(''),
  () => spawn(5),
  () => spawn('a\0b'),
  () => spawn('ls', 'x'),
  () => spawn('ls', { stdio: 'what' }),
  () => spawn('ls', { stdio: ['ipc', 'ipc'] }),
  () => spawn('ls', { stdio: ['nothing'] }),
  () => spawn('ls', { uid: 'root' }),
  () => spawn('ls', { timeout: -1 }),
  () => spawn('ls', { serialization: 'xml' }),
  () => spawn('ls', { env: { A: 'b\0' } }),
  () => spawn('ls', { killSignal: 'SIGNOTHING' }),
  () => fork('x', { stdio: ['pipe'] }),
  () => exec(''),
  () => spawnSync('ls', { stdio: ['ipc'] }),
  () => spawnSync('ls', { maxBuffer: 'many' }),
]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
