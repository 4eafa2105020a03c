// "readable" and read(n): what is there, what is not, and the end.
'use strict';
const { Readable } = require('stream');

const parts = ['ab', 'cdefg', 'hi', 'j'];
const r = new Readable({
  highWaterMark: 4,
  read() {
    setImmediate(() => this.push(parts.length ? parts.shift() : null));
  },
});
r.on('readable', () => {
  let chunk;
  const got = [];
  while ((chunk = r.read(3)) !== null) got.push(chunk.toString());
  console.log('readable', got, 'length', r.readableLength, 'mark', r.readableHighWaterMark);
});
r.on('end', () => console.log('end'));
r.on('close', () => console.log('close', r.read()));

// Without a "readable" listener nothing is emitted for what stays unread.
const quiet = new Readable({ read() {} });
quiet.push('x');
quiet.push('y');
console.log(quiet.read(1).toString(), quiet.read().toString(), quiet.read(), quiet.readableFlowing);
console.log(quiet.read(0), quiet.read(-1));

// A listener added after the data is there hears of it on the next tick.
const late = new Readable({ read() {} });
late.push('late');
late.once('readable', () => console.log('late readable', late.read().toString()));
console.log('late flowing', late.readableFlowing);
process.nextTick(() => console.log('tick'));
