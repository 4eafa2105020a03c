// duplexPair: what one side writes the other reads; backpressure, the end and destroy cross over.
'use strict';
const { Duplex, duplexPair } = require('stream');

// Loop turns, not milliseconds: however slow the machine, the order is the same.
function later(turns, fn) {
  if (turns === 0) fn();
  else setImmediate(later, turns - 1, fn);
}

const [a, b] = duplexPair({ highWaterMark: 4 });
console.log(a instanceof Duplex, a.constructor.name, a.readableHighWaterMark);
for (const [name, side] of [['a', a], ['b', b]]) {
  for (const event of ['end', 'finish', 'drain', 'close']) side.on(event, () => console.log(name, event));
}
console.log(a.write('abc', () => console.log('abc taken')), a.write('def', () => console.log('def taken')));
console.log(b.readableLength, a.writableLength);
b.on('data', (chunk) => console.log('b read', chunk.toString()));
a.end();
setImmediate(() => {
  a.on('data', (chunk) => console.log('a read', chunk.toString()));
  b.write('');
  b.end('answer');
});

later(10, () => {
  const [c, d] = duplexPair();
  d.on('close', () => console.log('d close'));
  d.on('end', () => console.log('d end'));
  d.resume();
  c.destroy();
  const [e, f] = duplexPair();
  e.on('error', (err) => console.log('e error', err.message));
  f.on('close', () => console.log('f close', f.errored, f.readableEnded));
  e.destroy(new Error('broken'));
});
