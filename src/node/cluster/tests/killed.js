// A worker that is killed, one that kills itself, and one whose primary goes.
'use strict';
const cluster = require('cluster');

if (cluster.isPrimary) {
  const one = cluster.fork({ PART: 'killed' });
  one.on('online', () => one.kill('SIGKILL'));
  one.on('exit', (code, signal) => {
    console.log(code, signal, one.exitedAfterDisconnect, one.process.killed);
    const two = cluster.fork({ PART: 'suicide' });
    two.on('exit', (code, signal) => {
      console.log(code, signal, two.exitedAfterDisconnect);
      const three = cluster.fork({ PART: 'left' });
      three.on('online', () => three.process.disconnect());
      three.on('exit', (code, signal) => console.log(code, signal, three.exitedAfterDisconnect));
    });
  });
} else if (process.env.PART === 'suicide') {
  cluster.worker.kill();
  console.log(cluster.worker.state);
} else {
  setInterval(() => {}, 1000);
}
