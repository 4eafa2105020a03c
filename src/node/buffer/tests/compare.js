// Order and equality of bytes, whole and in ranges.
const a = Buffer.from('abcdef');
const b = Buffer.from('abd');
console.log(a.compare(b), b.compare(a), a.compare(Buffer.from('abcdef')), a.compare(b, 0, 2, 0, 2), a.compare(b, 2, 3, 3, 4));
console.log(a.compare(b, 3), a.compare(b, 0, 3, 6), Buffer.compare(a, b), a.equals(new Uint8Array([97, 98, 99, 100, 101, 102])));
console.log([Buffer.from('b'), Buffer.from(''), Buffer.from('a')].sort(Buffer.compare).map(String));
for (const attempt of [() => a.compare('x'), () => a.equals([]), () => Buffer.compare(a, 1), () => a.compare(b, 0, 9), () => a.compare(b, -1)]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
