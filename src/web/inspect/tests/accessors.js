// Getters and setters, and calling them.
'use strict';
const { inspect } = require('util');

const object = {
  get a() { return 1; }, set b(v) {}, get c() { return { x: { y: { z: 1 } } }; }, set c(v) {},
  get d() { throw new Error('no'); },
  get e() { return null; }, set e(v) {}, get f() { return 'text'; }, get g() { return this.own; }, own: 'mine',
  get h() { return function f() {}; },
  get i() { return undefined; }, get j() { throw 5; }, get k() { return Symbol('s'); },
};
Object.defineProperty(object, 'hidden', { get() { return 'seen'; }, enumerable: false });
Object.defineProperty(object, 'nothing', { get: undefined, set: undefined, enumerable: true });
delete object.d;
for (const getters of [false, true, 'get', 'set', 'other']) {
  console.log(inspect(object, { getters }));
  console.log(inspect(object, { getters, showHidden: true, colors: true }));
}
class Base { get inherited() { return this.value; } }
class Derived extends Base { constructor() { super(); this.value = 5; } get own() { return this.value * 2; } }
console.log(new Derived(), inspect(new Derived(), { getters: true, showHidden: true }));
console.log(inspect({ get self() { return this; }, get list() { return [1, 2, 3]; } }, { getters: true }));
