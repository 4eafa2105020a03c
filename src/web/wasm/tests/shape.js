// What the global and its classes look like, and what they say of arguments.
'use strict';

const { assemble, attempt, i32 } = require('./fixtures/assemble.js');

const known = ['compile', 'validate', 'instantiate', 'Module', 'Instance', 'Table', 'Memory', 'Global', 'CompileError',
               'LinkError', 'RuntimeError', 'compileStreaming', 'instantiateStreaming'];
console.log(typeof WebAssembly, String(WebAssembly), known.every((name) => name in WebAssembly));
const { enumerable, writable, configurable } = Object.getOwnPropertyDescriptor(globalThis, 'WebAssembly');
console.log(enumerable, writable, configurable);
console.log(Object.getOwnPropertyNames(WebAssembly).filter((name) => known.includes(name)).join());
for (const name of known) {
  const value = WebAssembly[name];
  console.log(name, value, value.length, value.name, Object.getOwnPropertyDescriptor(WebAssembly, name).enumerable);
  if (!('prototype' in value)) continue;
  for (const key of Reflect.ownKeys(value.prototype)) {
    const of = Object.getOwnPropertyDescriptor(value.prototype, key);
    console.log('  ', String(key), of.get?.name, of.set?.name, of.value?.length, of.enumerable, of.configurable);
  }
}

const header = [...assemble({})];
const empty = new WebAssembly.Module(assemble({}));
console.log(empty, new WebAssembly.Instance(empty), new WebAssembly.Memory({ initial: 0 }));
console.log(WebAssembly.Module.exports(empty), WebAssembly.Module.imports(empty), Object.keys(WebAssembly.Module));
class Mine extends WebAssembly.Module { get mine() { return true; } }
const mine = new Mine(assemble({}));
console.log(mine.mine, mine instanceof WebAssembly.Module, new WebAssembly.Instance(mine).exports);
console.log(structuredClone(empty) instanceof WebAssembly.Module);

for (const call of [
  () => new WebAssembly.Module(),
  () => WebAssembly.Module(),
  () => new WebAssembly.Module('x'),
  () => new WebAssembly.Module(new Uint8Array(0)),
  () => new WebAssembly.Module(new Uint8Array(3)),
  () => new WebAssembly.Module(new Uint8Array(8)),
  () => new WebAssembly.Module(new Uint8Array([...header.slice(0, 6)])),
  () => new WebAssembly.Module(new Uint8Array([...header.slice(0, 4), 2, 0, 0, 0])),
  () => new WebAssembly.Module(new DataView(assemble({}).buffer)),
  () => WebAssembly.Module.exports({}),
  () => WebAssembly.Module.imports(),
  () => WebAssembly.Module.customSections(empty),
  () => WebAssembly.Module.customSections({}, 'x'),
  () => WebAssembly.validate(),
  () => WebAssembly.validate(new Uint8Array(8)),
  () => WebAssembly.validate(assemble({})),
  () => WebAssembly.validate(assemble({}).buffer),
  () => WebAssembly.validate(assemble({ types: [[[], [i32]]], funcs: [[0, []]] })),
  () => new WebAssembly.Instance(),
  () => WebAssembly.Instance(empty),
  () => new WebAssembly.Instance(empty, 3),
  () => WebAssembly.Instance.prototype.exports,
  () => new WebAssembly.CompileError('x', { cause: 1 }).cause,
  () => String(WebAssembly.LinkError('x')),
  () => Object.prototype.toString.call(new WebAssembly.RuntimeError()),
  () => new WebAssembly.RuntimeError('y').stack.split('\n')[0],
  () => Object.getPrototypeOf(WebAssembly.RuntimeError) === Error,
]) attempt(String(call).slice(6), call);

try {
  new WebAssembly.Module(assemble({ types: [[[], [i32]]], funcs: [[0, []]] }));
} catch (error) {
  console.log(error instanceof WebAssembly.CompileError, error.message.startsWith('WebAssembly.Module(): '));
}
const named = new WebAssembly.Module(assemble({ custom: [['a', [1, 2]], ['b', [3]], ['a', []]] }));
console.log(WebAssembly.Module.customSections(named, 'a'), WebAssembly.Module.customSections(named, 'c'));
