// Dates, regular expressions, boxed primitives.
'use strict';
const { inspect } = require('util');

class MyDate extends Date {}
class MyRegExp extends RegExp {}
console.log(new Date(0), new Date(NaN), new MyDate(0), Object.assign(new Date(0), { a: 1 }),
  Object.setPrototypeOf(new Date(0), null), [new Date(8.64e15)]);
console.log(Object.assign(new Date(NaN), { a: 1 }), Object.setPrototypeOf(new Date(0), MyRegExp.prototype),
  inspect(new Date(0), { colors: true }));
console.log(/a/, /a/gimsuy, new MyRegExp('x', 'g'), Object.assign(/a/, { b: 1 }), Object.setPrototypeOf(/a/g, null),
  /[/]\//, new RegExp(''), new RegExp('\n'));
console.log(inspect([/a/, Object.assign(/b/, { c: /d/ })], { colors: true }), inspect(/a/, { showHidden: true }),
  Object.setPrototypeOf(/a/, Date.prototype));
console.log(Object(1), Object(-0), Object('text'), Object(true), Object(5n), Object(Symbol('s')), Object(NaN),
  Object(''), Object("it's"));
console.log(Object.assign(Object(1), { a: 1 }), Object.assign(Object('ab'), { c: 1, 5: 2 }),
  Object.setPrototypeOf(Object('x'), null), Object.setPrototypeOf(Object(1), String.prototype));
class Text extends String {}
class Num extends Number { get [Symbol.toStringTag]() { return 'Tag'; } }
console.log(new Text('t'), new Num(5), Object.assign(new Text('t'), { a: 1 }), [Object('a')], inspect(Object('text'),
  { colors: true }), inspect(Object('ab'), { showHidden: true }),
  inspect(Object(5n), { colors: true }), inspect(Object(12345), { numericSeparator: true }),
  inspect(Object.assign(Object(5), { x: 1 }), { colors: true }));
console.log(Object.setPrototypeOf(Object(Symbol('a')), null), inspect(Object(Symbol('s')), { showHidden: true }),
  Object.setPrototypeOf(Object(true), {}));
