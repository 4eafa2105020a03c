// AsyncResource: something whose callbacks run in the async context, and under the async id, of its construction.
'use strict';

const { getAsyncContext, swapAsyncContext } = internalBinding('task_queue');
const hooks = require('internal/async_hooks');
const { validateFunction, validateString } = require('internal/validators');
const { codes: { ERR_ASYNC_TYPE, ERR_INVALID_ASYNC_ID } } = require('internal/errors');
const { deprecate } = require('internal/util');

const { emitAfter, emitBefore, enabledHooksExist, getDefaultTriggerAsyncId, newAsyncId } = hooks;
const { async_id_symbol, trigger_async_id_symbol } = hooks.symbols;
const kContext = Symbol('context_frame');

class AsyncResource {
  /** `options`: the trigger's id, or {triggerAsyncId, requireManualDestroy}. */
  constructor(type, options) {
    if (typeof type !== 'string') validateString(type, 'type');
    let triggerAsyncId = options;
    let requireManualDestroy = false;
    if (options === undefined) {
      triggerAsyncId = getDefaultTriggerAsyncId();
    } else {
      if (typeof options !== 'number') {
        triggerAsyncId = options.triggerAsyncId === undefined ? getDefaultTriggerAsyncId() : options.triggerAsyncId;
        requireManualDestroy = !!options.requireManualDestroy;
      }
      if (!Number.isSafeInteger(triggerAsyncId) || triggerAsyncId < -1) {
        throw new ERR_INVALID_ASYNC_ID('triggerAsyncId', triggerAsyncId);
      }
    }
    this[kContext] = getAsyncContext();
    this[async_id_symbol] = newAsyncId();
    this[trigger_async_id_symbol] = triggerAsyncId;
    if (enabledHooksExist()) announce(this, type, requireManualDestroy);
  }

  /** Calls `fn` as if it were a callback of the resource. */
  runInAsyncScope(fn, thisArg, ...args) {
    emitBefore(this[async_id_symbol], this[trigger_async_id_symbol], this);
    const outer = swapAsyncContext(this[kContext]);
    try {
      return Reflect.apply(fn, thisArg, args);
    } finally {
      swapAsyncContext(outer);
      emitAfter(this[async_id_symbol]);
    }
  }

  emitDestroy() {
    if (this[kDestroyed] !== undefined) this[kDestroyed].destroyed = true;
    hooks.emitDestroy(this[async_id_symbol]);
    return this;
  }

  asyncId() {
    return this[async_id_symbol];
  }

  triggerAsyncId() {
    return this[trigger_async_id_symbol];
  }

  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    const resource = this;
    const bound = thisArg === undefined ?
      function(...args) { return resource.runInAsyncScope(fn, this, ...args); } :
      this.runInAsyncScope.bind(this, fn, thisArg);
    let self = this;
    Object.defineProperties(bound, {
      'length': { __proto__: null, configurable: true, enumerable: false, value: fn.length, writable: false },
      'name': { __proto__: null, configurable: true, enumerable: false, value: 'bound', writable: false },
      'asyncResource': {
        __proto__: null,
        configurable: true,
        enumerable: true,
        get: deprecate(() => self, 'The asyncResource property on bound functions is deprecated', 'DEP0172'),
        set: deprecate((value) => { self = value; },
                       'The asyncResource property on bound functions is deprecated', 'DEP0172'),
      },
    });
    return bound;
  }

  static bind(fn, type, thisArg) {
    type ||= fn.name;
    return new AsyncResource(type || 'bound-anonymous-fn').bind(fn, thisArg);
  }
}

const kDestroyed = Symbol('destroyed');

function announce(resource, type, requireManualDestroy) {
  if (hooks.initHooksExist()) {
    if (type.length === 0) throw new ERR_ASYNC_TYPE(type);
    hooks.emitInit(resource[async_id_symbol], type, resource[trigger_async_id_symbol], resource);
  }
  if (!requireManualDestroy && hooks.destroyHooksExist()) {
    const state = { destroyed: false };
    Object.defineProperty(resource, kDestroyed, { __proto__: null, value: state });
    hooks.registerDestroyHook(resource, resource[async_id_symbol], state);
  }
}

module.exports = { AsyncResource };
