// unshift puts a chunk back at the front, in byte and in object mode, and not after the end.
'use strict';
const { Readable } = require('stream');

const r = new Readable({ read() {} });
r.push('header\nbody');
r.push(' more');
r.push(null);
r.on('error', (err) => console.log('error', err.code, err.message));
r.once('readable', () => {
  const chunk = r.read();
  const at = chunk.indexOf('\n');
  console.log('line', chunk.subarray(0, at).toString());
  r.unshift(chunk.subarray(at + 1));
  r.unshift('');
  r.unshift('[', 'utf8');
  console.log('length', r.readableLength);
  console.log('rest', r.read().toString());
  r.on('end', () => {
    console.log('end');
    r.unshift('late');
  });
});

const objects = new Readable({ objectMode: true, read() {} });
objects.push(1);
objects.unshift({ front: true });
objects.unshift('');
objects.push(null);
objects.on('data', (value) => console.log('object', value));

const text = new Readable({ read() {}, encoding: 'hex' });
text.push('ab');
text.unshift('cd');
text.unshift(Buffer.from('ef'));
console.log(text.read(2), text.read());
