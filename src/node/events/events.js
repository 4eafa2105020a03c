// node:events. The functions that work on emitters and EventTargets alike are in agnostic.js, once.js
// and on.js.
'use strict';

const { validateBoolean, validateFunction, validateNumber } = require('internal/validators');
const { defineLazyData, spliceOne } = require('internal/util');
const {
  defaults,
  kCapture,
  kEmitting,
  originals,
  kMaxEventTargetListeners,
  kMaxEventTargetListenersWarned,
} = require('internal/events/symbols');

const kRejection = Symbol.for('nodejs.rejection');
const kErrorMonitor = Symbol('events.errorMonitor');
const kShapeMode = Symbol('shapeMode');

// `_events` maps a type to its listener or, when there are several, to an array of them, whose
// kEmitting counts the emits under way that walk it: while that is not 0, a change makes a new array.
function EventEmitter(options) {
  EventEmitter.init.call(this, options);
}

module.exports = EventEmitter;
defineLazyData(EventEmitter, 'internal/events/abort_listener', ['addAbortListener']);
defineLazyData(EventEmitter, 'internal/events/once', ['once']);
defineLazyData(EventEmitter, 'internal/events/on', ['on']);
defineLazyData(EventEmitter, 'internal/events/agnostic', ['getEventListeners', 'getMaxListeners', 'listenerCount']);
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = kRejection;

Object.defineProperty(EventEmitter, 'captureRejections', {
  get() { return EventEmitter.prototype[kCapture]; },
  set(value) {
    validateBoolean(value, 'EventEmitter.captureRejections');
    EventEmitter.prototype[kCapture] = value;
  },
  enumerable: true,
});

// Loads async_hooks, which most programs do not need.
Object.defineProperty(EventEmitter, 'EventEmitterAsyncResource', {
  get() { return require('internal/events/async_resource').EventEmitterAsyncResource; },
  set: undefined,
  enumerable: true,
  configurable: true,
});

EventEmitter.errorMonitor = kErrorMonitor;

const { prototype } = EventEmitter;
Object.defineProperty(prototype, kCapture, { value: false, writable: true, enumerable: false });
prototype._events = undefined;
prototype._eventsCount = 0;
prototype._maxListeners = undefined;

Object.defineProperties(EventEmitter, {
  defaultMaxListeners: {
    get() { return defaults.maxListeners; },
    set(n) {
      validateNumber(n, 'defaultMaxListeners', 0);
      defaults.maxListeners = n;
    },
    enumerable: true,
  },
  kMaxEventTargetListeners: { value: kMaxEventTargetListeners },
  kMaxEventTargetListenersWarned: { value: kMaxEventTargetListenersWarned },
});
defineLazyData(EventEmitter, 'internal/events/agnostic', ['setMaxListeners']);

// Programs call it on objects that they have not constructed; node:domain replaces it.
EventEmitter.init = function(options) {
  // A stream brings a table of its own with all of its types in place, which then keeps its shape.
  const events = this._events;
  if (events === undefined || events === Object.getPrototypeOf(this)._events) {
    // Quicker in the engine than a literal whose prototype is changed.
    this._events = Object.create(null);
    this._eventsCount = 0;
    this[kShapeMode] = false;
  } else {
    this[kShapeMode] = true;
  }
  this._maxListeners ||= undefined;

  if (options?.captureRejections) {
    validateBoolean(options.captureRejections, 'options.captureRejections');
    this[kCapture] = true;
  } else {
    this[kCapture] = prototype[kCapture];
  }
};

prototype.setMaxListeners = function setMaxListeners(n) {
  validateNumber(n, 'setMaxListeners', 0);
  this._maxListeners = n;
  return this;
};

prototype.getMaxListeners = function getMaxListeners() {
  return maxListenersOf(this);
};

function maxListenersOf(emitter) {
  const max = emitter._maxListeners;
  return max === undefined ? defaults.maxListeners : max;
}

// A rest array and apply(), because listeners see how many arguments there are: of what is exact, it
// is the fastest in the engine.
prototype.emit = function emit(type, ...args) {
  const events = this._events;
  if (type === 'error') {
    if (events?.[kErrorMonitor] !== undefined) this.emit(kErrorMonitor, ...args);
    if (events?.error === undefined) {
      // The comment below is part of what Node prints with the line.
      const er = require('internal/events/warnings').errorToThrow(this, args);
      throw er; // Unhandled 'error' event
    }
  } else if (events === undefined) {
    return false;
  }

  const handler = events[type];
  if (handler === undefined) return false;

  if (typeof handler === 'function') {
    const result = handler.apply(this, args);
    if (result !== undefined && result !== null) captureRejection(this, result, type, args);
    return true;
  }

  handler[kEmitting]++;
  try {
    for (let i = 0; i < handler.length; i++) {
      const result = handler[i].apply(this, args);
      if (result !== undefined && result !== null) captureRejection(this, result, type, args);
    }
  } finally {
    handler[kEmitting]--;
  }
  return true;
};

originals.init = EventEmitter.init;
originals.emit = prototype.emit;

prototype.addListener = function addListener(type, listener) {
  return add(this, type, listener, false);
};

prototype.on = prototype.addListener;

prototype.prependListener = function prependListener(type, listener) {
  return add(this, type, listener, true);
};

