// Promises, generators, references, proxies.
'use strict';
const { inspect } = require('util');

const rejected = Promise.reject(new RangeError('no'));
rejected.catch(() => {});
const plain = Promise.reject({ a: { b: { c: 1 } } });
plain.catch(() => {});
const circular = { p: null };
circular.p = Promise.resolve(circular);
console.log(Promise.resolve(5), Promise.resolve({ a: { b: {} } }), new Promise(() => {}), plain, Promise.resolve(),
  circular);
console.log(inspect(rejected).split('\n')[1].trim().startsWith('<rejected> RangeError: no'));
console.log(Object.assign(Promise.resolve(1), { extra: 1 }), Object.setPrototypeOf(Promise.resolve(1), null),
  new (class P extends Promise {})(() => {}));
console.log(inspect(Promise.resolve('text'), { colors: true }), inspect(new Promise(() => {}), { colors: true,
  compact: false }), [Promise.resolve([1, 2])]);
console.log(new WeakRef({ a: 1 }), new FinalizationRegistry(() => {}));

const target = { a: 1, get b() { return 2; } };
const traps = {};
for (const trap of Object.getOwnPropertyNames(Reflect)) {
  traps[trap] = () => { throw new Error(`the trap ${trap} ran`); };
}
const proxy = new Proxy(target, traps);
console.log(proxy, inspect(proxy, { showProxy: false }), [proxy], new Proxy([1, 2], {}), new Proxy(function f() {},
  {}), new Proxy(class A {}, {}));
console.log(inspect(new Proxy(target, {}), { showProxy: true }), inspect(new Proxy([1], { get: null }),
  { showProxy: true, depth: 0 }), inspect([new Proxy({}, {})], { showProxy: 1, depth: 0 }));
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
console.log(revoked, inspect(revoked, { showProxy: true }), [revoked], inspect(revoked, { colors: true }));
console.log(inspect(new Proxy(new Proxy({ a: 1 }, {}), {}), { showProxy: true }), new Proxy(new Map([[1, 2]]), {}),
  new Proxy(Promise.resolve(1), {}), new Proxy(new Date(0), {}));
console.log(inspect(new Proxy(new Proxy({}, {}), { x: 1 }), { showProxy: true, depth: 0, colors: true }),
  inspect(new Proxy([1, 2, 3, 4, 5, 6, 7, 8], {}), { showProxy: true }));
