// Tables, globals, and instances that import from each other.
'use strict';

const { assemble, attempt, externref, f32, funcref, i32, i64, instance, v128 } = require('./fixtures/assemble.js');

const get = (index) => [0x20, index];
const constant = { types: [[[], [i32]]], funcs: [[0, [0x41, 7]]], exports: [['f', 'func', 0]] };
const seven = instance(constant).exports.f;

for (const call of [
  () => new WebAssembly.Table(),
  () => new WebAssembly.Table({}),
  () => new WebAssembly.Table({ element: 'foo', initial: 1 }),
  () => new WebAssembly.Table({ element: 'anyfunc' }),
  () => new WebAssembly.Table({ element: 'anyfunc', initial: 2, maximum: 1 }),
  () => new WebAssembly.Table({ element: 'anyfunc', initial: 2e9 }),
  () => new WebAssembly.Table({ element: 'anyfunc', initial: 2 }, () => {}),
  () => new WebAssembly.Table({ element: 'externref', initial: 2 }, 'x').get(1),
  () => new WebAssembly.Table({ element: 'externref', initial: 2 }).get(1),
  () => new WebAssembly.Table({ element: 'anyfunc', initial: 2 }, seven).get(1) === seven,
  () => WebAssembly.Table.prototype.length,
  () => new WebAssembly.Global(),
  () => new WebAssembly.Global({}),
  () => new WebAssembly.Global({ value: 'x' }),
  () => new WebAssembly.Global({ value: 'i64' }, 1),
  () => new WebAssembly.Global({ value: 'i64' }).value,
  () => new WebAssembly.Global({ value: 'i64' }, 2n ** 63n).value,
  () => new WebAssembly.Global({ value: 'i32' }, 1n),
  () => new WebAssembly.Global({ value: 'i32' }, 2 ** 31).value,
  () => { new WebAssembly.Global({ value: 'i32' }, 1).value = 2; },
  () => new WebAssembly.Global({ value: 'v128' }),
  () => new WebAssembly.Global({ value: 'anyfunc' }, () => {}),
  () => new WebAssembly.Global({ value: 'anyfunc' }).value,
  () => new WebAssembly.Global({ value: 'anyfunc' }, seven).value === seven,
  () => new WebAssembly.Global({ value: 'externref' }).value,
  () => new WebAssembly.Global({ value: 'externref' }, 4).value,
  () => new WebAssembly.Global({ value: 'f32', mutable: true }, 1.1).valueOf(),
  () => WebAssembly.Global.prototype.value,
]) attempt(String(call).slice(6), call);

const table = new WebAssembly.Table({ element: 'anyfunc', initial: 2, maximum: 6 });
for (const call of [
  () => table.length, () => table.get(0), () => table.get(5), () => table.get(), () => table.set(0, () => {}),
  () => table.set(9, null), () => table.set(), () => table.set(0), () => table.set(1, seven), () => table.get(1) === seven,
  () => table.grow(1), () => table.grow(1, seven), () => table.get(3) === seven, () => table.grow(9), () => table.grow(),
  () => table.grow(1e10), () => table.length,
]) attempt(String(call).slice(6), call);

// An instance that calls through the table, fills it, and exports it.
const caller = instance({
  types: [[[], [i32]], [[i32], [i32]], [[i32], []], [[i32], [funcref]]],
  imports: [['m', 'table', 'table', funcref, 1], ['m', 'start', 'global', i32, false], ['m', 'count', 'global', i32, true]],
  funcs: [
    [1, [...get(0), 0x11, 0, 0]],
    [0, [0x23, 1, 0x41, 1, 0x6a, 0x24, 1, 0x23, 0]],
    [3, [...get(0), 0x25, 0]],
  ],
  exports: [['call', 'func', 0], ['count', 'func', 1], ['table', 'table', 0], ['global', 'global', 1], ['at', 'func', 2]],
  elements: [[0, [1]]],
}, { m: { table, start: 30, count: globalThis.count = new WebAssembly.Global({ value: 'i32', mutable: true }, 5) } }).exports;
console.log(caller.table === table, caller.global === count, caller.call(1), caller.call(0), count.value, caller.count(), count.value);
count.value = 100;
console.log(caller.count(), count.value, table.get(0) === caller.count, caller.at(0) === caller.count, caller.at(1) === seven);
console.log(caller.at(2), table.get(2), table.grow(1, caller.count), table.get(4) === caller.count);
table.set(2, caller.count);
console.log(caller.call(2), table.length);
attempt('null', () => { table.set(2, null); return caller.call(2); });

// A function of one instance is the same in another.
const passing = instance({
  types: [[[], [i32]]], imports: [['m', 'f', 'func', 0]], funcs: [[0, [0x10, 0]]], exports: [['f', 'func', 0], ['g', 'func', 1]],
}, { m: { f: seven } }).exports;
console.log(passing.f === seven, passing.g(), passing.g === seven);

