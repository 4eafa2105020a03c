// pipe: several destinations of different speed, unpipe, end: false, a destination twice.
'use strict';
const { PassThrough, Readable, Writable } = require('stream');

// Loop turns, not milliseconds: however slow the machine, the order is the same.
function later(turns, fn) {
  if (turns === 0) fn();
  else setImmediate(later, turns - 1, fn);
}

function sink(name, delay) {
  const w = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write(chunk, encoding, callback) {
      console.log(name, chunk);
      if (delay) later(delay, callback);
      else callback();
    },
  });
  for (const event of ['pipe', 'unpipe', 'finish']) w.on(event, () => console.log(name, event));
  return w;
}
const src = Readable.from([1, 2, 3]);
for (const event of ['pause', 'resume', 'end']) src.on(event, () => console.log('src', event));
const fast = sink('fast', 0);
const slow = sink('slow', 5);
console.log(src.pipe(fast) === fast, src.pipe(slow) === slow, src._readableState.pipes.length);

fast.on('finish', () => later(30, () => {
  const open = new Readable({ read() {} });
  const target = sink('target', 0);
  open.pipe(target, { end: false });
  open.push('a');
  setImmediate(() => {
    open.unpipe(target);
    console.log('unpiped', open.isPaused(), open._readableState.pipes.length);
    open.push('b');
    open.pipe(target);
    open.pipe(target);
    setImmediate(() => {
      console.log('twice', open._readableState.pipes.length, open.listenerCount('data'));
      open.unpipe(target);
      console.log('once', open._readableState.pipes.length, open.listenerCount('data'));
      open.push(null);
    });
  });
}));

// A source that has ended already, and one whose destination needs to drain first.
const done = Readable.from([]);
done.resume().on('end', () => done.pipe(sink('late', 0)));
const stuck = new PassThrough({ highWaterMark: 1 });
stuck.write('x');
stuck.write('y');
const from = new Readable({ read() {} });
from.on('pause', () => console.log('from paused'));
from.pipe(stuck);
console.log('need drain', stuck.writableNeedDrain, from.isPaused());
stuck.resume();
