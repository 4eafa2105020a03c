// Tables.
'use strict';
class Foo { constructor() { this.a = 1; this.b = [1, 2]; } }
const cases = [
  [null], [undefined], [5], ['text'], [[]], [{}], [[1, 2, 3]], [['a', { b: 1 }, null, undefined]], [[[1, 2], [3, 4,
  5]]], [{ a: 1, b: 'x' }],
  [[{ a: 1, b: 2 }, { a: 3, c: 4 }]], [{ x: { a: 1 }, y: { b: { c: { d: 1 } } } }], [[{ a: 1, b: 2 }, { a: 3 }], ['b',
  'nosuch']], [[{ a: 1 }, 5, 'text'], ['a']], [[1, 2], ['a']], [[{ a: 1 }], []],
  [new Map([['k', 'v'], [{ a: 1 }, [1, 2]]])], [new Map().entries()], [new Map([[1, { a: 1 }]]).entries()],
  [new Map([[1, 2]]).keys()], [new Map([[1, 2]]).values()], [new Set([1, 'a', { b: 1 }])],
  [new Set([1]).values()], [new Set([1, 2]).entries()], [new Foo()], [[new Foo(), new Foo()]], [new Uint8Array(3)],
  [[new Uint8Array(5)]], [[Symbol('s'), 1n, -0, NaN, true]], [[{ f() {}, d: new Date(0), r: /x/ }]],
  [[{ long: 'x'.repeat(50), nested: { a: { b: 1 }, c: 1, d: 2 } }]], [[{ 日本: '日本', é: 'é', '😀': 'emoji' }]],
  [['a\nb',
  'tab\there']], [[[1, 2, 3, 4, 5], { a: 1, b: 2, c: 3 }]], [Object.create({ inherited: 1 })],
  [Object.assign([1], { extra: { a: 1 } })], [[function f() {}, () => {}]], [{ a: [], b: {} }], [[[]]], [[[[1]]]],
  [new WeakMap()], [[{ a: undefined, b: null }]], [new Date(0)], [/x/], [[, 1, , 2]], [[{ __proto__: null, a: 1 }]],
];
for (const args of cases) console.table(...args);
for (const bad of [5, 'a', {}, null, false]) {
  try {
    console.table([], bad);
    console.log('accepted');
  } catch (error) {
    console.log(error.code, error.message);
  }
}
