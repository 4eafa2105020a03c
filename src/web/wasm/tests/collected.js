// Flags: --expose-gc
// Instances are freed, also those whose imports refer to them, and what they hold stays as long as they do.
'use strict';

const { externref, funcref, i32, instance } = require('./fixtures/assemble.js');

const parts = {
  types: [[[], [i32]], [[externref], [externref]]],
  imports: [['m', 'f', 'func', 0]],
  memories: [[4]],
  tables: [[funcref, 2]],
  funcs: [[0, [0x10, 0]], [1, [0x20, 0]]],
  exports: [['f', 'func', 1], ['same', 'func', 2], ['memory', 'memory', 0], ['table', 'table', 0]],
  elements: [[0, [1]]],
};

function make() {
  const made = instance(parts, { m: { f: () => made.exports.memory.buffer.byteLength } });
  made.exports.f();
  made.exports.same({ made });
  return made;
}

const refs = [];
for (let i = 0; i < 20; i++) refs.push(new WeakRef(make()));
const kept = make();
const { table } = make().exports;
const { buffer } = make().exports.memory;

setTimeout(() => {
  gc();
  setTimeout(() => {
    gc();
    console.log(refs.filter((ref) => ref.deref() !== undefined).length < 5);
    console.log(kept.exports.f(), table.get(0)(), new Uint8Array(buffer).length);
  }, 10);
}, 10);
