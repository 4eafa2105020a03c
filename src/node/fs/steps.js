// One algorithm for the functions that wait and for those that do not: a generator whose every `yield` is a function
// of the face of an operation (see operation.rs), such as `yield (face) => binding.unlink(path, face)`.
'use strict';

const { kUsePromises } = internalBinding('fs');

/** Runs every step inline; the generator's result. */
function runSync(steps) {
  let next = steps.next();
  while (!next.done) {
    let value;
    try {
      value = next.value(undefined);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(value);
  }
  return next.value;
}

/** Runs every step on the pool; a promise of the generator's result. */
async function runAsync(steps) {
  let next = steps.next();
  while (!next.done) {
    let value;
    try {
      value = await next.value(kUsePromises);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(value);
  }
  return next.value;
}

/** The same for a callback, which runs outside of the promise. */
function runCallback(steps, callback) {
  runAsync(steps).then(
    (value) => process.nextTick(callback, null, value),
    (error) => process.nextTick(callback, error));
}

module.exports = { runAsync, runCallback, runSync };
