// Comparing objects that contain themselves.
'use strict';
const { isDeepStrictEqual } = require('util');

const ring = (length, value) => {
  const nodes = Array.from({ length }, () => ({ value }));
  nodes.forEach((node, i) => {
    node.next = nodes[(i + 1) % length];
    node.previous = nodes[(i + length - 1) % length];
  });
  return nodes[0];
};
console.log(isDeepStrictEqual(ring(5, 1), ring(5, 1)), isDeepStrictEqual(ring(5, 1), ring(5, 2)));
const one = {};
one.self = one;
const two = {};
two.self = two;
console.log(isDeepStrictEqual(one, two), isDeepStrictEqual(one, { self: one }), isDeepStrictEqual({ self: one }, one),
  isDeepStrictEqual(one, { self: { self: {} } }));
const list = [1];
list.push(list);
const other = [1];
other.push(other);
console.log(isDeepStrictEqual(list, other), isDeepStrictEqual(list, [1, [1, list]]), isDeepStrictEqual(list, [2,
  list]));
const map = new Map();
map.set('self', map).set(map, 1);
const map2 = new Map();
map2.set('self', map2).set(map2, 1);
const set = new Set();
set.add(set).add({ set });
const set2 = new Set();
set2.add(set2).add({ set: set2 });
console.log(isDeepStrictEqual(map, map2), isDeepStrictEqual(set, set2));
let deep = {};
let same = {};
for (let i = 0; i < 900; i++) {
  deep = { deep };
  same = { deep: same };
}
console.log(isDeepStrictEqual(deep, same), isDeepStrictEqual(deep, { deep: same }));
