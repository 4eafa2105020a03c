// Sets, maps and their iterators.
'use strict';
const { inspect } = require('util');

class MyMap extends Map {}
class MySet extends Set {}
const map = new Map([[1, 'a'], ['b', { c: 1 }], [{ k: 1 }, [2]], [null, undefined], [NaN, -0], [new Map([[1, 2]]),
  new Set([3])]]);
const set = new Set([1, 'a', { b: 1 }, [2], null, undefined, NaN, new Set([1]), new Map()]);
console.log(new Map(), new Set(), map, set, new MyMap([[1, 2]]), new MySet([1]), new MyMap(), new MySet());
console.log(Object.assign(new Map([[1, 2]]), { extra: 1 }), Object.assign(new Set(), { extra: 1 }),
  Object.setPrototypeOf(new Map([[1, 2]]), null),
  Object.setPrototypeOf(new Set([1]), null), Object.setPrototypeOf(new Map(), null),
  Object.setPrototypeOf(new Set([1]), Array.prototype));
console.log(map.entries(), map.keys(), map.values(), set.values(), set.entries(), new Map().entries(),
  new Set().values());
const iterator = map.keys();
iterator.next();
console.log(iterator, [...iterator].length, iterator, inspect(Object.assign(map.keys(), { extra: 1 })));
console.log(inspect(map.entries(), { maxArrayLength: 1 }), inspect(set.entries(), { maxArrayLength: 2 }),
  inspect(set.values(), { maxArrayLength: 0 }));
console.log(inspect(new Set(Array.from({ length: 120 }, (_, i) => i))), inspect(new Map(Array.from({ length: 102 }, (_,
  i) => [i, i * i]))));
console.log(inspect(map, { maxArrayLength: 2 }), inspect(set, { maxArrayLength: 0 }), inspect(map,
  { showHidden: true }), inspect(set, { colors: true }));
console.log([][Symbol.iterator](), ''[Symbol.iterator](), 'ab'.matchAll(/a/g), Object.setPrototypeOf(map.keys(), null));
console.log(new WeakMap(), new WeakSet(), inspect(new WeakMap(), { showHidden: true }), inspect(new WeakSet(),
  { showHidden: true }));
const key = { a: 1 };
console.log(inspect(new WeakSet([key, [1, [2, [3]]]]), { showHidden: true }), inspect(new WeakMap([[key,
  { v: { w: {} } }], [[1], 2]]), { showHidden: true }),
  inspect(Object.assign(new WeakSet([key]), { extra: true })), inspect(new WeakMap([[key, 1]]), { showHidden: true,
  maxArrayLength: 0 }));
class Sized extends Map { get [Symbol.toStringTag]() { return 'Sized'; } }
class Other extends Set { get [Symbol.toStringTag]() { return 'Tag'; } }
console.log(new Sized([[1, 2]]), new Other(), new Other([1]));
console.log(inspect(new Map([['a', { b: { c: { d: 1 } } }]])), inspect(new Set([[[[1]]]])), [new Map([[1, 2]])],
  { s: new Set([1]) });
