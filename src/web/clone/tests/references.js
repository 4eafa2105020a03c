// Cycles and shared references stay what they are.
const map = new Map();
map.set('self', map);
const shared = { n: 1 };
const memory = new ArrayBuffer(8);
const source = { shared, again: shared, map, list: [shared], a: new Uint8Array(memory, 1, 2), b: new Uint16Array(memory, 2), memory };
source.source = source;
const copy = structuredClone(source);
console.log(copy.source === copy, copy.shared === copy.again, copy.list[0] === copy.shared, copy.shared !== shared, copy.map.get('self') === copy.map);
console.log(copy.a.buffer === copy.b.buffer, copy.a.buffer === copy.memory, copy.memory !== memory, copy.a.byteOffset, copy.b.length);
const resizable = new ArrayBuffer(4, { maxByteLength: 8 });
const views = structuredClone({ follows: new Uint8Array(resizable), fixed: new Uint8Array(resizable, 0, 2) });
views.follows.buffer.resize(8);
console.log(views.follows.length, views.fixed.length, views.follows.buffer.maxByteLength);
