// Array buffers, their views, typed arrays.
'use strict';
const { inspect } = require('util');

const bytes = new Uint8Array([0, 1, 15, 16, 255]);
const classes = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array,
  BigInt64Array, BigUint64Array];
for (const Class of classes) {
  console.log(new Class(), new Class(3), inspect(new Class(2), { showHidden: true }), inspect(new Class(4),
    { maxArrayLength: 2 }));
}
console.log(bytes, bytes.buffer, new DataView(bytes.buffer, 1, 2), new ArrayBuffer(0), new ArrayBuffer(3),
  new SharedArrayBuffer(2));
console.log(inspect(bytes.buffer, { showHidden: true }), inspect(bytes.buffer, { maxArrayLength: 2 }),
  inspect(bytes.buffer, { maxArrayLength: 0 }),
  inspect(bytes.buffer, { maxArrayLength: 4 }), inspect(new ArrayBuffer(200)), inspect(bytes.buffer, { colors: true }));
console.log(Object.assign(new ArrayBuffer(1), { extra: 1 }), Object.assign(bytes.slice(), { extra: 1 }),
  Object.assign(new DataView(new ArrayBuffer(1)), { x: 1 }));
console.log(Object.setPrototypeOf(bytes.slice(), null), Object.setPrototypeOf(new ArrayBuffer(1), null),
  new (class Foo extends Uint8Array {})(2),
  new (class Bar extends ArrayBuffer {})(1), Object.setPrototypeOf(new Float32Array([1.5, -0, NaN]), null));
console.log(new Float64Array([1.5, -0, NaN, Infinity, 1e100]), new BigInt64Array([1n, -2n]), new Float32Array([0.1]));
console.log(inspect(new Uint8Array(120)), inspect(new Uint32Array([1234567]), { numericSeparator: true }),
  { buffer: new ArrayBuffer(2) }, [new Uint8Array(1)]);
console.log(inspect(Object.defineProperty(new Uint8Array(2), 'hidden', { value: 1 }), { showHidden: true,
  compact: true }));
const moved = new ArrayBuffer(4);
structuredClone(moved, { transfer: [moved] });
console.log(moved, inspect({ a: { moved } }));
console.log(inspect(new DataView(new ArrayBuffer(2)), { showHidden: true, depth: 0 }),
  inspect({ d: new DataView(new ArrayBuffer(2)) }, { depth: 0 }));
const broken = new Float32Array(2);
Object.defineProperty(broken, 'length', { value: -1 });
console.log(broken);
