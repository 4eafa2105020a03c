// Stacks that repeat themselves, and stacks in colour.
'use strict';
const { inspect } = require('util');

function show(lines, options) {
  const error = new Error('shown');
  error.stack = ['Error: shown', ...lines.map((line) => `    at ${line}`)].join('\n');
  console.log(inspect(error, options));
}
const f = (n) => `f${n} (file.js:${n}:1)`;
show(Array.from({ length: 30 }, () => f(1)));
show([f(0), ...Array.from({ length: 20 }, (_, i) => f(1 + (i % 2))), f(9)]);
show([f(0), ...Array.from({ length: 21 }, (_, i) => f(1 + (i % 3))), f(9), f(1), f(2)]);
show([...Array.from({ length: 8 }, () => f(1)), ...Array.from({ length: 8 }, () => f(2)), f(3), f(4)]);
show([f(1), f(2), f(1), f(2), f(3), f(1), f(2), f(1), f(2), f(3), f(4), f(5), f(1), f(2)]);
show([f(1), f(1), f(2), f(1), f(1), f(2), f(1), f(1), f(2), f(7), f(8), f(9)]);
show([f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8), f(9), f(10), f(11)]);
show([f(1), f(1), f(1), f(1), f(1)]);
let seed = 3;
const random = (limit) => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return (seed >> 8) % limit;
};
for (let i = 0; i < 40; i++) {
  const kinds = 1 + random(4);
  show(Array.from({ length: 11 + random(20) }, () => f(random(kinds))));
}

const paths = [
  'Object.<anonymous> (/a/node_modules/pkg/index.js:1:2)', '/a/node_modules/@scope/pkg/lib/x.js:1:2',
  'x (/a/node_modules/one/node_modules/two/y.js:3:4)',
  'internal (node:fs:1:2)', 'node:internal/modules/cjs/loader:10:20', 'fake (node:internal/no/such:1:2)',
  'node:nothing:1:2', 'z (C:\\a\\node_modules\\win\\x.js:1:1)',
  'n (/a/node_modules_x/pkg/x.js:1:1)', 'm (/a/xnode_modules/pkg/x.js:1:1)', '/a/node_modules/last',
  'async w (file:///a/node_modules/esm/i.mjs:1:1)', 'new P (/a/node_modules/@s/p)',
];
show(paths, { colors: true });
show(paths);
const cwd = process.cwd();
const error = new Error('here');
error.stack = `Error: here\n    at f (${cwd}/file.js:1:1)\n    at ${cwd}/file.js:1:1\n` +
  `    at g (file://${cwd}/file.js:1:1)\n    at ${cwd}/node_modules/pkg/x.js:1:1\n    at h (${cwd})`;
console.log(JSON.stringify(inspect(error, { colors: true }).replaceAll(cwd, '<cwd>')));
