// Sizes and fills of new buffers.
console.log(Buffer.alloc(3), Buffer.alloc(3, 1), Buffer.alloc(5, 'ab'), Buffer.alloc(4, 'ff0a', 'hex'), Buffer.alloc(0, 'x'));
console.log(Buffer.allocUnsafe(10).length, Buffer.allocUnsafeSlow(7).buffer.byteLength, Buffer.alloc(2).buffer.byteLength);
console.log(Buffer.of(1, 256, -1, 'x'));
for (const size of [-1, 'a', NaN, 2 ** 60, undefined]) {
  try {
    Buffer.alloc(size);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
