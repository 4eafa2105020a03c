// Signals as events of `process`: a signal is watched while it has a listener.
'use strict';

const { os: { signals } } = internalBinding('constants');
const { watch, unwatch } = internalBinding('process_signals');
const { ErrnoException } = require('internal/errors');

const watched = new Map();

function isSignal(event) {
  return typeof event === 'string' && signals[event] !== undefined;
}

function setup() {
  process.on('newListener', (event) => {
    if (!isSignal(event) || watched.has(event)) return;
    const number = signals[event];
    const errno = watch(number, () => process.emit(event, event, number));
    if (errno) throw new ErrnoException(errno, 'uv_signal_start');
    watched.set(event, number);
  });
  process.on('removeListener', (event) => {
    if (!watched.has(event) || process.listenerCount(event) > 0) return;
    unwatch(watched.get(event));
    watched.delete(event);
  });
}

module.exports = { setup };
