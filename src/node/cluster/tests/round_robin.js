// Workers take turns at the connections of one server.
'use strict';
const cluster = require('cluster');
const http = require('http');

if (cluster.isPrimary) {
  console.log(cluster.isWorker, cluster.isMaster, cluster.schedulingPolicy === cluster.SCHED_RR);
  const ports = new Set();
  let listening = 0;
  cluster.fork();
  cluster.fork();
  cluster.on('listening', (worker, { port, address, addressType }) => {
    ports.add(port);
    if (++listening === 2) ask(port, address, addressType);
  });
  async function ask(port, address, addressType) {
    console.log(ports.size, address, addressType, Object.keys(cluster.workers));
    const answers = [];
    for (let i = 0; i < 6; i++) {
      answers.push(await new Promise((resolve) => {
        http.get({ port, agent: false }, (res) => {
          res.setEncoding('utf8');
          res.on('data', resolve);
        });
      }));
    }
    console.log(answers.sort());
    cluster.disconnect(() => console.log('all disconnected', Object.keys(cluster.workers)));
  }
  cluster.on('exit', (worker, code, signal) => console.log('exit', code, signal, worker.exitedAfterDisconnect));
} else {
  http.createServer((req, res) => res.end(`worker ${cluster.worker.id}`)).listen(0);
}