function add(emitter, type, listener, prepend) {
  if (typeof listener !== 'function') validateFunction(listener, 'listener');

  let events = emitter._events;
  if (events === undefined) {
    events = emitter._events = { __proto__: null };
    emitter._eventsCount = 0;
  } else if (events.newListener !== undefined) {
    // Before the listener is there, lest one for newListener hear of itself.
    emitter.emit('newListener', type, listener.listener ?? listener);
    events = emitter._events;
  }

  const existing = events[type];
  if (existing === undefined) {
    events[type] = listener;
    ++emitter._eventsCount;
    return emitter;
  }

  let list;
  if (typeof existing === 'function') {
    list = events[type] = prepend ? [listener, existing] : [existing, listener];
    list[kEmitting] = 0;
  } else {
    list = mutable(events, type, existing);
    if (prepend) list.unshift(listener);
    else list.push(listener);
  }
  const max = maxListenersOf(emitter);
  if (max > 0 && list.length > max && !list.warned) {
    require('internal/events/warnings').warnMaxListenersExceeded(emitter, type, list, max);
  }
  return emitter;
}

prototype.once = function once(type, listener) {
  if (typeof listener !== 'function') validateFunction(listener, 'listener');
  this.on(type, onceWrapper(this, type, listener));
  return this;
};

prototype.prependOnceListener = function prependOnceListener(type, listener) {
  if (typeof listener !== 'function') validateFunction(listener, 'listener');
  this.prependListener(type, onceWrapper(this, type, listener));
  return this;
};

function onceWrapper(emitter, type, listener) {
  let fired = false;
  function wrapper(...args) {
    if (fired) return undefined;
    fired = true;
    emitter.removeListener(type, wrapper);
    return listener.apply(emitter, args);
  }
  wrapper.listener = listener;
  return wrapper;
}

prototype.removeListener = function removeListener(type, listener) {
  if (typeof listener !== 'function') validateFunction(listener, 'listener');
  const events = this._events;
  const existing = events?.[type];
  if (existing === undefined) return this;

  if (existing === listener || existing.listener === listener) {
    this._eventsCount--;
    if (this[kShapeMode]) events[type] = undefined;
    else if (this._eventsCount === 0) this._events = { __proto__: null };
    else delete events[type];
    if (events.removeListener !== undefined) this.emit('removeListener', type, existing.listener || listener);
    return this;
  }
  if (typeof existing === 'function') return this;

  // The one that was added last.
  let position = existing.length - 1;
  while (position >= 0 && existing[position] !== listener && existing[position].listener !== listener) position--;
  if (position < 0) return this;

  const list = mutable(events, type, existing);
  if (position === 0) list.shift();
  else spliceOne(list, position);
  if (list.length === 1) events[type] = list[0];
  if (events.removeListener !== undefined) this.emit('removeListener', type, listener);
  return this;
};

prototype.off = prototype.removeListener;

prototype.removeAllListeners = function removeAllListeners(type) {
  const events = this._events;
  if (events === undefined) return this;
  const all = arguments.length === 0;

  if (events.removeListener === undefined) {
    if (all) {
      clear(this);
    } else if (events[type] !== undefined) {
      if (--this._eventsCount === 0) this._events = { __proto__: null };
      else delete events[type];
    }
    this[kShapeMode] = false;
    return this;
  }

  // Each has to be told of.
  if (all) {
    for (const key of Reflect.ownKeys(events)) {
      if (key !== 'removeListener') this.removeAllListeners(key);
    }
    this.removeAllListeners('removeListener');
    clear(this);
    this[kShapeMode] = false;
    return this;
  }

  const existing = events[type];
  if (typeof existing === 'function') {
    this.removeListener(type, existing);
  } else if (existing !== undefined) {
    for (let i = existing.length - 1; i >= 0; i--) this.removeListener(type, existing[i]);
  }
  return this;
};

function clear(emitter) {
  emitter._events = { __proto__: null };
  emitter._eventsCount = 0;
}

prototype.listeners = function listeners(type) {
  return listenersOf(this, type).map((listener) => listener.listener || listener);
};

prototype.rawListeners = function rawListeners(type) {
  return listenersOf(this, type).slice();
};

/** The listeners of `type`, in the emitter's own array if there is one. */
function listenersOf(emitter, type) {
  const existing = emitter._events?.[type];
  if (existing === undefined) return [];
  return typeof existing === 'function' ? [existing] : existing;
}

prototype.listenerCount = function listenerCount(type, listener) {
  const existing = this._events?.[type];
  if (existing === undefined) return 0;
  if (listener == null) return typeof existing === 'function' ? 1 : existing.length;
  let count = 0;
  for (const added of listenersOf(this, type)) {
    if (added === listener || added.listener === listener) count++;
  }
  return count;
};

prototype.eventNames = function eventNames() {
  if (this._eventsCount === 0) return [];
  const events = this._events;
  return Reflect.ownKeys(events).filter((key) => events[key] !== undefined);
};

/** `list` if it may be changed, or a copy that takes its place. */
function mutable(events, type, list) {
  if (list[kEmitting] === 0) return list;
  const copy = list.slice();
  copy[kEmitting] = 0;
  if (list.warned) copy.warned = true;
  events[type] = copy;
  return copy;
}

/** With captureRejections, what a listener's promise is rejected with is an error of the emitter. */
function captureRejection(emitter, result, type, args) {
  if (!emitter[kCapture]) return;
  try {
    // Read once: it may be a getter.
    const { then } = result;
    if (typeof then === 'function') {
      // In a tick of its own, so that what the handler throws does not reject this promise.
      then.call(result, undefined, (error) => {
        process.nextTick(emitRejection, emitter, error, type, args);
      });
    }
  } catch (error) {
    emitter.emit('error', error);
  }
}

function emitRejection(emitter, error, type, args) {
  if (typeof emitter[kRejection] === 'function') {
    emitter[kRejection](error, type, ...args);
    return;
  }
  // Without capturing: a listener for 'error' that rejects in turn would never come to an end.
  const capture = emitter[kCapture];
  try {
    emitter[kCapture] = false;
    emitter.emit('error', error);
  } finally {
    emitter[kCapture] = capture;
  }
}
