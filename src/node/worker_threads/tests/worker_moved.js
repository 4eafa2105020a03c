// Memory and ports cross to a worker and back; shared memory is shared.
'use strict';
const { MessageChannel, Worker } = require('worker_threads');
const shared = new Int32Array(new SharedArrayBuffer(8));
const moved = new Uint8Array(100000).fill(3);
const { port1, port2 } = new MessageChannel();
const worker = new Worker(`
  const { workerData: { shared, moved, port }, parentPort } = require('worker_threads');
  Atomics.add(shared, 0, 41);
  port.postMessage('through the port');
  port.close();
  moved[0] = 9;
  parentPort.postMessage({ sum: moved.reduce((a, b) => a + b), moved }, [moved.buffer]);
`, { eval: true, workerData: { shared, moved, port: port2 }, transferList: [moved.buffer, port2] });
console.log(moved.length);
Atomics.add(shared, 0, 1);
const heard = [];
port1.on('message', (message) => heard.push(message));
worker.on('message', (message) => heard.push([message.sum, message.moved.length]));
worker.on('exit', () => console.log(heard.map(String).sort(), shared[0]));
