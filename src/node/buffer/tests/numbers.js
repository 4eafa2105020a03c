// Numbers of every kind and width, both ways.
const buf = Buffer.from([0x81, 0x02, 0xf3, 0x04, 0x85, 0x06, 0xf7, 0x08, 0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18]);
for (const kind of ['UInt8', 'Int8', 'UInt16LE', 'UInt16BE', 'Int16LE', 'Int16BE', 'UInt32LE', 'UInt32BE', 'Int32LE', 'Int32BE',
                    'BigUInt64LE', 'BigUInt64BE', 'BigInt64LE', 'BigInt64BE', 'FloatLE', 'FloatBE', 'DoubleLE', 'DoubleBE']) {
  const value = buf[`read${kind}`](0);
  const copy = Buffer.alloc(9);
  const end = copy[`write${kind}`](value, 1);
  console.log(kind, value, copy.toString('hex'), end);
}
for (let width = 1; width <= 6; width++) {
  for (const kind of ['UIntLE', 'UIntBE', 'IntLE', 'IntBE']) {
    const value = buf[`read${kind}`](2, width);
    const copy = Buffer.alloc(7);
    console.log(kind, width, value, copy[`write${kind}`](value, 1, width), copy.toString('hex'));
  }
}
console.log(buf.readDoubleBE(8), buf.readUint8 === buf.readUInt8, buf.writeUintLE === buf.writeUIntLE);
