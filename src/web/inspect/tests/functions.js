// Functions and classes.
'use strict';
const { inspect } = require('util');

const anonymous = (() => () => {})();
console.log(function () {}, function named() {}, () => {}, anonymous, async () => {}, async function af() {},
  function* g() {}, async function* ag() {}, Math.max, Array);
console.log(class {}, class A {}, class B extends Map {}, class extends Array {}, class C extends null {},
  class { static name = ''; }, class { static name = 'X'; }, class D { static name() {} });
console.log(Object.assign(function f() {}, { a: 1 }), Object.assign(class F {}, { a: 1 }),
  class G { static x = 1; static #y = 2; static m() {} });
console.log(Object.setPrototypeOf(function f() {}, null), Object.setPrototypeOf(class H {}, null),
  Object.setPrototypeOf(() => {}, null), Object.setPrototypeOf(async () => {}, null));
console.log(Object.setPrototypeOf(function f() {}, class Foo {}), Object.setPrototypeOf(function f() {},
  Object.create(Function.prototype)), Object.setPrototypeOf(class I {}, Object.prototype));
const renamed = function old() {};
Object.defineProperty(renamed, 'name', { value: 'new name' });
const nameless = function old() {};
delete nameless.name;
const weird = function old() {};
Object.defineProperty(weird, 'name', { value: { a: 1 } });
const empty = function old() {};
Object.defineProperty(empty, 'name', { value: '' });
const symbol = { [Symbol('s')]() {}, get x() { return 1; }, ['a b']() {} };
console.log(renamed, nameless, weird, empty, symbol, (function bound() {}).bind(null), Function.prototype,
  new Function('a', 'return a'));
const tagged = function t() {};
tagged[Symbol.toStringTag] = 'Tag';
Object.defineProperty(anonymous, Symbol.toStringTag, { value: 'Hidden' });
class Tagged { static get [Symbol.toStringTag]() { return 'ClassTag'; } }
console.log(tagged, anonymous, Tagged, class extends Tagged {}, inspect(anonymous, { showHidden: false,
  colors: true }));
const object = { class() {}, classy: function classy() {}, 'class X { }': () => {}, async a() {}, *g() {},
  async *ag() {} };
console.log(object, [function () {}, class {}]);
console.log(class /* c { */ Commented {}, class // line {
 Lines { }, class X{}, class Y extends (class Z {}) {});
function Legacy() {}
Legacy.prototype.m = function () {};
console.log(Legacy, Legacy.prototype, inspect(Object.assign(() => {}, { a: { b: { c: {} } } })),
  inspect(function f() {}, { depth: -1 }), inspect(Object.assign(function f() {}, { a: 1 }), { depth: -1 }));
console.log((function* () {})(), (async function* () {})(), (function* named() {})().constructor);
class Callable extends Function {}
console.log(new Callable('return 1'), Object.getPrototypeOf(async () => {}).constructor,
  Object.getPrototypeOf(function* () {}));
