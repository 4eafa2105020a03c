// Slices share memory, and indices are clamped.
const buf = Buffer.from('buffer');
const part = buf.slice(1, 4);
part[0] = 'U'.charCodeAt(0);
console.log(buf.toString(), part.toString(), part.buffer === buf.buffer, part.byteOffset - buf.byteOffset);
console.log([[], [-3], [-3, -1], [2, 1], ['1', '3'], [1.9], [NaN], [10], [-10, 2], [0, undefined], [0, null]]
  .map((bounds) => buf.subarray(...bounds).toString()));
console.log(part instanceof Buffer, Buffer.isBuffer(buf.map((byte) => byte)), Buffer.isBuffer(buf.filter(() => true)));
console.log(Buffer.isBuffer(new Uint8Array(1)), buf.parent === buf.buffer, buf.offset === buf.byteOffset);
