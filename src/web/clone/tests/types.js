// Every type that is cloned, and what is lost on the way.
class Point {
  constructor() { this.x = 1; }
  get y() { return 2; }
}
const values = [
  1, 'text\ud800', null, undefined, 5n, -0, { a: { b: [1, , 3] } }, Object.assign([1], { extra: 2 }), new Date(5), new Date(NaN), /a\/b/giv, new Map([[{ k: 1 }, new Set([1, [2]])]]),
  Object(1), Object('s'), Object(true), Object(5n), new Point(), Object.create(null, { p: { value: 1, enumerable: true } }), { get g() { return 7; } }, { [Symbol('s')]: 1, kept: 2 },
  new Uint8Array([1, 2]), new Float64Array(1), new BigInt64Array(1), new DataView(new ArrayBuffer(4), 1, 2), new ArrayBuffer(2), Buffer.from('ab'), Object.defineProperty({}, '__proto__', { value: 1, enumerable: true }),
];
for (const value of values) console.log(structuredClone(value));
class List extends Array {}
console.log(structuredClone(List.from([1])).constructor.name, structuredClone(new (class M extends Map {})()).constructor.name, Object.is(structuredClone(-0), -0));
