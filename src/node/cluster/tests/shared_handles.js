// Each worker accepts from the same socket; a port that is taken is told to the worker.
'use strict';
const cluster = require('cluster');
const net = require('net');

cluster.schedulingPolicy = cluster.SCHED_NONE;
if (cluster.isPrimary) {
  const blocker = net.createServer().listen(0, () => {
    const worker = cluster.fork({ TAKEN: blocker.address().port });
    worker.on('message', (message) => console.log(message));
    worker.on('listening', ({ port }) => {
      net.connect(port).on('data', (data) => {
        console.log(String(data));
        worker.disconnect();
      });
    });
    worker.on('exit', (code) => {
      console.log('exit', code, worker.isDead(), worker.isConnected(), worker.state);
      blocker.close();
    });
  });
} else {
  net.createServer().listen(process.env.TAKEN).on('error', (error) => {
    cluster.worker.send([error.code, error.syscall]);
    net.createServer((socket) => socket.end('accepted by the worker')).listen(0);
  });
}
