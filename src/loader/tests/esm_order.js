// CommonJS imported by a module runs in its place; microtasks come before ticks in a module.
import './fixtures/esm/order.mjs';
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('microtask'));
console.log('body');
