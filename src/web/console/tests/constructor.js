// The Console class.
'use strict';
const { Writable } = require('stream');
const { Console } = require('console');

const collect = () => {
  const stream = new Writable({ write(chunk, encoding, callback) { stream.text += chunk; callback(); } });
  stream.text = '';
  return stream;
};
const out = collect();
const err = collect();
const both = Console(out, err);
both.log('to out', { a: 1 });
both.error('to err');
both.warn('warning %s', 1);
both.trace;
console.log(JSON.stringify([out.text, err.text]), both instanceof Console, console instanceof Console,
  {} instanceof Console, Console.name, Console.length);
const single = new Console(out);
single.error('error goes where log goes');
console.log(JSON.stringify(out.text.slice(-30)));
const colored = new Console({ stdout: out, colorMode: true });
colored.log([1, 'a', null], 'text %s %o', 5, 6);
const deep = new Console({ stdout: out, inspectOptions: { depth: 0, colors: true } });
deep.log({ a: { b: 1 } });
const mapped = new Console({ stdout: out, stderr: err, inspectOptions: new Map([[out, { compact: false }], [err,
  { depth: 0 }]]) });
mapped.log({ a: [1] });
mapped.error({ a: [1] });
console.log(JSON.stringify(out.text.slice(-160)), JSON.stringify(err.text.slice(-30)));
console.log(Object.keys(Console.prototype).join(), Object.keys(single).join(), Object.keys(console).join());
console.log(single.log.name, Console.prototype.log.name, Console.prototype.dirxml.name, console.dirxml.name,
  single.dirxml.name);
console.log(Object.prototype.toString.call(console), Object.prototype.toString.call(single), console,
  require('console') === console, require('node:console') === console);
class Loud extends Console {
  log(...args) { super.log('LOUD', ...args); }
  shout() { this.log('shouted'); }
}
const loud = new Loud(out);
loud.log('x');
loud.shout();
loud.count();
loud.table([1]);
console.log(out.text.split('\n').slice(-9).join('\n'));
for (const args of [[], [null], [{}], [{ stdout: {} }], [{ stdout: out, stderr: 5 }], [out, {}], [{ stdout: out,
  colorMode: 'x' }], [{ stdout: out, groupIndentation: -1 }], [{ stdout: out, groupIndentation: 1001 }],
  [{ stdout: out, groupIndentation: 'a' }], [{ stdout: out, inspectOptions: null }], [{ stdout: out,
  inspectOptions: 5 }], [{ stdout: out, inspectOptions: { colors: true }, colorMode: true }], [{ stdout: out,
  colorMode: null }]]) {
  try {
    new Console(...args);
    console.log('accepted');
  } catch (error) {
    console.log(error.code, error.message);
  }
}
console.log(Object.getPrototypeOf(Object.getPrototypeOf(console)) === Object.prototype,
  Object.keys(Object.getPrototypeOf(console)), typeof console._stdout, Object.getOwnPropertyDescriptor(console,
  '_stdout').enumerable);
