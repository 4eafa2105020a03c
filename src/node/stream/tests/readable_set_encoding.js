// setEncoding: characters split over chunks, a backlog that is decoded late, an incomplete end.
'use strict';
const { Readable } = require('stream');

const bytes = Buffer.from('a€😀é');
const one = new Readable({ read() {}, encoding: 'utf8' });
one.on('data', (text) => console.log('one', JSON.stringify(text)));
one.on('end', () => console.log('one ended', one.readableEncoding));
for (const byte of bytes) one.push(Buffer.from([byte]));
one.push(bytes.subarray(1, 3));
one.push(null);

const late = new Readable({ read() {} });
late.push(bytes.subarray(0, 2));
late.push(bytes.subarray(2, 6));
console.log(late.setEncoding('utf8') === late, late.readableLength, late._readableState.buffer);
late.push(bytes.subarray(6));
late.push(null);
console.log(late.read(2), JSON.stringify(late.read()));

const base64 = new Readable({ read() {} }).setEncoding('base64');
base64.push('ab');
base64.push('cde');
base64.push(null);
base64.on('data', (text) => console.log('base64', text));

const objects = new Readable({ objectMode: true, encoding: 'hex', read() {} });
objects.push(Buffer.from('zz'));
objects.push(null);
objects.on('data', (value) => console.log('object', value));

try { new Readable().setEncoding('nope'); } catch (err) { console.log(err.code, err.message); }
try { new Readable({ defaultEncoding: 'nope' }); } catch (err) { console.log(err.code, err.message); }
const hex = new Readable({ read() {}, defaultEncoding: 'hex' });
hex.push('616263');
console.log(hex.read().toString(), hex._readableState.defaultEncoding);
