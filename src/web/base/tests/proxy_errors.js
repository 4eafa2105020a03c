// What is said of a proxy whose trap breaks an invariant.
const frozen = Object.freeze({ a: 1 });
const fixed = {}; Object.defineProperty(fixed, 'a', { value: 1 }); 
const acc = {}; Object.defineProperty(acc, 'a', { get: undefined, set: undefined });
const sym = Symbol('s');
const fsym = {}; Object.defineProperty(fsym, sym, { value: 1 });
const cases = {
  notfn: () => new Proxy({}, { get: 5 }).x,
  gpo1: () => Object.getPrototypeOf(new Proxy({}, { getPrototypeOf: () => 1 })),
  gpo2: () => Object.getPrototypeOf(new Proxy(Object.preventExtensions({}), { getPrototypeOf: () => null })),
  spo1: () => Object.setPrototypeOf(new Proxy({}, { setPrototypeOf: () => false }), null),
  spo2: () => Object.setPrototypeOf(new Proxy(Object.preventExtensions({}), { setPrototypeOf: () => true }), null),
  ext: () => Object.isExtensible(new Proxy({}, { isExtensible: () => false })),
  ext2: () => Object.isExtensible(new Proxy(Object.preventExtensions({}), { isExtensible: () => true })),
  pe1: () => Object.preventExtensions(new Proxy({}, { preventExtensions: () => true })),
  pe2: () => Object.preventExtensions(new Proxy({}, { preventExtensions: () => false })),
  has1: () => 'a' in new Proxy(fixed, { has: () => false }),
  has2: () => 'a' in new Proxy(Object.preventExtensions({ a: 1 }), { has: () => false }),
  hassym: () => sym in new Proxy(fsym, { has: () => false }),
  get1: () => new Proxy(fixed, { get: () => 2 }).a,
  get2: () => new Proxy(acc, { get: () => 2 }).a,
  get3: () => new Proxy(fixed, { get: () => 'str' }).a,
  get4: () => new Proxy(fixed, { get: () => ({}) }).a,
  set1: () => { 'use strict'; new Proxy(fixed, { set: () => true }).a = 2; },
  set2: () => { 'use strict'; new Proxy(acc, { set: () => true }).a = 2; },
  set3: () => { 'use strict'; new Proxy({}, { set: () => false }).a = 2; },
  gopd1: () => Object.getOwnPropertyDescriptor(new Proxy({}, { getOwnPropertyDescriptor: () => 1 }), 'a'),
  gopd2: () => Object.getOwnPropertyDescriptor(new Proxy(fixed, { getOwnPropertyDescriptor: () => undefined }), 'a'),
  gopd3: () => Object.getOwnPropertyDescriptor(new Proxy(Object.preventExtensions({ a: 1 }), { getOwnPropertyDescriptor: () => undefined }), 'a'),
  gopd4: () => Object.getOwnPropertyDescriptor(new Proxy(Object.preventExtensions({}), { getOwnPropertyDescriptor: () => ({ value: 1, configurable: true }) }), 'a'),
  gopd5: () => Object.getOwnPropertyDescriptor(new Proxy({}, { getOwnPropertyDescriptor: () => ({ value: 1, configurable: false }) }), 'a'),
  gopd6: () => Object.getOwnPropertyDescriptor(new Proxy({ a: 1 }, { getOwnPropertyDescriptor: () => ({ value: 1, configurable: false }) }), 'a'),
  gopd7: () => { const t = {}; Object.defineProperty(t, 'a', { value: 1, writable: true }); Object.getOwnPropertyDescriptor(new Proxy(t, { getOwnPropertyDescriptor: () => ({ value: 1, configurable: false, writable: false }) }), 'a'); },
  dp1: () => Object.defineProperty(new Proxy({}, { defineProperty: () => false }), 'a', { value: 1 }),
  dp2: () => Object.defineProperty(new Proxy(Object.preventExtensions({}), { defineProperty: () => true }), 'a', { value: 1 }),
  dp3: () => Object.defineProperty(new Proxy({}, { defineProperty: () => true }), 'a', { value: 1, configurable: false }),
  dp4: () => Object.defineProperty(new Proxy({ a: 1 }, { defineProperty: () => true }), 'a', { value: 1, configurable: false }),
  dp5: () => Object.defineProperty(new Proxy(fixed, { defineProperty: () => true }), 'a', { value: 2 }),
  dp6: () => { const t = {}; Object.defineProperty(t, 'a', { value: 1, writable: true }); Object.defineProperty(new Proxy(t, { defineProperty: () => true }), 'a', { value: 1, writable: false, configurable: false }); },
  del1: () => { 'use strict'; delete new Proxy({}, { deleteProperty: () => false }).a; },
  del2: () => { 'use strict'; delete new Proxy(fixed, { deleteProperty: () => true }).a; },
  del3: () => { 'use strict'; delete new Proxy(Object.preventExtensions({ a: 1 }), { deleteProperty: () => true }).a; },
  ok1: () => Reflect.ownKeys(new Proxy({}, { ownKeys: () => 1 })),
  ok2: () => Reflect.ownKeys(new Proxy({}, { ownKeys: () => [1] })),
  ok2b: () => Reflect.ownKeys(new Proxy({}, { ownKeys: () => [{}] })),
  ok3: () => Reflect.ownKeys(new Proxy({}, { ownKeys: () => ['a', 'a'] })),
  ok4: () => Reflect.ownKeys(new Proxy(fixed, { ownKeys: () => [] })),
  ok5: () => Reflect.ownKeys(new Proxy(Object.preventExtensions({ a: 1 }), { ownKeys: () => [] })),
  ok6: () => Reflect.ownKeys(new Proxy(Object.preventExtensions({ a: 1 }), { ownKeys: () => ['a', 'b'] })),
  rev: () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); proxy.x; },
  revh: () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); 'x' in proxy; },
  cons: () => new (new Proxy(function() {}, { construct: () => 1 }))(),
  anon: () => (class {})(),
  named: () => { const X = class Foo {}; X(); },
  cb: () => [1].forEach(class {}),
};
for (const [name, fn] of Object.entries(cases)) {
  try { fn(); console.log(name, 'no throw'); } catch (error) { console.log(name, `${error.name}: ${error.message}`); }
}
