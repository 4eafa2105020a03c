// What Buffer.from takes, and what it shares or copies.
console.log(Buffer.from('héllo'), Buffer.from('ff', 'hex'), Buffer.from('aGk=', 'base64'), Buffer.from('hi', 'utf16le'));
console.log(Buffer.from([1, 2.7, 300, -1, '7', null]), Buffer.from({ length: 2, 0: 5, 1: 6 }), Buffer.from({ length: 'x' }));
console.log(Buffer.from({ type: 'Buffer', data: [1, 2] }), Buffer.from(new String('abc')), Buffer.from(new Uint16Array([1, 513])));
console.log(Buffer.from({ [Symbol.toPrimitive]: () => 'prim' }), Buffer.from({ valueOf: () => 'value' }));
const memory = new ArrayBuffer(4);
const shared = Buffer.from(memory, 1, 2);
const copied = Buffer.from(shared);
new Uint8Array(memory)[1] = 9;
console.log(shared, copied, shared.byteOffset, Buffer.copyBytesFrom(new Uint16Array([1, 2, 3]), 1, 1));
for (const arguments_ of [[5], [null], [undefined], [{}], [memory, 5], [memory, 0, 9], ['x', 'nope'], [Symbol('s')]]) {
  try {
    console.log(Buffer.from(...arguments_));
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
