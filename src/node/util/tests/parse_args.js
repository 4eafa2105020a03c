// parseArgs.
'use strict';
const { parseArgs } = require('util');

const options = { foo: { type: 'boolean', short: 'f' }, bar: { type: 'string', short: 'b' }, many: { type: 'string',
  multiple: true, short: 'm' }, flags: { type: 'boolean', multiple: true, short: 'v' },
  dflt: { type: 'string', default: 'd' }, list: { type: 'string', multiple: true, default: ['x'] },
  'no-neg': { type: 'boolean' } };
const lines = ['', '-f', '--foo', '-b x', '-bx', '--bar=x', '--bar x', '-fb x', '-fbx', '-m 1 -m 2 --many=3', '-vvv',
  '--no-foo', '--no-no-neg', '--unknown', '-u', 'pos', '-f -- -b --foo', '--bar', '--bar --foo', '-b -x', '--bar=-x',
  '--foo=1', '--no-bar', '--list a --list b', '--dflt=', '- -', '--', '-f=1', '--=x', '--__proto__=1', '--__proto__',
  '-b= x', '-fvb'];
const attempt = (config) => {
  try {
    return JSON.stringify(parseArgs(config));
  } catch (error) {
    return `${error.code} ${error.message}`;
  }
};
for (const line of lines) {
  const args = line === '' ? [] : line.split(' ');
  for (const config of [{}, { strict: false }, { allowPositionals: true }, { tokens: true, allowNegative: true,
    allowPositionals: true }, { tokens: true, strict: false, allowNegative: true }]) {
    console.log(line, JSON.stringify(config), attempt({ args, options, ...config }));
  }
}
for (const config of [5, { args: 5 }, { args: [], strict: 5 }, { args: [], options: 5 }, { args: [],
  options: { a: 5 } }, { args: [], options: { a: {} } }, { args: [], options: { a: { type: 'number' } } },
  { args: [], options: { a: { type: 'string', short: 'ab' } } }, { args: [], options: { a: { type: 'string',
  short: '' } } }, { args: [], options: { a: { type: 'string', short: 5 } } }, { args: [],
  options: { a: { type: 'string', multiple: 5 } } },
  { args: [], options: { a: { type: 'string', default: 5 } } }, { args: [], options: { a: { type: 'boolean',
  default: 'x' } } }, { args: [], options: { a: { type: 'string', multiple: true, default: 'x' } } }, { args: [],
  allowPositionals: 1 },
  { args: [], tokens: 1 }, { args: [], allowNegative: 1 }, { args: [], options: { a: { type: 'string', multiple: true,
  default: [5] } } }, { args: [], options: { a: { type: 'boolean', multiple: true, default: [5] } } }]) {
  console.log(JSON.stringify(config), attempt(config));
}
process.argv = ['node', 'script', '-f', 'x'];
console.log(attempt({ options, allowPositionals: true }), parseArgs.name, parseArgs.length,
  Object.getPrototypeOf(parseArgs({ args: [] }).values));
