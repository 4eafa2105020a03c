// promisify(): a function with a callback as one that returns a promise.
'use strict';

const custom = Symbol.for('nodejs.util.promisify.custom');

// On a function: the names of what its callback gets, when that is more than one value.
const customPromisifyArgs = Symbol('customPromisifyArgs');

function promisify(original) {
  const { validateFunction } = require('internal/validators');
  validateFunction(original, 'original');

  const replacement = original[custom];
  if (replacement) {
    validateFunction(replacement, 'util.promisify.custom');
    return markCustom(replacement);
  }

  const names = original[customPromisifyArgs];

  function fn(...args) {
    return new Promise((resolve, reject) => {
      args.push((error, ...values) => {
        if (error) reject(error);
        else if (names === undefined || values.length < 2) resolve(values[0]);
        else resolve(Object.fromEntries(names.map((name, i) => [name, values[i]])));
      });
      if (isPromise(Reflect.apply(original, this, args))) {
        process.emitWarning('Calling promisify on a function that returns a Promise is likely a mistake.',
                            'DeprecationWarning', 'DEP0174');
      }
    });
  }

  Object.setPrototypeOf(fn, Object.getPrototypeOf(original));
  markCustom(fn);
  return Object.defineProperties(fn, Object.getOwnPropertyDescriptors(original));
}

promisify.custom = custom;

const { isPromise } = internalBinding('types');

function markCustom(fn) {
  return Object.defineProperty(fn, custom, { value: fn, enumerable: false, writable: false, configurable: true });
}

module.exports = { customPromisifyArgs, kCustomPromisifyArgsSymbol: customPromisifyArgs, promisify };
