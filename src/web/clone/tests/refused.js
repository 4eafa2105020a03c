// What cannot be cloned, in V8's words.
const values = [
  () => {}, Symbol('s'), { f() { return 1; } }, class A {}, new WeakMap(), new WeakSet(), new WeakRef({}), Promise.resolve(1), (function* () {})(), new Proxy({}, {}), new Proxy([], {}),
  Object(Symbol('q')), [][Symbol.iterator](), new Map().entries(), (function() { return arguments; })(), new URL('http://a'), new URLSearchParams(), [1, { deep: [() => 'x'] }], new Map([[1, () => {}]]),
  { get boom() { throw new RangeError('boo'); } },
];
for (const value of values) {
  try {
    structuredClone(value);
    console.log('cloned');
  } catch (error) {
    console.log(error.name, error.code, error.message, error instanceof DOMException);
  }
}
