// A child that leads its own group, and one that is not waited for.
'use strict';
const { spawn } = require('child_process');

const child = spawn('sh', ['-c', 'ps -o pgid= -p $$ | tr -d " "; trap "" TERM; sleep 60'], { detached: true });
child.stdout.on('data', (data) => {
  console.log(Number(String(data)) === child.pid);
  process.kill(-child.pid, 'SIGKILL');
});
child.on('exit', (code, signal) => {
  console.log(code, signal);
  const forgotten = spawn('sleep', ['0.2'], { stdio: 'ignore' });
  forgotten.on('exit', () => console.log('never'));
  forgotten.unref();
});
