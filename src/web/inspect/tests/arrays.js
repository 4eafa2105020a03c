// Arrays: extra properties, holes, length limits, subclasses.
'use strict';
const { inspect } = require('util');

console.log([], [1], [1, 'a', null, undefined], [[]], [[[]]], [[[[]]]], [[[[1]]]], [{}], [{ a: 1 }]);
console.log(Object.assign([1, 2], { extra: 3, '-1': 4, [Symbol('s')]: 5 }), Object.assign([], { a: 1 }));
console.log([,], [, ,], [1, , 3], [, 1], [1, ,], [, , , 1, , , 2], new Array(5), new Array(4294967295));
console.log(Object.assign([, 1, , 2], { x: 1, '01': 2, '4294967295': 3, '4294967294': 4 }));
console.log(inspect([undefined, , null], { showHidden: true }));
console.log(inspect(Object.assign([1], { a: 2 }), { showHidden: true }));
class Foo extends Array {}
class Bar extends Foo {}
console.log(new Foo(), Foo.from([1, 2]), new Bar(3), Object.setPrototypeOf([1], null), Object.setPrototypeOf([], null));
console.log(Object.setPrototypeOf([1], Map.prototype), Object.setPrototypeOf([1], { a: 1 }), Object.setPrototypeOf([1],
  Object.prototype));
const tagged = [1];
tagged[Symbol.toStringTag] = 'own';
console.log(tagged, Object.assign(Object.create({ [Symbol.toStringTag]: 'T' }), { a: 1 }));
class Tagged extends Array { get [Symbol.toStringTag]() { return 'Other'; } }
console.log(Tagged.from([1]), new Tagged());

const many = Array.from({ length: 101 }, (_, i) => i);
console.log(many, many.concat(1), inspect(many, { maxArrayLength: 3 }), inspect(many, { maxArrayLength: 0 }),
  inspect(many, { maxArrayLength: 1 }));
console.log(inspect(many, { maxArrayLength: -5 }), inspect(many, { maxArrayLength: null }), inspect([1, 2],
  { maxArrayLength: Infinity }));
console.log(inspect([, , 1, 2], { maxArrayLength: 1 }), inspect([, , 1, 2], { maxArrayLength: 2 }), inspect([1, , , 2,
  , ,], { maxArrayLength: 2 }));
console.log(inspect([1, , , 2, , ,], { maxArrayLength: 3 }), inspect([1, , , 2, , ,], { maxArrayLength: 4 }),
  inspect(new Array(200), { maxArrayLength: 0 }));
const accessor = [1, 2];
Object.defineProperty(accessor, 1, { get() { return 5; }, enumerable: true });
console.log(accessor, inspect(accessor, { getters: true }));
console.log(Object.defineProperty([1], 'hidden', { value: 1 }), inspect(Object.defineProperty([1], 'hidden',
  { value: 1 }), { showHidden: true }));
