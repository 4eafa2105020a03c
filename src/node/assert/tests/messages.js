// The messages of all methods, for values of all kinds.
'use strict';
const assert = require('assert');

const values = [
  1, 2, '1', 'a', 'a rather longer text that goes on and on', 'a rather longer text that goes off and on',
  'two\nlines', 'two\nother lines', null, undefined, true, 5n, Symbol('s'), NaN, 0, -0,
  {}, { a: 1 }, { a: 2 }, { a: 1, b: { c: [1, 2, 3] } }, { a: 1, b: { c: [1, 2, 4] } }, [], [1, 2, 3], [1, 2, 4, 5],
  new Map([[1, { a: 2 }]]), new Set([1, [2]]), new Date(0), /a/, function f() {}, function g() {}, class A {},
  Object.assign(new Error('message'), { stack: 'Error: message\n    at x' }), Object.assign(new TypeError('message'),
  { code: 'E', stack: 'TypeError: message\n    at x' }), [[[[1]]]], { get x() { return 1; } }, Object('boxed'),
  new Uint8Array(3),
];
const methods = ['equal', 'notEqual', 'deepEqual', 'notDeepEqual', 'deepStrictEqual', 'notDeepStrictEqual',
  'strictEqual', 'notStrictEqual', 'partialDeepStrictEqual'];
const show = (name, ...args) => {
  try {
    assert[name](...args);
  } catch (error) {
    console.log(`${name} ${error.name} ${error.code} ${error.operator} ${error.generatedMessage} ${error.diff}`);
    console.log(error.message);
  }
};
for (const name of methods) {
  for (const actual of values) {
    for (const expected of values) show(name, actual, expected);
    break;
  }
}
for (let i = 0; i < values.length; i++) {
  for (const name of methods) {
    show(name, values[i], values[i]);
    show(name, values[i], values[(i + 1) % values.length]);
    show(name, values[(i + 1) % values.length], values[i]);
  }
}
for (const name of methods) {
  show(name, 1, 2, 'own message');
  show(name, { a: 1 }, { a: 2 }, 'own message');
  show(name, { a: 1 }, { a: 1 }, 'own message');
  show(name, 1, 1, new RangeError('own error'));
  show(name, 1, 2, new RangeError('own error'));
  show(name, 1);
  show(name);
}
