// Shared memory stays shared through a message.
'use strict';
const { receiveMessageOnPort } = require('worker_threads');
const { port1, port2 } = new MessageChannel();
const numbers = new Int32Array(new SharedArrayBuffer(16));
port1.postMessage({ numbers, again: numbers.buffer });
const { message } = receiveMessageOnPort(port2);
message.numbers[1] = 7;
Atomics.add(numbers, 1, 5);
console.log(numbers[1], message.numbers[1], message.numbers.buffer === message.again, message.again === numbers.buffer);
