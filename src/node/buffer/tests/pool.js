// Small buffers share memory, large ones have their own, and the pool's size is the program's to set.
const a = Buffer.from('a');
const b = Buffer.allocUnsafe(10);
console.log(a.buffer === b.buffer, (b.byteOffset - a.byteOffset) % 8, a.buffer.byteLength === Buffer.poolSize, Buffer.poolSize);
console.log(Buffer.allocUnsafe(Buffer.poolSize >>> 1).byteOffset, Buffer.alloc(4).buffer.byteLength, Buffer.allocUnsafeSlow(4).buffer.byteLength);
Buffer.poolSize = 64;
console.log(Buffer.allocUnsafe(32).buffer.byteLength, Buffer.from('x'.repeat(40)).buffer.byteLength);
try {
  structuredClone(a, { transfer: [a.buffer] });
} catch (error) {
  console.log(error.name, error.message);
}
