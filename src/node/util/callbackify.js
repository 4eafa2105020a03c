// util.callbackify: a function that returns a promise, turned into one that calls back.
'use strict';

const { codes: { ERR_FALSY_VALUE_REJECTION } } = require('internal/errors');
const { validateFunction } = require('internal/validators');

function callbackify(original) {
  validateFunction(original, 'original');

  function callbackified(...args) {
    const last = args.pop();
    validateFunction(last, 'last argument');
    const callback = last.bind(this);
    // On the next tick, outside the promise: what the callback throws is an uncaught exception.
    Reflect.apply(original, this, args).then(
      (result) => process.nextTick(callback, null, result),
      (reason) => process.nextTick(reject, reason, callback),
    );
  }

  const descriptors = Object.getOwnPropertyDescriptors(original);
  // Both may have been replaced by something else.
  if (typeof descriptors.length.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name.value === 'string') descriptors.name.value += 'Callbackified';
  for (const key of Reflect.ownKeys(descriptors)) Object.setPrototypeOf(descriptors[key], null);
  return Object.defineProperties(callbackified, descriptors);
}

// To a callback no reason means no error, so that a rejection without one is wrapped.
function reject(reason, callback) {
  if (!reason) {
    reason = new ERR_FALSY_VALUE_REJECTION.HideStackFramesError(reason);
    Error.captureStackTrace(reason, reject);
  }
  return callback(reason);
}

module.exports = { callbackify };
