// Property names: identifiers, others in quotes, symbols, and those that are not enumerable.
'use strict';
const { inspect } = require('util');

const keys = ['a', '_a', '$a', 'a1', '1', '1a', 'a b', 'a-b', '', "it's", '"', 'é', '\n', '__proto__', 'constructor',
  'toString', 'a.b',
  '0', '-1', '01', '4294967295', 'class', 'A_9'];
const object = {};
for (const key of keys) Object.defineProperty(object, key, { value: key, enumerable: true, configurable: true });
console.log(object);
const hidden = {};
for (const key of keys) Object.defineProperty(hidden, key, { value: key, enumerable: false, configurable: true });
console.log(hidden);
console.log(inspect(hidden, { showHidden: true }));

const symbols = { [Symbol()]: 1, [Symbol('')]: 2, [Symbol('a')]: 3, [Symbol('a b')]: 4, [Symbol('\n')]: 5,
  [Symbol("'")]: 6, [Symbol.iterator]: 7,
  [Symbol('\ud800')]: 8 };
console.log(symbols);
Object.defineProperty(symbols, Symbol('hidden'), { value: 9, enumerable: false });
console.log(inspect(symbols), inspect(symbols, { showHidden: true }));
console.log(inspect({ a: 1, [Symbol('a')]: 2, 'b c': 3 }, { colors: true }));
