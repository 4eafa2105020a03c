// How two values are laid side by side: unchanged lines left out, commas, long values, full diffs.
'use strict';
const assert = require('assert');

const lines = (count, change = () => undefined) => Array.from({ length: count }, (_, i) => change(i) ?? `line ${i}`);
const at = (...places) => (i) => (places.includes(i) ? `changed ${i}` : undefined);
const pairs = [
  [lines(20), lines(20, at(10))], [lines(20), lines(20, at(0))], [lines(20), lines(20, at(19))], [lines(20),
  lines(21)], [lines(21), lines(20)], [lines(30), lines(30, at(5, 12, 20))], [lines(30), lines(30, at(5, 13, 22))],
  [lines(30), lines(30, at(6, 14))], [lines(30), lines(30, at(7, 16))], [lines(30), lines(30, at(8, 18))], [lines(60),
  lines(60).reverse()], [lines(100), lines(60)], [lines(3), lines(0)], [lines(0), lines(3)],
  [{ a: 1, b: 2, c: 3 }, { a: 1, b: 2 }], [{ a: 1, b: 2 }, { a: 1, b: 2, c: 3 }], [{ b: 2, a: 1 }, { a: 1, b: 3 }],
  [{ a: lines(10) }, { a: lines(10, at(3)) }], [new Map([['a', lines(8)]]), new Map([['a', lines(8, at(7))]])],
  [new Set(lines(8)), new Set(lines(8, at(2)))], ['text\n'.repeat(20),
  `${'text\n'.repeat(10)}other\n${'text\n'.repeat(9)}`], [{ text: 'x\n'.repeat(30) }, { text: 'y\n'.repeat(30) }],
  [lines(5), [...lines(5)]],
  [lines(60), [...lines(60)]], [{ big: 'x'.repeat(600) }, { big: 'y'.repeat(600) }], ['x'.repeat(100),
  'y'.repeat(100)], ['abcdefghij', 'abcdefghxj'], ['abcdefghijklm', 'abcdefghijklmn'], ['abcdef', 'xbcdef'], [[1, [2,
  [3]]], [1, [2, [4]]]],
  [123456789012, 123456789013], [1n, 1], [[undefined], [,]], [{ a: undefined }, {}], [Object.create(null), {}], [[1,
  2], { 0: 1, 1: 2 }], [new (class Foo { a = 1; })(), { a: 1 }], [lines(10), null], [null, lines(10)], [5, { a: 1 }],
];
const full = new assert.Assert({ diff: 'full' });
const show = (instance, name, ...args) => {
  try {
    instance[name](...args);
  } catch (error) {
    console.log(name, error.diff, error.message);
  }
};
for (const [actual, expected] of pairs) {
  for (const name of ['deepStrictEqual', 'strictEqual', 'partialDeepStrictEqual', 'deepEqual']) show(assert, name,
    actual, expected);
  show(full, 'deepStrictEqual', actual, expected);
  show(full, 'notDeepStrictEqual', actual, actual);
  show(assert, 'notDeepStrictEqual', actual, actual);
  show(assert, 'notStrictEqual', actual, actual);
  show(assert, 'notDeepEqual', actual, actual);
  show(full, 'notDeepEqual', actual, actual);
  show(full, 'strictEqual', lines(60), lines(60));
  show(assert, 'deepStrictEqual', actual, expected, 'with a message');
}
