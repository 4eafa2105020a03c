// Custom inspect functions, and the options that they get.
'use strict';
const util = require('util');
const { inspect } = util;

const custom = (value) => ({ [inspect.custom]: typeof value === 'function' ? value : () => value });
console.log(custom('text'), custom('a\nb'), [custom('a\nb')], { deep: { er: custom('a\nb\nc') } }, custom(5),
  custom({ a: { b: { c: {} } } }), custom(null), custom(undefined), custom(Symbol('s')));
console.log(custom(function () { return this; }), { x: custom(function () { return this; }) }, inspect(custom('no'),
  { customInspect: false }).split('\n')[0]);
console.log(custom((depth, options, inspectFunction) => [depth, Object.keys(options).join(),
  inspectFunction === inspect]));
console.log(inspect({ a: { b: custom((depth) => `depth ${depth}`) } }, { depth: 5 }), inspect(custom((depth) => depth),
  { depth: null }), inspect(custom((depth) => depth), { depth: Infinity }));
console.log(inspect(custom((depth, options) => ({ ...options, stylize: undefined })), { extra: 1, compact: 1,
  other: { a: 1 } }));
console.log(inspect(custom((depth, options) => options.stylize('x', 'number')), { colors: true }),
  inspect(custom((depth, options) => options.stylize('x', 'none')), { colors: true }));
console.log(inspect(new Proxy(custom(function (depth, options) { return [Object.getPrototypeOf(options),
  Object.getPrototypeOf(options.stylize), options.other, this instanceof Object]; }), {}), { other: {} }));
class Money {
  constructor(amount) { this.amount = amount; }
  [inspect.custom](depth, options, inspectFunction) {
    if (depth < 0) return options.stylize('[Money]', 'special');
    return `Money<${inspectFunction(this.amount, { ...options,
    depth: options.depth === null ? null : options.depth - 1 })}>`;
  }
}
console.log(new Money(5), [new Money({ a: 1 })], { a: { b: { c: new Money(1) } } }, inspect(new Money(2),
  { colors: true }), Money, Money.prototype);
console.log(util.inspect({ inspect: util.inspect }), { [inspect.custom]: inspect }, { inspect() { return 'old'; } },
  inspect.custom, Symbol.keyFor(inspect.custom));
function f() {}
f[inspect.custom] = () => 'function';
console.log(f, [f], Object.create(new Money(3)));
try {
  inspect(custom(() => { throw new TypeError('from custom'); }));
} catch (error) {
  console.log(error.message);
}
console.log(inspect(custom((depth, options) => inspect({ a: { b: { c: 1 } } }, options)), { depth: 0 }),
  inspect([custom('1'), custom('2'), custom('3'), custom('4'), custom('5'), custom('6'), custom('7')]));
