// What is refused where a number is read or written, and in what words.
const buf = Buffer.alloc(10);
const attempts = [
  () => buf.readUInt8(10), () => buf.readInt16LE(-1), () => buf.readUInt32BE('0'), () => buf.readFloatLE(1.5),
  () => buf.readDoubleLE(NaN), () => Buffer.alloc(2).readInt32LE(0), () => buf.readBigInt64BE(3), () => buf.readUIntLE(),
  () => buf.readUIntLE(0, 7), () => buf.readIntBE(0, 0), () => buf.readUIntBE(6, 5), () => buf.readIntLE(0, '2'),
  () => buf.writeUInt8(256), () => buf.writeInt8(-129), () => buf.writeUInt16LE(65536, 0), () => buf.writeInt32BE(2 ** 31),
  () => buf.writeUInt32LE(-1), () => buf.writeUIntBE(2 ** 40, 0, 5), () => buf.writeIntLE(2 ** 47, 0, 6),
  () => buf.writeBigUInt64LE(-1n), () => buf.writeBigInt64LE(2n ** 63n), () => buf.writeUInt8(1, 10), () => buf.writeFloatBE(1, null),
];
for (const attempt of attempts) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(`${error.name} [${error.code}]: ${error.message}`);
  }
}
console.log(buf);
