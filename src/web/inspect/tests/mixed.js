// Nested values of all kinds, made by chance, under all kinds of options.
'use strict';
const { inspect } = require('util');

let seed = 42;
const random = (limit) => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return (seed >> 7) % limit;
};
const pick = (list) => list[random(list.length)];
class Foo { constructor(value) { this.value = value; } get computed() { return 1; } }
class List extends Array {}
const seen = [];
function make(depth) {
  const kind = random(depth > 0 ? 26 : 10);
  switch (kind) {
    case 0: return random(100000) - 50000;
    case 1: return pick(['', 'a', 'text', "it's", 'a longer text with words', 'line\nbreak', 'é日本',
    'x'.repeat(random(60))]);
    case 2: return pick([undefined, null, true, false]);
    case 3: return Symbol(pick(['a', 'b c', '']));
    case 4: return BigInt(random(1000000));
    case 5: return random(1000) / 8;
    case 6: return new Date(random(1e6) * 1e5);
    case 7: return pick([/a/, /b+/gi]);
    case 8: return pick([function f() {}, () => {}, class A {}, class B extends Foo {}, async function g() {}]);
    case 9: return pick([NaN, -0, Infinity]);
    case 10: case 11: case 12: case 13: {
      const object = {};
      for (let i = random(6); i > 0; i--) object[pick(['a', 'b', 'key', 'a b', 'longerName', '1', 'constructorx',
        'x'.repeat(20)]) + (random(3) || '')] = make(depth - 1);
      if (random(4) === 0) object[Symbol('s')] = make(depth - 1);
      if (random(6) === 0) Object.defineProperty(object, 'hidden', { value: make(0), enumerable: false });
      if (random(6) === 0) Object.defineProperty(object, 'accessor', { get() { return 5; }, enumerable: true });
      seen.push(object);
      return object;
    }
    case 14: case 15: case 16: {
      const array = Array.from({ length: random(12) }, () => make(depth - 1));
      if (random(5) === 0) delete array[random(5)];
      if (random(5) === 0) array.extra = make(0);
      seen.push(array);
      return array;
    }
    case 17: return Array.from({ length: random(40) }, () => random(1000));
    case 18: return Array.from({ length: random(20) }, () => pick(['one', 'two', 'three', 'four']));
    case 19: return new Map(Array.from({ length: random(4) }, () => [make(depth - 1), make(depth - 1)]));
    case 20: return new Set(Array.from({ length: random(4) }, () => make(depth - 1)));
    case 21: return new Foo(make(depth - 1));
    case 22: return List.from([make(depth - 1)]);
    case 23: return Object.assign(Object.create(null), { a: make(depth - 1) });
    case 24: return seen.length > 0 ? pick(seen) : new Uint8Array(random(5));
    default: return Object.assign(pick([() => {}, new Date(0), /r/, Object('s'), new Map()]),
    { prop: make(depth - 1) });
  }
}
for (let i = 0; i < 400; i++) {
  seen.length = 0;
  const value = make(1 + random(5));
  if (seen.length > 1 && random(3) === 0) {
    const holder = pick(seen);
    if (!Array.isArray(holder)) holder.cycle = seen[0];
  }
  const options = {};
  if (random(2)) options.depth = pick([0, 1, 2, 4, null]);
  if (random(3) === 0) options.compact = pick([true, false, 0, 1, 2, 5]);
  if (random(3) === 0) options.breakLength = pick([20, 40, 60, 120, Infinity]);
  if (random(5) === 0) options.showHidden = true;
  if (random(6) === 0) options.colors = true;
  if (random(5) === 0) options.sorted = true;
  if (random(6) === 0) options.maxArrayLength = pick([0, 1, 5]);
  if (random(8) === 0) options.getters = true;
  if (random(8) === 0) options.maxStringLength = 5;
  console.log(i, JSON.stringify(options));
  console.log(inspect(value, options));
}
