// Sorted output.
'use strict';
const { inspect } = require('util');

const values = [
  { c: 1, a: 2, b: { z: 1, y: 2 } }, Object.assign([3, 1, 2], { z: 1, a: 2, m: 3 }), new Map([['b', 1], ['a', 2]]),
  new Set(['c', 'a', 'b']),
  Object.assign(new Map([['b', 1]]), { z: 1, a: 2 }), Object.assign(() => {}, { z: 1, a: 2 }),
  Object.assign(new Uint8Array(2), { z: 1, a: 2 }),
  { [Symbol('b')]: 1, [Symbol('a')]: 2, z: 3, 1: 4 }, Object.assign([9], { only: 1 }), new Map([['b', 1], ['a',
  2]]).entries(), [3, 2, 1],
];
const descending = (a, b) => (a < b ? 1 : -1);
for (const sorted of [true, descending, false]) {
  for (const value of values) console.log(inspect(value, { sorted }), inspect(value, { sorted, compact: false,
    showHidden: true }));
}
