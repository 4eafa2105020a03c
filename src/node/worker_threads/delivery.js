// How a message that has arrived reaches the listeners of an EventEmitter.
'use strict';

const { prototype: { emit } } = require('events');
const { kCapture } = require('internal/events/symbols');

/** `emitter.emit('message', message)`, without a list for the arguments where there is one listener. */
function deliver(emitter, message) {
  if (emitter.emit === emit) {
    const listener = emitter._events?.message;
    if (typeof listener === 'function' && !emitter[kCapture]) {
      listener.call(emitter, message);
      return;
    }
  }
  emitter.emit('message', message);
}

module.exports = { deliver };
