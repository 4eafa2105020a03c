// Objects: classes, prototypes, tags.
'use strict';
const { inspect } = require('util');

class A {}
class B extends A { constructor() { super(); this.x = 1; } }
function Old() { this.y = 2; }
function Child() {}
Child.prototype = Object.create(Old.prototype);
console.log({}, new A(), new B(), new Old(), new Child(), Object.create(null), Object.create({}),
  Object.create(Object.create(null)));
console.log(Object.create(A.prototype), A.prototype, B.prototype, Old.prototype, Object.prototype,
  Object.create(Old.prototype));
console.log(Object.assign(Object.create(null), { a: 1 }), [Object.create(null)], { a: Object.create(null) });
console.log({ constructor: 1 }, { constructor: A }, { constructor: { name: 'X' } }, { __proto__: { constructor: A } },
  { __proto__: { constructor() {} } });
console.log(new (class {})(), new (class extends A {})(), new (class extends (class {}) {})());
class Renamed { static get name() { return 'Other'; } }
console.log(new Renamed(), Renamed);
class Foobar {}
Object.defineProperty(Foobar.prototype, Symbol.toStringTag, { value: 'Foo', configurable: true });
class FooBar {}
Object.defineProperty(FooBar.prototype, Symbol.toStringTag, { value: 'Foo', configurable: true });
class Foo {}
Object.defineProperty(Foo.prototype, Symbol.toStringTag, { value: 'Foo', configurable: true });
console.log(new Foobar(), new FooBar(), new Foo(), Object.assign(new FooBar(), { a: 1 }));
console.log({ [Symbol.toStringTag]: 'own' }, { get [Symbol.toStringTag]() { return 'got'; } });
console.log({ __proto__: { [Symbol.toStringTag]: 'T' } }, { __proto__: { [Symbol.toStringTag]: '' } },
  { __proto__: { [Symbol.toStringTag]: 5 } });
console.log({ __proto__: { get [Symbol.toStringTag]() { throw new Error(); } } });
console.log(Object.create(null, { [Symbol.toStringTag]: { value: 'N' } }), Object.create(null,
  { [Symbol.toStringTag]: { value: 'Object' } }));
console.log(Object.create({ __proto__: null, [Symbol.toStringTag]: 'T' }).x);
console.log(inspect({ [Symbol.toStringTag]: 'own' }, { showHidden: true }), Math, JSON, Reflect,
  globalThis === undefined);
console.log(inspect(Object.defineProperty({}, Symbol.toStringTag, { value: 'H' })), inspect(Object.defineProperty({},
  Symbol.toStringTag, { value: 'H' }), true));
class HasInstance { static [Symbol.hasInstance]() { throw new Error('no'); } }
console.log(Object.create({ constructor: HasInstance }));
console.log({ a: { b: { c: { d: 1 } } } }, [[[[1]]]], { a: { b: { c: {} } } }, { a: { b: { c: [] } } },
  { a: { b: new A() } });
console.log({ a: 1, b: 'two', c: [3], d: { e: null }, f: undefined, g() {}, h: class {}, i: Symbol('i'), j: 1n });
console.log(inspect({ long: 'x'.repeat(30), longer: 'y'.repeat(40), last: 1 }), inspect({ ['k'.repeat(70)]: 1, b: 2 }));
(function () { console.log(arguments, inspect(arguments, true)); })(1, 'a', {});
(function () { console.log(arguments); })();