// Side modules share all there is of a main one.
const main = instance({
  types: [[[i32], [i32]]],
  tables: [[funcref, 2]], memories: [[1]], globals: [[i32, true, [0x41, 1]], [i64, false, [0x42, 9]], [externref, true, [0xd0, externref]]],
  funcs: [[0, [...get(0), 0x41, 2, 0x6c]]],
  exports: [['table', 'table', 0], ['memory', 'memory', 0], ['g', 'global', 0], ['big', 'global', 1], ['ref', 'global', 2], ['double', 'func', 0]],
}).exports;
const side = instance({
  types: [[[i32], [i32]], [[], []]],
  imports: [['e', 'table', 'table', funcref, 2], ['e', 'memory', 'memory', 1], ['e', 'g', 'global', i32, true], ['e', 'double', 'func', 0]],
  funcs: [[0, [...get(0), 0x10, 0, 0x10, 0]], [1, [0x41, 0, 0x41, 5, 0x36, 2, 0, 0x41, 50, 0x24, 0]]],
  exports: [['quadruple', 'func', 1], ['run', 'func', 2]],
  elements: [[1, [1]]],
}, { e: main }).exports;
side.run();
console.log(side.quadruple(5), new Int32Array(main.memory.buffer)[0], main.g.value, main.big.value, main.table.get(1) === side.quadruple);
const object = {};
main.ref.value = object;
console.log(main.ref.value === object);
main.ref.value = undefined;
console.log(main.ref.value);
main.ref.value = null;
console.log(main.ref.value);

// A start function, which calls out and traps.
const starting = (code) => ({ types: [[[], []]], imports: [['m', 'f', 'func', 0]], funcs: [[0, code]], start: 1, exports: [['x', 'func', 1]] });
const loud = instance(starting([0x10, 0]), { m: { f: () => console.log('started') } });
console.log(Object.keys(loud.exports), WebAssembly.Module.exports(new WebAssembly.Module(assemble(starting([])))));
attempt('a start function that throws', () => instance(starting([0x10, 0]), { m: { f: () => { throw new RangeError('mine'); } } }));
attempt('a start function that traps', () => instance(starting([0]), { m: { f() {} } }));
console.log(instance({ types: [[[], []]], imports: [['m', 'f', 'func', 0]], start: 0 }, { m: { f: () => console.log('import started') } }).exports);

// What does not fit.
const importing = (...parts) => new WebAssembly.Module(assemble({ types: [[[], []]], imports: [['a', 'b', ...parts]] }));
const link = (module, b) => attempt('link', () => new WebAssembly.Instance(module, { a: { b } }));
const func = importing('func', 0);
attempt('nothing', () => new WebAssembly.Instance(func));
attempt('no module', () => new WebAssembly.Instance(func, {}));
attempt('null', () => new WebAssembly.Instance(func, null));
link(func); link(func, 3); link(func, seven); link(func, () => {});
link(importing('memory', 2), 3);
link(importing('memory', 2), new WebAssembly.Memory({ initial: 1 }));
link(importing('memory', 2, 3), new WebAssembly.Memory({ initial: 2, maximum: 9 }));
link(importing('memory', 2, 3), new WebAssembly.Memory({ initial: 2, maximum: 3 }));
link(importing('table', funcref, 2), 3);
link(importing('table', funcref, 2), new WebAssembly.Table({ initial: 1, element: 'anyfunc' }));
link(importing('table', funcref, 2), new WebAssembly.Table({ initial: 2, element: 'externref' }));
link(importing('global', i32, false), 'x');
link(importing('global', i32, false), 3);
link(importing('global', i64, false), 3);
link(importing('global', i32, false), 3n);
link(importing('global', i32, true), 3);
link(importing('global', i32, true), new WebAssembly.Global({ value: 'i32' }, 3));
link(importing('global', i32, true), new WebAssembly.Global({ value: 'f32', mutable: true }, 3));
link(importing('global', f32, true), new WebAssembly.Global({ value: 'f32', mutable: true }, 3));
link(importing('global', funcref, false), () => {});
link(importing('global', v128, false), 3);
console.log(WebAssembly.Module.imports(importing('global', i32, true)), WebAssembly.Module.exports(new WebAssembly.Module(assemble(constant))));

// What is written beyond the end.
const bounded = importing('table', funcref, 1, 3);
link(bounded, new WebAssembly.Table({ initial: 1, element: 'anyfunc' }));
link(bounded, new WebAssembly.Table({ initial: 1, maximum: 9, element: 'anyfunc' }));
attempt('elements', () => instance({ types: [[[], []]], funcs: [[0, []]], tables: [[funcref, 1]], elements: [[1, [0]]] }));
try {
  instance({ memories: [[1]], data: [[65535, [1, 2]]] });
} catch (error) {
  console.log(error.name, error.message.includes('out of bounds'));
}
