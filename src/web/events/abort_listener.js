// events.addAbortListener().
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateFunction } = require('internal/validators');

/**
 * Calls `listener` when `signal` is aborted, even if another listener stops the event; in a
 * microtask when it is already. Returns a disposable that takes the listener back.
 */
function addAbortListener(signal, listener) {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  validateFunction(listener, 'listener');

  let dispose = () => {};
  if (signal.aborted) {
    queueMicrotask(() => listener());
  } else {
    const { kResistStopPropagation } = require('internal/event_target');
    signal.addEventListener('abort', listener, { once: true, [kResistStopPropagation]: true });
    dispose = () => { signal.removeEventListener('abort', listener); };
  }
  return { __proto__: null, [Symbol.dispose]: dispose };
}

module.exports = { addAbortListener };
