// Finding strings, bytes and numbers, forwards and backwards, within bounds.
const buf = Buffer.from('this is a buffer, this is');
console.log(buf.indexOf('is'), buf.indexOf('is', 3), buf.indexOf('is', -2), buf.indexOf('zz'), buf.indexOf(''), buf.indexOf('', 99));
console.log(buf.lastIndexOf('is'), buf.lastIndexOf('is', 5), buf.lastIndexOf('is', -4), buf.lastIndexOf('this', -20), buf.lastIndexOf(''));
console.log(buf.indexOf(Buffer.from('a b')), buf.indexOf(0x62), buf.indexOf(99), buf.indexOf(256 + 0x74), buf.includes('buffer'));
console.log(buf.indexOf('7468', 'hex'), buf.indexOf('aXM=', 2, 'base64'), buf.indexOf('is', 0, 5), buf.indexOf('buffer', 0, 12));
const wide = Buffer.from('a€b€', 'utf16le');
console.log(wide.indexOf('€', 0, 'utf16le'), wide.lastIndexOf('€', undefined, 'utf16le'), wide.indexOf('\u0061', 1, 'ucs2'));
for (const value of [null, {}, undefined, true]) {
  try {
    buf.indexOf(value);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
try {
  buf.indexOf('x', 0, 'nope');
} catch (error) {
  console.log(error.code, error.message);
}
