// The bytes that v8.serialize writes.
const v8 = require('v8');
const show = (value) => console.log(v8.serialize(value).toString('hex'));
const cycle = { list: [] };
cycle.list.push(cycle, cycle.list);
const sparse = [1, , 3];
sparse.named = true;
for (const value of [
  undefined, null, true, false, 0, -0, 1, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 1.5, NaN, 0n, 255n, -123456789012345678901234567890n,
  '', 'abc', 'é', '€', 'a€', '\ud800', { a: 1, 2: 3, b: 'é€' }, [], [1, 'a'], sparse, cycle, new Date(5), Object(true),
  Object(1), Object('a'), Object(7n), /a/gimsuyd, new Map([[1, { x: 2 }]]), new Set(['a']), new ArrayBuffer(3),
  new ArrayBuffer(3, { maxByteLength: 5 }), new Uint16Array(3), new DataView(new ArrayBuffer(4), 1), Buffer.from('abc'),
  new Float64Array([1.5]), new BigInt64Array(1),
]) show(value);
const plain = new v8.Serializer();
plain.writeHeader();
plain.writeValue(new Uint8Array([1, 2]));
console.log(plain.releaseBuffer().toString('hex'));
