// Which chunks are taken, and what becomes of typed arrays and views.
'use strict';
const { Readable, Writable } = require('stream');

const views = [
  new Uint8Array([1, 2]), new Uint16Array([0x0403]), new DataView(new Uint8Array([9, 5, 6, 9]).buffer, 1, 2),
  Buffer.from([7]), new Uint8Array(0),
];
const r = new Readable({ read() {} });
for (const view of views) r.push(view);
r.push(null);
r.on('data', (chunk) => console.log('read', chunk, chunk instanceof Buffer));

const w = new Writable({
  write(chunk, encoding, callback) {
    console.log('written', chunk, encoding);
    callback();
  },
});
for (const view of views) w.write(view);
w.write('text');
w.write('6162', 'hex');

const keeping = new Writable({
  decodeStrings: false,
  write(chunk, encoding, callback) {
    console.log('kept', chunk, encoding);
    callback();
  },
});
keeping.write('text');
keeping.write('text', 'latin1');
keeping.setDefaultEncoding('UCS2');
keeping.write('text');
keeping.write(Buffer.from('text'), 'utf8');

const objects = new Writable({
  objectMode: true,
  write(chunk, encoding, callback) {
    console.log('object', chunk, encoding);
    callback();
  },
});
for (const value of [0, '', false, undefined, 'x', Symbol.iterator, new Uint8Array(1)]) objects.write(value);
