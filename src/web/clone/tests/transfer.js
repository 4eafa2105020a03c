// Buffers that move.
const memory = new ArrayBuffer(4);
const view = new Uint8Array(memory, 1);
view[0] = 7;
const copy = structuredClone({ view, map: new Map([[view, memory]]), memory }, { transfer: [memory] });
console.log(memory.detached, view.length, copy.view, copy.view.byteOffset, copy.map.get(copy.view) === copy.memory, copy.view.buffer === copy.memory);
const unused = new ArrayBuffer(1);
console.log(structuredClone(1, { transfer: new Set([unused]) }), unused.detached);
const kept = new ArrayBuffer(1);
try {
  structuredClone({ kept, f() {} }, { transfer: [kept] });
} catch (error) {
  console.log(error.name, kept.detached);
}
for (const [value, options] of [[1, { transfer: [kept, kept] }], [1, { transfer: [{}] }], [1, { transfer: [1] }], [1, { transfer: 5 }], [1, 5], [1, { transfer: [memory] }], [memory], [view], [1, { transfer: [new Uint8Array(1)] }]]) {
  try {
    structuredClone(value, options);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
try {
  structuredClone();
} catch (error) {
  console.log(error.name, error.code, error.message);
}
console.log(structuredClone(1, null), structuredClone(1, {}), structuredClone(1, { transfer: undefined }));
