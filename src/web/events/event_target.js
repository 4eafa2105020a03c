// EventTarget: https://dom.spec.whatwg.org/#interface-eventtarget, without the tree: an event is
// dispatched to its target alone. The order and the state that listeners see are Node's.
'use strict';

const {
  codes: { ERR_EVENT_RECURSION, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const {
  kValidateObjectAllowObjects,
  validateAbortSignal,
  validateObject,
} = require('internal/validators');
const { customInspectSymbol, kEmptyObject } = require('internal/util');
const {
  CustomEvent,
  Event,
  dispatching,
  eventLike,
  exposeMembers,
  inPassiveListener,
  inspectMembers,
  kFlags,
  kTarget,
  kTrustEvent,
  stopImmediatePropagation,
} = require('internal/event_target/event');
const {
  Listener,
  ListenerList,
  capture,
  nodeStyle,
  once,
  passive,
  removed,
  resistStopPropagation,
  weakListeners,
} = require('internal/event_target/listener');
const {
  defaults,
  kMaxEventTargetListeners,
  kMaxEventTargetListenersWarned,
} = require('internal/events/symbols');

// A registered symbol: targets of other realms and of programs' own making are known by it.
const kIsEventTarget = Symbol.for('nodejs.event_target');
const kHybridDispatch = Symbol.for('nodejs.internal.kHybridDispatch');
const kEvents = Symbol('kEvents');
const kHandlers = Symbol('kHandlers');
const kCreateEvent = Symbol('kCreateEvent');
const kNewListener = Symbol('kNewListener');
const kRemoveListener = Symbol('kRemoveListener');

// Keys of options that only built-in scripts can give.
const kWeakHandler = Symbol('kWeak');
const kResistStopPropagation = Symbol('kResistStopPropagation');
const kIsNodeStyleListener = Symbol('kIsNodeStyleListener');

class EventTarget {
  static [kIsEventTarget] = true;

  constructor() {
    initEventTarget(this);
  }

  addEventListener(type, listener, options = kEmptyObject) {
    if (!isEventTarget(this)) throw new ERR_INVALID_THIS('EventTarget');
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    // The options first: their getters are called even when the listener is of no use.
    const flags = listenerFlags(options);
    const weakly = options?.[kWeakHandler];
    const signal = options?.signal;
    if (signal !== undefined) {
      validateAbortSignal(signal, 'options.signal');
      if (signal.aborted) return;
      signal.addEventListener('abort', () => {
        this.removeEventListener(type, listener, options);
      }, { once: true, [kWeakHandler]: this, [kResistStopPropagation]: true });
    }
    if (!isListener(listener)) {
      warnOfNothing(this, type, listener);
      return;
    }

    type = toDOMString(type);
    const events = this[kEvents] ??= new Map();
    let list = events.get(type);
    if (list === undefined) events.set(type, list = new ListenerList());
    else if (list.find(listener, flags & capture) !== undefined) return;

    if (weakly === undefined) {
      list.append(new Listener(listener, flags));
    } else {
      const added = Listener.weak(listener, flags, weakly);
      list.append(added);
      weakListeners.register(added, this, type, removeCollected);
    }
    this[kNewListener](list.size, type, listener, (flags & once) !== 0, (flags & capture) !== 0,
                       (flags & passive) !== 0, weakly);
  }

  removeEventListener(type, listener, options = kEmptyObject) {
    if (!isEventTarget(this)) throw new ERR_INVALID_THIS('EventTarget');
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    if (!isListener(listener)) return;
    type = toDOMString(type);
    const captures = options?.capture === true ? capture : 0;
    const found = this[kEvents]?.get(type)?.find(listener, captures);
    if (found !== undefined) removeFrom(this, type, found, listener);
  }

  dispatchEvent(event) {
    if (!isEventTarget(this)) throw new ERR_INVALID_THIS('EventTarget');
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('event');
    if (!(event instanceof Event)) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    if (event[kFlags] & dispatching) throw new ERR_EVENT_RECURSION(event.type);
    this[kHybridDispatch](event, event.type, event);
    return event.defaultPrevented !== true;
  }

  /**
   * Calls the listeners. Those registered in Node's style get `nodeValue`, the others an event: the
   * given one, or else one made of `nodeValue` when the first of them needs it.
   */
  [kHybridDispatch](nodeValue, type, event) {
    if (event !== undefined) beginDispatch(event, this);
    else if (callOnly(this, type, nodeValue)) return;
    const list = this[kEvents]?.get(type);
    let next;
    for (let listener = list?.next; listener !== undefined; listener = next) {
      const stopped = event !== undefined && (event[kFlags] & stopImmediatePropagation) !== 0;
      const { flags } = listener;
      if (stopped && !list.resistStopPropagation && !(flags & passive)) break;
      // What a listener appends while it is the last is not called.
      next = listener.next;
      if (flags & removed || (stopped && !(flags & resistStopPropagation))) continue;
      if (flags & once) {
        list.remove(listener);
        this[kRemoveListener](list.size, type, listener.callback, (flags & capture) !== 0);
      }
      if (event === undefined && !(flags & nodeStyle)) {
        event = this[kCreateEvent](nodeValue, type);
        beginDispatch(event, this);
      }
      if (flags & nodeStyle) callNodeStyle(this, listener, nodeValue);
      else callWithEvent(this, listener, event);
    }
    if (event !== undefined) event[kFlags] &= ~dispatching;
  }

  [kCreateEvent](nodeValue, type) {
    return new CustomEvent(type, { detail: nodeValue });
  }

  /** Called after a listener has been added; `size` is how many there are of its type. */
  [kNewListener](size, type, listener, once, capture, passive, weak) {
    const max = this[kMaxEventTargetListeners];
    if (max > 0 && size > max && !this[kMaxEventTargetListenersWarned]) warnOfLeak(this, type, size, max);
  }

  /** Called after a listener has been removed. */
  [kRemoveListener](size, type, listener, capture) {}

  [customInspectSymbol](depth, options) {
    return inspectMembers(this, {}, depth, options);
  }
}

exposeMembers(EventTarget, ['addEventListener', 'removeEventListener', 'dispatchEvent']);

// A target has fields of its own for these only when they differ.
EventTarget.prototype[kMaxEventTargetListeners] = defaults.maxListeners;
EventTarget.prototype[kMaxEventTargetListenersWarned] = false;
for (const key of [kMaxEventTargetListeners, kMaxEventTargetListenersWarned]) {
  Object.defineProperty(EventTarget.prototype, key, { enumerable: false });
}

/** Makes `self`, an object that inherits from EventTarget.prototype, a target. */
function initEventTarget(self) {
  self[kEvents] = undefined;
  const { maxListeners } = defaults;
  if (maxListeners !== EventTarget.prototype[kMaxEventTargetListeners]) {
    self[kMaxEventTargetListeners] = maxListeners;
  }
}

// Anything whose constructor says so: programs mix the methods into classes of their own.
function isEventTarget(object) {
  return object?.constructor?.[kIsEventTarget];
}

function listenerFlags(options) {
  if (options === kEmptyObject || options === null || options === false) return 0;
  if (options === true) return capture;
  validateObject(options, 'options', kValidateObjectAllowObjects);
  return (options.once ? once : 0) |
    (options.capture ? capture : 0) |
    (options.passive ? passive : 0) |
    (options[kResistStopPropagation] ? resistStopPropagation : 0) |
    (options[kIsNodeStyleListener] ? nodeStyle : 0);
}

/** null and undefined are accepted and do nothing, primitives are errors. */
function isListener(listener) {
  if (typeof listener === 'function' || (typeof listener === 'object' && listener !== null)) return true;
  if (listener == null) return false;
  throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', listener);
}

function toDOMString(value) {
  if (typeof value === 'symbol') {
    const error = new TypeError('Value is a Symbol and cannot be converted to a string.');
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  return `${value}`;
}

function removeFrom(target, type, listener, callback = undefined) {
  const list = target[kEvents].get(type);
  list.remove(listener);
  if (list.size === 0) target[kEvents].delete(type);
  target[kRemoveListener](list.size, type, callback, (listener.flags & capture) !== 0);
}

/** For a weak listener whose callback is gone, unless it has been removed in another way. */
function removeCollected(target, type, listener) {
  if (target[kEvents]?.get(type)?.has(listener)) removeFrom(target, type, listener);
}

function beginDispatch(event, target) {
  event[kTarget] = target;
  event[kFlags] |= dispatching;
}

/**
 * All that there is to do where nobody listens, or one listener that is registered in Node's style. False, and nothing is
 * called, where it is another.
 */
function callOnly(target, type, value) {
  const listener = target[kEvents]?.get(type)?.next;
  if (listener === undefined) return true;
  if (listener.flags !== nodeStyle || listener.next !== undefined) return false;
  const { callback } = listener;
  if (typeof callback !== 'function') return false;
  try {
    const result = callback.call(target, value);
    if (result !== undefined && result !== null) reportRejection(result);
  } catch (error) {
    reportError(error);
  }
  return true;
}

function callNodeStyle(target, listener, value) {
  try {
    const result = listener.call(target, value);
    if (result !== undefined && result !== null) reportRejection(result);
  } catch (error) {
    reportError(error);
  }
}

function callWithEvent(target, listener, event) {
  if (listener.flags & passive) event[kFlags] |= inPassiveListener;
  try {
    const result = listener.call(target, event);
    // Here, not after the last one: the listeners that follow the first see no current target.
    event[kFlags] &= ~dispatching;
    if (result !== undefined && result !== null) reportRejection(result);
  } catch (error) {
    reportError(error);
  }
  event[kFlags] &= ~inPassiveListener;
}

function reportRejection(promise) {
  const { then } = promise;
  if (typeof then === 'function') then.call(promise, undefined, reportError);
}

/** The dispatch goes on; the error becomes an uncaught exception. */
function reportError(error) {
  process.nextTick(() => { throw error; });
}

function warnOfLeak(target, type, count, max) {
  target[kMaxEventTargetListenersWarned] = true;
  const { inspect } = require('internal/util/inspect');
  emitWarning('MaxListenersExceededWarning', target, type,
              `Possible EventTarget memory leak detected. ${count} ${type} listeners added to ` +
              `${inspect(target, { depth: -1 })}. MaxListeners is ${max}. Use events.setMaxListeners() ` +
              'to increase limit', count);
}

function warnOfNothing(target, type, listener) {
  emitWarning('AddEventListenerArgumentTypeWarning', target, type,
              `addEventListener called with ${listener} which has no effect.`);
}

function emitWarning(name, target, type, message, count = undefined) {
  const warning = new Error(message);
  warning.name = name;
  warning.target = target;
  warning.type = type;
  if (count !== undefined) warning.count = count;
  process.emitWarning(warning);
}

module.exports = {
  CustomEvent,
  Event,
  EventTarget,
  eventLike,
  initEventTarget,
  isEventTarget,
  kCreateEvent,
  kEvents,
  kHandlers,
  kHybridDispatch,
  kIsNodeStyleListener,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
};

// These two stand on the exports above.
const { NodeEventTarget, initNodeEventTarget } = require('internal/event_target/node');
const { defineEventHandler } = require('internal/event_target/handler');

Object.assign(module.exports, { NodeEventTarget, defineEventHandler, initNodeEventTarget });
