// The option `compact` against `breakLength`.
'use strict';
const { inspect } = require('util');

const values = [
  {}, [], { a: 1 }, { a: 1, b: { c: 2 } }, { a: { b: { c: { d: { e: {} } } } } }, [1, 2, 3], [[1, 2], [3, 4]],
  { a: [1, 2, [[]]], b: { c: [{ d: 1 }, { e: 2 }] } }, new Map([['a', { b: 1 }], [{ c: 1 }, [2]]]), new Set([[1],
  { a: 1 }]),
  { text: 'a somewhat longer text that has no line break', other: 'another text' }, ['a'.repeat(30), 'b'.repeat(30),
  'c'.repeat(30)],
  { f() {}, g: class G {}, h: Object.assign(() => {}, { a: 1 }) }, [Object.assign(new Date(0), { a: 1 })],
  [Object.assign(/a/, { b: 'c' })],
  { nested: { text: 'line one\nline two\nline three\n' } }, { a: Object('boxed'), b: Object.assign(Object(5),
  { c: 1 }) }, new Map([[1, new Map()]]),
  { e: Object.assign(new Error('e'), { stack: 'Error: e\n    at a\n    at b', x: { y: 1 } }) }, Object.assign([1, 2,
  3], { a: { b: 1 } }),
  { looooooooooooooooooooooooooooooooooooooooooong: { looooooooooooooooooooooooooooooooooooooong: { x: 1 } } },
];
for (const compact of [true, false, 0, 1, 2, 3, 5, Infinity, -1]) {
  for (const breakLength of [10, 60, 80, 128, Infinity]) {
    console.log(`compact ${compact}, breakLength ${breakLength}`);
    for (const value of values) console.log(inspect(value, { compact, breakLength, depth: 6 }));
  }
}
