// An EventTarget with the methods of an EventEmitter that its Node-style users call: MessagePort is one.
'use strict';

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { validateNumber, validateString } = require('internal/validators');
const { kEnumerableProperty } = require('internal/util');
const {
  EventTarget,
  initEventTarget,
  kEvents,
  kHybridDispatch,
  kIsNodeStyleListener,
} = require('internal/event_target');
const { kMaxEventTargetListeners, kMaxEventTargetListenersWarned } = require('internal/events/symbols');

const kIsNodeEventTarget = Symbol('kIsNodeEventTarget');

class NodeEventTarget extends EventTarget {
  static [kIsNodeEventTarget] = true;
  static defaultMaxListeners = 10;

  constructor() {
    super();
    initNodeEventTarget(this);
  }

  setMaxListeners(n) {
    check(this);
    validateNumber(n, 'setMaxListeners', 0);
    this[kMaxEventTargetListeners] = n;
    this[kMaxEventTargetListenersWarned] = false;
  }

  getMaxListeners() {
    check(this);
    return this[kMaxEventTargetListeners];
  }

  eventNames() {
    check(this);
    return this[kEvents] === undefined ? [] : [...this[kEvents].keys()];
  }

  listenerCount(type) {
    check(this);
    return this[kEvents]?.get(String(type))?.size ?? 0;
  }

  off(type, listener, options) {
    check(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  removeListener(type, listener, options) {
    check(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  on(type, listener) {
    check(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  addListener(type, listener) {
    check(this);
    this.addEventListener(type, listener, { [kIsNodeStyleListener]: true });
    return this;
  }

  /** Whether there was a listener. */
  emit(type, argument) {
    check(this);
    validateString(type, 'type');
    const heard = this.listenerCount(type) > 0;
    this[kHybridDispatch](argument, type);
    return heard;
  }

  once(type, listener) {
    check(this);
    this.addEventListener(type, listener, { once: true, [kIsNodeStyleListener]: true });
    return this;
  }

  removeAllListeners(type) {
    check(this);
    if (type === undefined) this[kEvents]?.clear();
    else this[kEvents]?.delete(String(type));
    return this;
  }
}

for (const name of [
  'setMaxListeners', 'getMaxListeners', 'eventNames', 'listenerCount', 'off', 'removeListener', 'on',
  'addListener', 'once', 'emit', 'removeAllListeners',
]) {
  Object.defineProperty(NodeEventTarget.prototype, name, kEnumerableProperty);
}

/** Makes `self`, an object that inherits from NodeEventTarget.prototype, a target. */
function initNodeEventTarget(self) {
  initEventTarget(self);
}

function check(target) {
  if (!target?.constructor?.[kIsNodeEventTarget]) throw new ERR_INVALID_THIS('NodeEventTarget');
}

module.exports = { NodeEventTarget, initNodeEventTarget };
