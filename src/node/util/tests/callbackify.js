// callbackify.
'use strict';
const { callbackify } = require('util');

const add = callbackify(async function add(a, b) { return [this?.name, a + b]; });
console.log(add.name, add.length, callbackify(async () => {}).name, callbackify(Object.assign(async function f() {},
  { extra: 1 })).extra);
add.call({ name: 'me' }, 1, 2, function (error, result) { console.log(error, result, this?.name); });
for (const reason of [null, undefined, 0, '', false, new RangeError('real'), 'text']) {
  callbackify(() => Promise.reject(reason))((error, result) => {
    console.log(typeof error === 'object' ? [error.name, error.code, error.message, error.reason] : error, result);
  });
}
callbackify(() => ({ then(resolve) { resolve('thenable'); } }))((error, result) => console.log(error, result));
for (const bad of [undefined, null, 5, {}]) {
  try {
    callbackify(bad);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
for (const args of [[], [1], [null]]) {
  try {
    add(...args);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
process.on('uncaughtException', (error) => console.log('uncaught', error.message));
callbackify(async () => {})(() => { throw new Error('from the callback'); });
