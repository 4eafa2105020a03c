// Default options, their validation, colours and styles.
'use strict';
const { inspect, format } = require('util');

console.log(inspect.defaultOptions, Object.keys(inspect.colors).join(), Object.keys(inspect.styles).join(),
  inspect.length, inspect.name);
console.log(inspect.styles, inspect.colors.red, inspect.colors.grey, inspect.colors.bgGrey, inspect.colors.faint,
  Object.getOwnPropertyNames(inspect.colors).join());
const saved = { ...inspect.defaultOptions };
inspect.defaultOptions = { depth: 0, compact: false };
console.log(inspect({ a: { b: 1 } }), { a: { b: 1 } }, inspect({ a: { b: 1 } }, { depth: 5 }));
inspect.defaultOptions.numericSeparator = true;
console.log(inspect(123456), format('%d %s', 123456, 123456n));
inspect.defaultOptions = saved;
console.log(inspect({ a: { b: { c: { d: 1 } } } }));
for (const bad of [null, undefined, 5, 'text', []]) {
  try {
    inspect.defaultOptions = bad;
    console.log('accepted');
  } catch (error) {
    console.log(error.code, error.message);
  }
}
for (const options of [undefined, null, true, false, 0, 'text', {}, { unknown: 1 }, { stylize: (text,
  style) => `<${style}:${text}>` }]) {
  console.log(inspect({ a: 1, b: ['x', null, Symbol('s')], c: Object.defineProperty({}, 'h', { value: 1 }) }, options));
}
console.log(inspect({ a: 1, s: 's', n: null, u: undefined, b: true, y: Symbol('y'), i: 1n, d: new Date(0), r: /r/,
  f() {}, c: class {}, l: [1], e: [,], p: Promise.resolve(1) }, { colors: true }));
inspect.styles.number = 'red';
inspect.styles.string = 'nosuch';
inspect.colors.custom = [1, 2];
inspect.styles.null = 'custom';
console.log(inspect([1, 'a', null], { colors: true }));
inspect.colors.grey = [7, 8];
console.log(inspect(undefined, { colors: true }), inspect.colors.gray);
