// Primitive values, and what options do to them.
'use strict';
const { inspect } = require('util');

const values = [
  undefined, null, true, false, 0, -0, 1, -1, 1.5, 1e21, 1e-7, 123456789, NaN, Infinity, -Infinity,
  0n, -5n, 12345678901234567890n, '', 'text', Symbol(), Symbol('a'), Symbol('a b'), Symbol.iterator, Symbol.for('f\n'),
];
for (const value of values) console.log(inspect(value));
for (const value of values) console.log(inspect(value, { colors: true }));
for (const value of values) console.log(inspect([value, { value }]));

for (const number of [0, -0, 999, 1000, -1000, 123456, 1234567.891234, -1234.5678, 0.123456, 1e21, 12345n, -999n,
  -1234567n, NaN,
  Infinity, 1000.5, 100.25]) {
  console.log(inspect(number, { numericSeparator: true }));
}
console.log(inspect([1234567, 1234567n, { a: 1234.56789 }], { numericSeparator: true }));
