// Long lists in columns: numbers, texts, mixtures, of all lengths and widths.
'use strict';
const { inspect } = require('util');

let seed = 7;
const random = (limit) => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed % limit;
};
const makers = [
  () => random(10), () => random(1000000), () => -random(100), () => random(1000) / 7, () => BigInt(random(100000)),
  () => 'x'.repeat(random(8)), () => 'word'.repeat(random(5)), () => 'é日😀'[random(3)].repeat(random(9)),
  () => ({ a: random(3) }),
  () => [random(5)], () => undefined, () => (random(2) ? random(100) : 'text'), () => Symbol('s'.repeat(random(6))),
  () => true,
];
for (const make of makers) {
  for (const length of [6, 7, 8, 16, 27, 60, 101, 120]) console.log(inspect(Array.from({ length }, make)));
}
for (let i = 0; i < 60; i++) {
  const make = makers[random(makers.length)];
  const list = Array.from({ length: 5 + random(60) }, make);
  const options = { breakLength: [20, 40, 80, 120, 200][random(5)], compact: [0, 1, 2, 3, 4, 6, true, false][random(8)],
    colors: random(3) === 0, maxArrayLength: [5, 20, 100][random(3)] };
  console.log(JSON.stringify(options));
  console.log(inspect(list, options));
  console.log(inspect({ deep: { list: [list] } }, { ...options, depth: 5 }));
}
console.log(Object.assign([1, 2, 3, 4, 5, 6, 7, 8], { extra: 'property' }), [[1, 2, 3, 4, 5, 6, 7], ['a', 'b', 'c',
  'd', 'e', 'f', 'g', 'h']]);
