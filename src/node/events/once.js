// events.once(): the next event as a promise.
'use strict';

const { AbortError } = require('internal/errors');
const { validateAbortSignal, validateObject } = require('internal/validators');
const { kEmptyObject } = require('internal/util');
const { addListener, removeListener } = require('internal/events/agnostic');

/** Fulfilled with the array of the event's arguments; rejected by an 'error' event and by the signal. */
async function once(emitter, name, options = kEmptyObject) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });

  const { promise, resolve, reject } = Promise.withResolvers();
  const flags = typeof emitter.on === 'function' && signal == null ? emitterFlags : targetFlags();

  const onEvent = (...args) => {
    // An EventTarget has no errors of this kind, and no removeListener().
    if (typeof emitter.removeListener === 'function') emitter.removeListener('error', onError);
    stopListeningToSignal();
    resolve(args);
  };
  const onError = (error) => {
    emitter.removeListener(name, onEvent);
    stopListeningToSignal();
    reject(error);
  };
  const onAbort = () => {
    removeListener(emitter, name, onEvent);
    removeListener(emitter, 'error', onError);
    reject(new AbortError(undefined, { cause: signal.reason }));
  };
  const stopListeningToSignal = () => {
    if (signal != null) removeListener(signal, 'abort', onAbort);
  };

  addListener(emitter, name, onEvent, flags);
  if (name !== 'error' && typeof emitter.once === 'function') emitter.once('error', onError);
  if (signal != null) addListener(signal, 'abort', onAbort, flags);
  return promise;
}

const emitterFlags = { once: true };

/** For EventTargets: a listener that another one cannot keep from being called. */
function targetFlags() {
  const { kResistStopPropagation } = require('internal/event_target');
  return { once: true, [kResistStopPropagation]: true };
}

module.exports = { once };
