// A backlog of thousands of chunks, taken in pieces of every size: nothing is lost or reordered.
'use strict';
const { Readable } = require('stream');

const bytes = new Readable({ read() {}, highWaterMark: 1e6 });
let expected = '';
for (let i = 0; i < 5000; i++) {
  bytes.push(`${i},`);
  expected += `${i},`;
}
let got = '';
for (let size = 1; bytes.readableLength > 0; size = size % 37 + 1) {
  const chunk = bytes.read(Math.min(size, bytes.readableLength));
  got += chunk.toString();
  if (size === 20) bytes.unshift(chunk), got = got.slice(0, -chunk.length);
}
console.log(got === expected, bytes.readableLength, bytes._readableState.bufferIndex, bytes.readableBuffer.length);

const text = new Readable({ read() {}, highWaterMark: 1e6, encoding: 'utf8' });
for (let i = 0; i < 3000; i++) text.push(`é${i}`);
let sum = 0;
let chunk;
while ((chunk = text.read(7)) !== null) sum += chunk.length;
console.log(sum, text.readableLength, text.read().length);

const objects = new Readable({ objectMode: true, read() {}, highWaterMark: 1e6 });
for (let i = 0; i < 3000; i++) objects.push(i);
let inOrder = true;
for (let i = 0; i < 3000; i++) inOrder &&= objects.read() === i;
console.log(inOrder, objects.read(), objects.readableLength);
