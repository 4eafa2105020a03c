// The asynchronous functions: what they give, in which order, and responses.
'use strict';

const { assemble, i32 } = require('./fixtures/assemble.js');

const bytes = assemble({ types: [[[], [i32]]], funcs: [[0, [0x41, 7]]], exports: [['f', 'func', 0]] });
const importing = new WebAssembly.Module(assemble({ types: [[[], []]], imports: [['a', 'b', 'func', 0]] }));
const wasm = { 'content-type': 'application/wasm' };

async function tell(label, promise) {
  try {
    const value = await promise;
    console.log(label, value);
  } catch (error) {
    console.log(label, error.name, error.message, error.code);
  }
}

async function main() {
  await tell('nothing', WebAssembly.instantiate());
  await tell('a number', WebAssembly.compile(5));
  await tell('too short', WebAssembly.compile(new Uint8Array(3)));
  await tell('no header', WebAssembly.instantiate(new Uint8Array(12)));
  await tell('no imports', WebAssembly.instantiate(importing));
  await tell('no import', WebAssembly.instantiate(importing, { a: {} }));
  await tell('bad imports', WebAssembly.instantiate(importing, 3));
  await tell('bad imports of bytes', WebAssembly.instantiate(bytes, 3));
  await tell('compiled', WebAssembly.compile(bytes));
  await tell('instantiated', WebAssembly.instantiate(bytes));
  await tell('of a module', WebAssembly.instantiate(new WebAssembly.Module(bytes)));
  const { instance, module } = await WebAssembly.instantiate(bytes.buffer);
  console.log(instance.exports.f(), WebAssembly.Module.exports(module));

  await tell('streamed', WebAssembly.compileStreaming(new Response(bytes, { headers: wasm })));
  await tell('streamed later', WebAssembly.instantiateStreaming(Promise.resolve(new Response(bytes, { headers: wasm }))));
  await tell('no type', WebAssembly.compileStreaming(new Response(bytes)));
  await tell('another type', WebAssembly.compileStreaming(new Response(bytes, { headers: { 'content-type': 'text/plain' } })));
  await tell('not found', WebAssembly.compileStreaming(new Response(bytes, { status: 404, headers: wasm })));
  await tell('no response', WebAssembly.compileStreaming(3));
  await tell('no module', WebAssembly.compileStreaming(new Response('x', { headers: wasm })));
  const used = new Response(bytes, { headers: wasm });
  await used.arrayBuffer();
  await tell('used', WebAssembly.compileStreaming(used));
  await tell('rejected', WebAssembly.instantiateStreaming(Promise.reject(new Error('mine'))));

  // Argument errors and modules come in the microtasks of this turn, what is compiled in a later one.
  const order = [];
  await Promise.all([
    WebAssembly.compile(bytes).then(() => order.push('compiled')),
    WebAssembly.instantiate(new WebAssembly.Module(bytes)).then(() => order.push('instantiated')),
    WebAssembly.compile(5).catch(() => order.push('refused')),
    new Promise((resolve) => process.nextTick(() => { order.push('tick'); resolve(); })),
  ]);
  console.log(order.indexOf('compiled') === 3, order.length);

  // What happens to the bytes afterwards does not matter.
  const mine = bytes.slice();
  const compiling = WebAssembly.compile(mine);
  mine.fill(0);
  console.log(await compiling);
}

main();
