// receiveMessageOnPort takes what waits, without a turn of the loop.
'use strict';
const { receiveMessageOnPort } = require('worker_threads');
const { port1, port2 } = new MessageChannel();
console.log(receiveMessageOnPort(port2));
port1.postMessage(1);
port1.postMessage(undefined);
console.log(receiveMessageOnPort(port2), receiveMessageOnPort(port2), receiveMessageOnPort(port2));
port1.postMessage('before it closes');
port1.close();
console.log(receiveMessageOnPort(port2));
for (const value of [null, {}, 1]) {
  try {
    receiveMessageOnPort(value);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
