// Transform: backpressure, flush, errors, a callback that is late, and a _final of its own.
'use strict';
const { Transform, PassThrough } = require('stream');

function watch(name, t) {
  t.setEncoding('utf8');
  for (const event of ['data', 'drain', 'prefinish', 'finish', 'end', 'error', 'close']) {
    t.on(event, (value) => console.log(name, event, value?.message ?? value ?? ''));
  }
  return t;
}
const upper = watch('upper', new Transform({
  transform(chunk, encoding, callback) {
    this.push(chunk.toString().toUpperCase());
    setImmediate(callback, null, '.');
  },
  flush(callback) { callback(null, 'flushed'); },
}));
upper.write('ab');
upper.end('cd');

const failing = watch('failing', new Transform({
  transform(chunk, encoding, callback) { callback(chunk.length > 1 ? new Error('too long') : null, chunk); },
}));
failing.write('a', (err) => console.log('a', err));
failing.write('bb', (err) => console.log('bb', err.message));
failing.write('c', (err) => console.log('c', err.message));

watch('bad flush', new Transform({
  transform(chunk, encoding, callback) { callback(); },
  flush(callback) { process.nextTick(callback, new Error('flush failed')); },
})).end('x');

class Final extends Transform {
  _transform(chunk, encoding, callback) { callback(null, chunk); }
  _final(callback) { console.log('own _final'); callback(); }
  _flush(callback) { console.log('own _flush'); callback(); }
}
watch('final', new Final()).end('z');

const full = new PassThrough({ highWaterMark: 2 });
console.log(full.write('aa'), full.write('bb'), full.readableLength, full.writableLength);
console.log(String(full.read()), full.readableLength, full.writableLength);

const zero = new PassThrough({ highWaterMark: 0 });
console.log('zero', zero.write('x'), zero.readableLength, zero.writableLength, zero.writableNeedDrain);
zero.on('drain', () => console.log('zero drain'));
zero.on('data', (chunk) => console.log('zero data', chunk.toString()));

const none = watch('none', new Transform());
try { none.write('x'); } catch (err) { console.log(err.code); }
