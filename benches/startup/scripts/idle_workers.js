// As idle.js, with as many worker threads as the argument says.
'use strict';
const { Worker, isMainThread } = require('worker_threads');

if (isMainThread) {
  for (let left = Number(process.argv[2]); left > 0; left--) {
    new Worker(__filename).on('message', () => console.log('ready'));
  }
  console.log('ready');
} else {
  require('worker_threads').parentPort.postMessage('ready');
}
setInterval(() => {}, 1 << 30);
