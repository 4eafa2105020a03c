// Functions of node:events that take an EventEmitter or an EventTarget.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateNumber } = require('internal/validators');
const {
  defaults,
  kMaxEventTargetListeners,
  kMaxEventTargetListenersWarned,
} = require('internal/events/symbols');

const kinds = ['EventEmitter', 'EventTarget'];

/** The listeners of `type` of an EventTarget; undefined for what is none. */
function targetListeners(target, type) {
  const { isEventTarget, kEvents } = require('internal/event_target');
  if (!isEventTarget(target)) throw new ERR_INVALID_ARG_TYPE('emitter', kinds, target);
  return target[kEvents]?.get(type);
}

function getEventListeners(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listeners === 'function') return emitterOrTarget.listeners(type);
  return targetListeners(emitterOrTarget, type)?.callbacks() ?? [];
}

function listenerCount(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listenerCount === 'function') return emitterOrTarget.listenerCount(type);
  return targetListeners(emitterOrTarget, type)?.size ?? 0;
}

function getMaxListeners(emitterOrTarget) {
  if (typeof emitterOrTarget?.getMaxListeners === 'function') {
    const max = emitterOrTarget._maxListeners;
    return max === undefined ? defaults.maxListeners : max;
  }
  const max = emitterOrTarget?.[kMaxEventTargetListeners];
  if (typeof max === 'number') return max;
  throw new ERR_INVALID_ARG_TYPE('emitter', kinds, emitterOrTarget);
}

/** emitter.on() or once(), or target.addEventListener() with `flags`. */
function addListener(emitter, name, listener, flags) {
  if (typeof emitter.on === 'function') {
    if (flags?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter.addEventListener === 'function') {
    emitter.addEventListener(name, listener, flags);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

function removeListener(emitter, name, listener) {
  if (typeof emitter.removeListener === 'function') {
    emitter.removeListener(name, listener);
  } else if (typeof emitter.removeEventListener === 'function') {
    emitter.removeEventListener(name, listener);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

module.exports = {
  addListener,
  getEventListeners,
  getMaxListeners,
  listenerCount,
  removeListener,
};

/** Without targets, sets the default. A member, so that it has no name: Node's has none. */
module.exports.setMaxListeners = function(n = defaults.maxListeners, ...targets) {
  validateNumber(n, 'setMaxListeners', 0);
  if (targets.length === 0) defaults.maxListeners = n;
  const { isEventTarget } = require('internal/event_target');
  for (const target of targets) {
    if (isEventTarget(target)) {
      target[kMaxEventTargetListeners] = n;
      target[kMaxEventTargetListenersWarned] = false;
    } else if (typeof target.setMaxListeners === 'function') {
      target.setMaxListeners(n);
    } else {
      throw new ERR_INVALID_ARG_TYPE('eventTargets', kinds, target);
    }
  }
};
