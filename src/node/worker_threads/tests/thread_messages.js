// postMessageToThread reaches any thread.
'use strict';
const { Worker, postMessageToThread, threadId } = require('worker_threads');
process.on('workerMessage', (value, source) => console.log('main heard', value, source === worker.threadId));
const worker = new Worker(`
  const { postMessageToThread, parentPort } = require('worker_threads');
  process.on('workerMessage', async (value, source) => {
    await postMessageToThread(source, { echo: value });
    parentPort.postMessage('done');
  });
  setInterval(() => {}, 1000);
`, { eval: true });
worker.on('online', async () => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  await postMessageToThread(worker.threadId, 'hi');
  console.log(await heard);
  for (const target of [threadId, 4096]) {
    await postMessageToThread(target, 1).catch((error) => console.log(error.code, error.message));
  }
});
let done;
const heard = new Promise((resolve) => { done = resolve; });
worker.on('message', (message) => {
  done(message);
  setTimeout(() => worker.terminate(), 50);
});
