// Joining buffers, cut or padded to a length.
const list = [Buffer.from('ab'), new Uint8Array([99]), Buffer.from('de')];
console.log(Buffer.concat(list).toString(), Buffer.concat(list, 4).toString(), Buffer.concat(list, 7), Buffer.concat([]), Buffer.concat(list, 0));
class Liar extends Uint8Array {
  get length() { return 100; }
}
console.log(Buffer.concat([new Liar([1, 2])]));
for (const arguments_ of [['x'], [[1]], [list, -1], [list, 1.5], [[Buffer.alloc(1), 'a']]]) {
  try {
    Buffer.concat(...arguments_);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
