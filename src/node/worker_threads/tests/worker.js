// A worker's life, as its parent sees it.
'use strict';
const { Worker, isMainThread, parentPort, threadId, threadName, workerData } = require('worker_threads');
if (isMainThread) {
  const worker = new Worker(__filename, { workerData: { number: 1, map: new Map([[1, 2]]) }, name: 'mine', argv: ['x', 2] });
  console.log(worker.threadId > 0, worker.threadName, Object.keys(worker.resourceLimits));
  worker.on('online', () => {
    console.log('online');
    worker.postMessage('hello');
  });
  worker.on('message', (message) => console.log('message', message));
  worker.on('exit', (code) => console.log('exit', code, worker.threadId, worker.threadName));
} else {
  parentPort.postMessage([threadId > 0, threadName, workerData, process.argv.slice(2), require.main === module]);
  parentPort.once('message', (message) => {
    parentPort.postMessage(message.toUpperCase());
    process.exitCode = 7;
  });
}
