// wrap: reading an old-style emitter through a Readable.
'use strict';
const { EventEmitter } = require('events');
const { Readable } = require('stream');

const old = new EventEmitter();
old.pause = () => console.log('old pause');
old.resume = () => console.log('old resume');
old.hello = function() { return this === old; };
old.read = undefined;

const r = new Readable({ objectMode: true, highWaterMark: 2 }).wrap(old);
console.log('methods', typeof r.hello, r.hello());
old.emit('data', 1);
old.emit('data', 2);
old.emit('data', 3);
r.on('data', (value) => console.log('data', value));
r.on('end', () => console.log('end'));
r.on('close', () => console.log('close'));
setImmediate(() => {
  old.emit('data', 4);
  old.emit('end');
});

const failing = new EventEmitter();
const w = Readable.wrap(failing);
w.on('error', (err) => console.log('error', err.message));
failing.on('close', () => console.log('source closed'));
failing.destroy = (err) => console.log('source destroyed', err?.message);
failing.emit('error', new Error('old trouble'));
