// `process.finalization`: callbacks that run when the program exits, unless their object was collected before.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

function create() {
  // By event: references to objects, and the callback of each.
  const callbacks = { exit: new Map(), beforeExit: new Map() };
  const collected = new FinalizationRegistry(({ event, reference }) => forget(event, reference));
  const listeners = {
    exit: () => run('exit'),
    beforeExit: () => run('beforeExit'),
  };

  function run(event) {
    for (const { 0: reference, 1: fn } of callbacks[event]) {
      const object = reference.deref();
      if (object !== undefined) fn(object, event);
    }
    callbacks[event].clear();
  }

  function forget(event, reference) {
    callbacks[event].delete(reference);
    if (callbacks[event].size === 0) process.removeListener(event, listeners[event]);
  }

  function add(event, object, fn) {
    check(object);
    if (callbacks[event].size === 0) process.on(event, listeners[event]);
    const reference = new WeakRef(object);
    callbacks[event].set(reference, fn);
    collected.register(object, { event, reference }, object);
  }

  return {
    register(object, fn) {
      add('exit', object, fn);
    },
    registerBeforeExit(object, fn) {
      add('beforeExit', object, fn);
    },
    unregister(object) {
      collected.unregister(object);
      for (const event of Object.keys(callbacks)) {
        for (const reference of callbacks[event].keys()) {
          if (reference.deref() === object) forget(event, reference);
        }
      }
    },
  };
}

function check(object) {
  if (object === null || (typeof object !== 'object' && typeof object !== 'function')) {
    throw new ERR_INVALID_ARG_TYPE('obj', 'object', object);
  }
}

module.exports = { create };
