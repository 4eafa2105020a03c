// events.on(): the events as an async iterator.
'use strict';

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateInteger, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { addListener, removeListener } = require('internal/events/agnostic');
const { addAbortListener } = require('internal/events/abort_listener');
const { kFirstEventParam } = require('internal/events/symbols');

const kWatermarkData = Symbol.for('nodejs.watermarkData');
const AsyncIteratorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf(async function* () {}).prototype);

/**
 * Yields an array of arguments for each event. An 'error' event ends it with that error, those of
 * `options.close` just end it. With water marks the emitter is paused while too many are waiting.
 */
function on(emitter, event, options = kEmptyObject) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  const high = options.highWaterMark ?? options.highWatermark ?? Number.MAX_SAFE_INTEGER;
  validateInteger(high, 'options.highWaterMark', 1);
  const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(low, 'options.lowWaterMark', 1);

  const FixedQueue = require('internal/fixed_queue');
  const events = new FixedQueue(); // Not asked for yet.
  const requests = new FixedQueue(); // {resolve, reject} of next() calls that wait.
  const registered = [];
  let size = 0;
  let paused = false;
  let error = null;
  let finished = false;
  let abortListener = null;

  const listen = (name, listener) => {
    addListener(emitter, name, listener);
    registered.push([name, listener]);
  };

  const onEvent = (value) => {
    if (!requests.isEmpty()) {
      requests.shift().resolve({ value, done: false });
      return;
    }
    events.push(value);
    if (++size > high && !paused) {
      paused = true;
      emitter.pause();
    }
  };

  const onError = (reason) => {
    if (requests.isEmpty()) error = reason;
    else requests.shift().reject(reason);
    finish();
  };

  const finish = () => {
    abortListener?.[Symbol.dispose]();
    while (registered.length > 0) removeListener(emitter, ...registered.pop());
    finished = true;
    paused = false;
    const result = { value: undefined, done: true };
    while (!requests.isEmpty()) requests.shift().resolve(result);
    return Promise.resolve(result);
  };

  const iterator = {
    __proto__: AsyncIteratorPrototype,

    next() {
      if (size > 0) {
        const value = events.shift();
        size--;
        if (paused && size < low) {
          emitter.resume();
          paused = false;
        }
        return Promise.resolve({ value, done: false });
      }
      if (error) {
        // Once; nothing is listened to any more.
        const reason = error;
        error = null;
        return Promise.reject(reason);
      }
      if (finished) return finish();
      return new Promise((resolve, reject) => requests.push({ resolve, reject }));
    },

    return() {
      return finish();
    },

    throw(reason) {
      if (!(reason instanceof Error)) {
        throw new ERR_INVALID_ARG_TYPE('EventEmitter.AsyncIterator', 'Error', reason);
      }
      onError(reason);
    },

    [Symbol.asyncIterator]() {
      return this;
    },

    [kWatermarkData]: {
      get size() { return size; },
      get low() { return low; },
      get high() { return high; },
      get isPaused() { return paused; },
    },
  };

  listen(event, options[kFirstEventParam] ? onEvent : (...args) => onEvent(args));
  if (event !== 'error' && typeof emitter.on === 'function') listen('error', onError);
  for (const name of options.close ?? []) listen(name, finish);
  if (signal) {
    abortListener = addAbortListener(signal, () => {
      onError(new AbortError(undefined, { cause: signal.reason }));
    });
  }
  return iterator;
}

module.exports = { on };
