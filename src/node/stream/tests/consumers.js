// stream/consumers.
'use strict';
const { Readable } = require('stream');
const { arrayBuffer, blob, buffer, bytes, json, text } = require('stream/consumers');

const source = () => Readable.from([Buffer.from('{"a":'), Buffer.from('"é€'), Buffer.from('"}')]);
(async () => {
  console.log(await text(source()));
  console.log(await json(source()));
  console.log(await buffer(source()));
  console.log(await bytes(source()));
  const ab = await arrayBuffer(source());
  console.log(ab.constructor.name, ab.byteLength);
  console.log((await blob(source())).size);
  const euro = Buffer.from('€');
  console.log(await text(Readable.from([euro.subarray(0, 1), euro.subarray(1), 'plain', euro.subarray(0, 2)])));
  console.log(await text((async function*() { yield 'any '; yield 'iterable'; })()));
  await json(Readable.from(['{'])).catch((err) => console.log(err.name));
  await text(new Readable({ read() { this.destroy(new Error('failed')); } })).catch((err) => console.log(err.message));
})();
