// How deep values are opened.
'use strict';
const { inspect } = require('util');

class Foo { constructor(x) { this.x = x; } }
const value = {
  l1: { l2: { l3: { l4: { l5: 1 } } } }, array: [[[[[]]]]], map: new Map([[{ k: { k: {} } }, new Map([[1, new Map([[2,
  new Map()]])]])]]),
  set: new Set([new Set([new Set([new Set([1])])])]), foo: new Foo(new Foo(new Foo(new Foo(1)))),
  none: Object.create(null, { a: { value: {
    __proto__: null, b: { __proto__: null, c: 1 } }, enumerable: true } }), date: [[[new Date(0)]]],
    regexp: [[[Object.assign(/a/, { x: 1 })]]],
  fn: [[[function f() {}, Object.assign(function g() {}, { x: 1 })]]], typed: [[[new Uint8Array(1)]]], empty: [[[{},
  [], new Map(), new Set()]]],
  promise: [[[Promise.resolve(1)]]], boxed: [[[Object(1), Object.assign(Object('s'), { p: 1 })]]],
  args: [[[(function () { return arguments; })(1)]]],
  error: [[[Object.assign(new RangeError('e'), { stack: 'RangeError: e\n    at x', code: 1 })]]],
  symbolTag: [[[{ __proto__: { [Symbol.toStringTag]: 'T' }, a: 1 }]]],
};
for (const depth of [-1, 0, 1, 2, 3, 4, 5, 10, Infinity, null, undefined]) console.log(depth, inspect(value,
  { depth }));
for (const depth of [0, 1, 2]) console.log(inspect(value, { depth, colors: true, showHidden: true, compact: true }));
console.log(inspect(value, false, 1), inspect(value, false, null, true), inspect(value, true, 0, false));
