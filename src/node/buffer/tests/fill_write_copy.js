// Putting bytes into a buffer.
const buf = Buffer.alloc(8);
console.log(buf.fill('abc').toString(), buf.fill(0x41, 2, 4).toString(), buf.fill('€', 1).toString('hex'), buf.fill(Buffer.from([1, 2]), 0, 3));
console.log(buf.fill('6869', 'hex').toString(), buf.fill(''), buf.fill(257), buf.fill(true), buf.fill({}));
console.log(buf.write('hello'), buf.write('é€', 6), buf.write('zz', 1, 1), buf.write('6162', 2, 'hex'), buf.write('w', 'utf16le'), buf);
console.log(buf.write('abc', 7), buf.write('€', 6, 2), buf);
const target = Buffer.alloc(5, '.');
console.log(Buffer.from('abcdef').copy(target, 1, 2, 4), target.toString(), Buffer.from('xyz').copy(target, 4), target.toString());
console.log(target.copy(target, 1, 0, 3), target.toString(), target.copy(target, 9), target.copy(target, 0, 5));
for (const attempt of [() => buf.fill('x', 0, 9), () => buf.fill('x', -1), () => buf.fill('zz', 'hex'), () => buf.fill('a', 0, 1, 'nope'),
                       () => buf.write(5), () => buf.write('a', 9), () => buf.write('a', 0, 'nope'), () => buf.copy([]),
                       () => buf.copy(buf, -1), () => buf.copy(buf, 0, 9), () => buf.copy(buf, 0, 0, -1)]) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
