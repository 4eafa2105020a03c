// How buffers print, and their JSON.
const buffer = require('buffer');
const util = require('util');
console.log(Buffer.from('abc'), Buffer.alloc(0), Buffer.alloc(60), [Buffer.alloc(2)], { b: Buffer.alloc(51) });
console.log(Object.assign(Buffer.from('a'), { extra: 1, [Symbol('s')]: [2] }), Object.assign(Buffer.alloc(0), { only: true }));
class Mine extends Buffer.from('').constructor {}
console.log(Object.setPrototypeOf(Buffer.from('q'), Mine.prototype), Buffer.from('x').inspect());
buffer.INSPECT_MAX_BYTES = 2;
console.log(Buffer.from('abcd'), Buffer.from('abc'), util.inspect(Buffer.from('ab')));
console.log(JSON.stringify(Buffer.from('hi')), JSON.stringify({ b: Buffer.alloc(0) }));
try {
  buffer.INSPECT_MAX_BYTES = -1;
} catch (error) {
  console.log(error.code, error.message);
}
