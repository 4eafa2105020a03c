// `node:timers/promises`: timers as promises and async iterators, with abort signals.
'use strict';

const { Timeout, Immediate, clear, clearImmediate, insert } = require('internal/timers');
const { getLibuvNow } = internalBinding('timers');
const { AbortError, codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const {
  validateAbortSignal,
  validateBoolean,
  validateNumber,
  validateObject,
} = require('internal/validators');
const { kEmptyObject } = require('internal/util');

const kScheduler = Symbol('kScheduler');

// Checks what all three take; throws as Node words it.
function checkedOptions(options) {
  validateObject(options, 'options');
  const { signal, ref = true } = options;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  if (ref !== undefined) validateBoolean(ref, 'options.ref');
  return { signal, ref };
}

// A promise of `value` that `begin(resolve)` settles, and that an abort rejects after calling what `begin` returned.
function abortable(signal, begin, value) {
  if (signal?.aborted) return Promise.reject(new AbortError(undefined, { cause: signal.reason }));
  let onAbort;
  const promise = new Promise((resolve, reject) => {
    const stop = begin(() => resolve(value));
    if (signal) {
      onAbort = () => {
        stop();
        reject(new AbortError(undefined, { cause: signal.reason }));
      };
      signal.addEventListener('abort', onAbort, { __proto__: null, once: true });
    }
  });
  if (onAbort === undefined) return promise;
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}

function setTimeout(after, value, options = kEmptyObject) {
  let checked;
  try {
    if (typeof after !== 'undefined') validateNumber(after, 'delay');
    checked = checkedOptions(options);
  } catch (error) {
    return Promise.reject(error);
  }
  return abortable(checked.signal, (done) => {
    const timeout = new Timeout(done, after, undefined, false, checked.ref);
    insert(timeout, timeout._idleTimeout, getLibuvNow());
    return () => clear(timeout);
  }, value);
}

function setImmediate(value, options = kEmptyObject) {
  let checked;
  try {
    checked = checkedOptions(options);
  } catch (error) {
    return Promise.reject(error);
  }
  return abortable(checked.signal, (done) => {
    const immediate = new Immediate(done);
    if (!checked.ref) immediate.unref();
    return () => clearImmediate(immediate);
  }, value);
}

async function* setInterval(after, value, options = kEmptyObject) {
  if (typeof after !== 'undefined') validateNumber(after, 'delay');
  const { signal, ref } = checkedOptions(options);
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  let onAbort;
  let notYielded = 0;
  let wake;
  const interval = new Timeout(() => {
    notYielded++;
    if (wake !== undefined) {
      wake();
      wake = undefined;
    }
  }, after, undefined, true, ref);
  insert(interval, interval._idleTimeout, getLibuvNow());
  try {
    if (signal) {
      onAbort = () => {
        clear(interval);
        if (wake !== undefined) {
          wake(Promise.reject(new AbortError(undefined, { cause: signal.reason })));
          wake = undefined;
        }
      };
      signal.addEventListener('abort', onAbort, { __proto__: null, once: true });
    }
    while (!signal?.aborted) {
      if (notYielded === 0) await new Promise((resolve) => { wake = resolve; });
      for (; notYielded > 0; notYielded--) yield value;
    }
    throw new AbortError(undefined, { cause: signal?.reason });
  } finally {
    clear(interval);
    signal?.removeEventListener('abort', onAbort);
  }
}

// The draft Scheduling API, as far as Node has it.
class Scheduler {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  yield() {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setImmediate();
  }

  wait(delay, options) {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setTimeout(delay, undefined, options);
  }
}

const scheduler = Object.create(Scheduler.prototype);
scheduler[kScheduler] = true;

module.exports = { setTimeout, setImmediate, setInterval, scheduler };
