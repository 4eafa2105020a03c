// What push returns at the mark, a mark of 0, and read(n) that raises it.
'use strict';
const { Readable, getDefaultHighWaterMark, setDefaultHighWaterMark } = require('stream');

console.log(getDefaultHighWaterMark(false), getDefaultHighWaterMark(true));
console.log(new Readable().readableHighWaterMark, new Readable({ objectMode: true }).readableHighWaterMark);

const r = new Readable({ highWaterMark: 4, read() {} });
console.log(r.push('ab'), r.push('cd'), r.push('ef'), r.readableLength);
console.log(r.read(5).toString(), r.readableHighWaterMark);
console.log(r.read(100), r.readableHighWaterMark, r.readableLength);
try { r.read(2 ** 31); } catch (err) { console.log(err.code, err.message); }

let calls = 0;
const zero = new Readable({
  highWaterMark: 0,
  read(n) {
    calls++;
    console.log('_read', n);
    if (calls < 3) process.nextTick(() => console.log('push', this.push('x')));
    else this.push(null);
  },
});
zero.on('data', (chunk) => console.log('data', chunk.toString()));
zero.on('end', () => console.log('end'));

for (const mark of [-1, 1.5, NaN, '4', {}]) {
  try {
    new Readable({ highWaterMark: mark });
  } catch (err) {
    console.log(err.code, err.message);
  }
}
setDefaultHighWaterMark(false, 32);
setDefaultHighWaterMark(true, 3);
console.log(new Readable().readableHighWaterMark, new Readable({ objectMode: true }).readableHighWaterMark);
try { setDefaultHighWaterMark(true, -1); } catch (err) { console.log(err.code, err.message); }
