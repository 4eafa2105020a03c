// Errors: their stack, its head, and their properties.
'use strict';
const { inspect } = require('util');

const frames = '\n    at one (file.js:1:1)\n    at two (file.js:2:2)';
function make(Class, message, head, more) {
  const error = message === undefined ? new Class() : new Class(message);
  error.stack = head + frames;
  return Object.assign(error, more);
}
class Custom extends Error {}
class MyTypeError extends TypeError {}
class Named extends Error { constructor(m) { super(m); this.name = 'Given'; } }
class Tagged extends Error { get [Symbol.toStringTag]() { return 'Tag'; } }
console.log(make(Error, 'a', 'Error: a'), make(Error, undefined, 'Error'), make(TypeError, 'b', 'TypeError: b'),
  make(Custom, 'c', 'Error: c'), make(MyTypeError, 'd', 'TypeError: d'));
console.log(make(Named, 'e', 'Error: e'), make(Named, 'e', 'Given: e'), make(Tagged, 'f', 'Error: f'), make(Custom, '',
  'Error'), make(Custom, 'x\ny', 'Error: x\ny'));
console.log(make(Error, 'g', 'Error: g', { code: 'E', name: 'Renamed' }), make(Error, 'g', 'Error: g',
  { message: 'changed' }), make(Error, 'g', 'no head'), make(Error, 'g', 'Errors: g'));
console.log(make(Error, 'a', 'Error: a', { extra: { deep: { deeper: { deepest: 1 } } }, list: [1] }), [make(Error, 'a',
  'Error: a')], { e: make(Custom, 'a', 'Error: a', { x: 1 }) });
console.log(Object.assign(new Error('m'), { stack: 'Error: m' }), Object.assign(new Error('m'), { stack: '' }),
  Object.assign(new Error('m'), { stack: undefined }),
  Object.assign(new Error('m'), { stack: { a: 1 } }), Object.assign(new Error('m'), { stack: [1, 2] }),
  Object.assign(new Error('m'), { stack: 'other text' }), Object.assign(new Error('m'), { stack: 5 }));
console.log(inspect(Object.assign(new Error('m'), { stack: 'Error: m\nno frames' })), [Object.assign(new Error('m'),
  { stack: 'Error: m' })], { a: { e: Object.assign(new Error('m'), { stack: 'Error: m' }) } });

const cause = make(Error, 'cause', 'Error: cause');
const caused = make(Error, 'effect', 'Error: effect');
Object.defineProperty(caused, 'cause', { value: cause, configurable: true, writable: true });
console.log(caused, Object.defineProperty(make(Error, 'e', 'Error: e'), 'cause', { value: undefined }),
  Object.defineProperty(make(Error, 'e', 'Error: e'), 'cause', { value: 'text' }));
const long = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, i) => `\n    at ${name} (f:${i}:${i})`).join('');
const inner = new Error('inner');
inner.stack = `Error: inner\n    at top (f:0:0)${long}`;
const outer = new Error('outer', { cause: inner });
outer.stack = `Error: outer\n    at other (f:9:9)${long}`;
console.log(outer, inspect(outer, { colors: true }));
const aggregate = new AggregateError([make(Error, '1', 'Error: 1'), 'two', make(RangeError, '3', 'RangeError: 3')],
  'all');
aggregate.stack = `AggregateError: all${frames}`;
console.log(aggregate, [aggregate]);

const nullProto = Object.setPrototypeOf(make(Error, 'n', 'Error: n'), null);
const nullCustom = Object.setPrototypeOf(make(RangeError, 'n', 'RangeError: n'), null);
console.log(nullProto, nullCustom, Object.setPrototypeOf(make(Error, 'n', 'Error'), null));
const fake = Object.create(Error.prototype);
console.log(fake, Object.assign(Object.create(Error.prototype), { message: 'm', a: 1 }),
  Object.create(RangeError.prototype), Object.assign(Object.create(Custom.prototype), { stack: `Error: s${frames}` }));
for (const key of ['stack', 'message', 'name', 'cause', 'errors']) {
  const error = make(Error, 'thrower', 'Error: thrower');
  Object.defineProperty(error, key, { get() { throw new Error('no'); }, enumerable: true, configurable: true });
  console.log(key, inspect(error).split('\n')[0]);
}
for (const name of ['', 'Foo', 'FooError', 'Error', null, undefined, 5, 'TypeError', 'Error:']) {
  for (const Class of [Error, TypeError, Custom]) {
    const error = make(Class, 'm', `${Class === TypeError ? 'TypeError' : 'Error'}: m`);
    Object.defineProperty(error, 'name', { value: name, enumerable: false });
    console.log(String(name), Class.name, inspect(error).split('\n')[0]);
    error.stack = `${name}: m${frames}`;
    console.log(inspect(error).split('\n')[0]);
  }
}
