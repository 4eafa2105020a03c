// What StringDecoder refuses.
'use strict';
const { StringDecoder } = require('string_decoder');

for (const bad of [
  () => new StringDecoder('nope'),
  () => new StringDecoder(1),
  () => new StringDecoder().write(),
  () => new StringDecoder().write(null),
  () => new StringDecoder().write([1]),
  () => new StringDecoder().end({}),
  () => StringDecoder.prototype.write.call({}, Buffer.from('x')),
]) {
  try {
    console.log(bad());
  } catch (err) {
    console.log(err.name, err.code, err.message);
  }
}
for (const encoding of [undefined, null, '', 'UTF8', 'Latin1', 'UCS-2', 'utf-16le', 'BASE64', 'base64URL', 'binary',
    'ascii', 'hex']) {
  console.log(String(encoding), new StringDecoder(encoding).encoding);
}
