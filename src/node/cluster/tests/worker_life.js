// A worker's events and states, in their order.
'use strict';
const cluster = require('cluster');

if (cluster.isPrimary) {
  cluster.setupPrimary({ args: ['an argument'], serialization: 'advanced' });
  const { exec, execArgv, ...settings } = cluster.settings;
  console.log(settings);
  const log = (name) => (...args) => console.log(name, worker.state, args.filter((arg) => arg !== worker));
  const worker = cluster.fork({ GIVEN: 'by the primary' });
  for (const name of ['setup', 'fork', 'online', 'disconnect', 'exit']) {
    if (name !== 'setup') cluster.on(name, log(`cluster ${name}`));
    worker.on(name, log(`worker ${name}`));
  }
  cluster.on('message', (from, message) => {
    console.log(from === worker, message);
    if (message.asked) worker.send({ answer: new Map([[1, 2n]]) });
  });
} else {
  const { worker } = cluster;
  console.error(worker.id, worker.state, process.argv.slice(2), process.env.GIVEN, process.env.NODE_UNIQUE_ID);
  worker.send({ asked: new Date(0) });
  worker.on('message', ({ answer }) => {
    worker.send({ got: answer });
    worker.disconnect();
  });
}
