// Memories: limits, growth from either side, the identity of their buffers.
'use strict';

const { attempt, i32, instance } = require('./fixtures/assemble.js');

for (const call of [
  () => new WebAssembly.Memory(),
  () => WebAssembly.Memory({ initial: 1 }),
  () => new WebAssembly.Memory({}),
  () => new WebAssembly.Memory({ initial: 'x' }),
  () => new WebAssembly.Memory({ initial: -1 }),
  () => new WebAssembly.Memory({ initial: 2 ** 33 }),
  () => new WebAssembly.Memory({ initial: 1n }),
  () => new WebAssembly.Memory({ initial: 70000 }),
  () => new WebAssembly.Memory({ initial: 10, maximum: 5 }),
  () => new WebAssembly.Memory({ initial: 1, maximum: 70000 }),
  () => new WebAssembly.Memory({ initial: 1, shared: true }),
  () => new WebAssembly.Memory({ initial: '2' }).buffer.byteLength,
  () => new WebAssembly.Memory({ initial: 1, maximum: 2 }).grow(2),
  () => new WebAssembly.Memory({ initial: 1, maximum: 2 }).grow(1),
  () => new WebAssembly.Memory({ initial: 1 }).grow(),
  () => new WebAssembly.Memory({ initial: 1 }).grow(-1),
  () => WebAssembly.Memory.prototype.grow.call({}, 1),
  () => WebAssembly.Memory.prototype.buffer,
]) attempt(String(call).slice(6), call);

const memory = new WebAssembly.Memory({ initial: 1, maximum: 10 });
const first = memory.buffer;
const bytes = new Uint8Array(first);
bytes[7] = 42;
console.log(first === memory.buffer, first instanceof ArrayBuffer, first.byteLength, first.resizable, Object.isFrozen(first));
console.log(memory.grow(2), first === memory.buffer, first.byteLength, first.detached, bytes.length);
console.log(memory.buffer.byteLength, new Uint8Array(memory.buffer)[7]);
const second = memory.buffer;
console.log(memory.grow(0), second === memory.buffer, second.detached);

attempt('transfer', () => memory.buffer.transfer());
attempt('clone', () => structuredClone(memory.buffer).byteLength);
for (const transfer of [() => structuredClone(memory.buffer, { transfer: [memory.buffer] }),
                        () => new MessageChannel().port1.postMessage(memory.buffer, [memory.buffer])]) {
  try { transfer(); } catch (error) { console.log(error.name, error.code, error.message); }
}
try { structuredClone(memory); } catch (error) { console.log(error.name, error.code); }
console.log(memory.buffer.byteLength);

// From within: load, store, size, grow.
const own = instance({
  types: [[[i32], [i32]], [[i32, i32], []], [[], [i32]]],
  memories: [[1, 3]],
  funcs: [
    [0, [0x20, 0, 0x28, 2, 0]],
    [1, [0x20, 0, 0x20, 1, 0x36, 2, 0]],
    [2, [0x3f, 0]],
    [0, [0x20, 0, 0x40, 0]],
  ],
  exports: [['load', 'func', 0], ['store', 'func', 1], ['size', 'func', 2], ['grow', 'func', 3], ['memory', 'memory', 0]],
  data: [[8, [1, 2, 3, 4]], [65532, [9, 9, 9, 9]]],
}).exports;
console.log(own.load(8).toString(16), own.load(65532).toString(16), own.size());
const view = new DataView(own.memory.buffer);
own.store(16, -2);
console.log(view.getInt32(16, true), own.memory === own.memory);
view.setInt32(20, 77, true);
console.log(own.load(20), own.grow(1), own.size(), own.memory.buffer.byteLength);
attempt('the old view', () => view.getInt32(16, true));
console.log(new DataView(own.memory.buffer).getInt32(16, true), own.load(20), own.load(65536));
console.log(own.grow(5), own.size(), own.grow(1), own.grow(1));
attempt('beyond', () => own.load(3 * 65536 - 3));
attempt('far beyond', () => own.load(-1));
attempt('grown', () => own.memory.grow(1));

// Imported, by two instances.
const shared = new WebAssembly.Memory({ initial: 1 });
const heap = new Int32Array(shared.buffer);
heap[3] = 5;
const parts = {
  types: [[[i32], [i32]], [[], [i32]]],
  imports: [['env', 'memory', 'memory', 1]],
  funcs: [[0, [0x20, 0, 0x28, 2, 0]], [1, [0x41, 1, 0x40, 0]]],
  exports: [['load', 'func', 0], ['grow', 'func', 1], ['again', 'memory', 0]],
};
const one = instance(parts, { env: { memory: shared } }).exports;
const other = instance(parts, { env: { memory: shared } }).exports;
console.log(one.load(12), other.load(12), one.again === shared, other.again === shared);
console.log(one.grow(), heap.length, shared.buffer.byteLength, other.load(12), other.load(65536));
// A view of what a grown memory has since become.
console.log(new Int32Array(shared.buffer)[3], other.grow(), shared.buffer.byteLength);
