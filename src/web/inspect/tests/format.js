// util.format: placeholders.
'use strict';
const { format, formatWithOptions } = require('util');

const values = [
  undefined, null, true, 5, -0, 1.5, 42n, 'text', '', Symbol('s'), {}, { a: { b: { c: 1 } } }, [1, [2, [3]]], () => {},
  function named() {}, class A {}, new Date(0), /r/g,
  new (class Foo { constructor() { this.x = 1; } })(), new (class Bar { toString() { return 'own'; } })(),
  { toString() { return 'string'; } }, { [Symbol.toPrimitive]() { return 'primitive'; } },
  Object.create(null), { toString: null }, { toString: 5, [Symbol.toPrimitive]: 5 },
  Object.create({ toString() { return 'inherited'; } }), new Map([[1, 2]]), new Set([1]), Object('boxed'),
  new (class Sub extends (class { toString() { return 'base'; } }) {})(), new Proxy({ a: 1 }, {}),
  Object.assign(() => {}, { toString() { return 'f'; } }), '12.5px', '0x1f', 1e21, NaN, Infinity,
  new (class extends Date {})(0), Object.assign(new (class Err extends Error { toString() { return 'err'; } })(),
  { stack: 'Error\n    at f (file.js:1:1)' }),
];
const attempt = (f) => {
  try {
    return f();
  } catch (error) {
    return error.name;
  }
};
for (const letter of 'sdifjoOcx%') {
  for (const value of values) console.log(letter, attempt(() => format(`<%${letter}>`, value)));
}
const cases = [
  [], [''], ['', 1], ['%'], ['%', 1], ['%%'], ['%%', 1], ['%%%s%%', 1], ['%s'], ['%s', 1, 2, { a: 1 }], ['%s:%s', 1],
  ['a%', 'b'], ['%s%', 'a'], ['%x%s', 1], ['% %s', 1], ['%S', 1],
  ['a', 'b', 'c'], [1, '%s', 2], [{ a: 1 }, 'b'], [null], [undefined, undefined], ['%c styled %c', 'css', 'css',
  'more'], ['%s %s %s %s', 1, 'a', null, undefined], ['%%s', 1], ['%%%', 1], ['%%%%', 1],
  ['%d%%', 50], ['%s', '%s', '%s'], ['%j', { toJSON() { return 'json'; } }], ['%j', 5n === 5n], ['%i %f', '5.9',
  '5.9'], ['no placeholders', { a: 1 }, [1], 'x'], [Symbol('a'), 'b'], ['%o', [1, { a: 2 }]],
  ['%O', { a: { b: { c: { d: { e: 1 } } } } }], ['%o', { f() {} }], ['\n%s\n', 'line'], ['%s', 'x'.repeat(5)], ['%d',
  '  '], ['%d', [5]], ['%d', [1, 2]], ['%i', {}], ['%f', 'abc'], ['%f', Symbol('a')], ['%i', 5n], ['%f', 5n],
];
for (const args of cases) console.log(JSON.stringify(format(...args)));
const circular = {};
circular.self = circular;
console.log(format('%j', circular), format('%s', circular), format('%O', circular));
console.log(attempt(() => format('%j', { toJSON() { throw new RangeError('no'); } })));
for (const options of [{}, { colors: true }, { compact: false }, { numericSeparator: true }, { depth: 0 }, []]) {
  console.log(formatWithOptions(options, '%s %d %i %f %j %O', { a: { b: 1 } }, 123456, 1234.5, 1234.5, { a: 1 },
    { a: { b: { c: 1 } } }, 'rest', { b: [1] }, 12345n));
}
for (const bad of [null, undefined, 5, 'text', () => {}]) console.log(attempt(() => formatWithOptions(bad, 'x')));
