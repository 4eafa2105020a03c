// Async ids and the hooks of `createHook`.
//
// A resource is an object with two properties, its id and that of what triggered it. The resources whose callbacks run
// now form a stack. Timers, immediates, ticks and microtasks are resources only once somebody asked for ids or hooks:
// until then `tracking.tracker` is null, and they pay one comparison. Promises are resources while a hook is enabled that
// wants them. The native handles are none; their callbacks run under id 0.
'use strict';

const tracking = require('internal/async_tracking');
const { async_id_symbol, trigger_async_id_symbol } = internalBinding('symbols');

const kMainId = 1;

// Ids 0 and 1 stand for no resource and the main script.
let lastId = 1;
const stack = [];
const mainResource = {};
const outsideResource = {};

// Replaced, never changed, so that a pass over it is not disturbed by hooks that enable hooks.
let active = [];
const counts = { init: 0, before: 0, after: 0, destroy: 0, promiseResolve: 0 };

let defaultTriggerId = -1;

const newAsyncId = () => ++lastId;

// The main script runs until the loop first turns.
let hasTurned = false;

function isMain() {
  if (!hasTurned) hasTurned = internalBinding('performance').loopStart() !== -1;
  return !hasTurned;
}

function executionAsyncId() {
  if (stack.length > 0) return stack[stack.length - 1].id;
  return isMain() ? kMainId : 0;
}

function triggerAsyncId() {
  return stack.length > 0 ? stack[stack.length - 1].trigger : 0;
}

function executionAsyncResource() {
  if (stack.length > 0) return stack[stack.length - 1].resource;
  return isMain() ? mainResource : outsideResource;
}

function getDefaultTriggerAsyncId() {
  return defaultTriggerId < 0 ? executionAsyncId() : defaultTriggerId;
}

/** Calls `block(...args)`; what it makes is triggered by the given id. */
function defaultTriggerAsyncIdScope(triggerId, block, ...args) {
  if (triggerId === undefined) return Reflect.apply(block, null, args);
  const outer = defaultTriggerId;
  defaultTriggerId = triggerId;
  try {
    return Reflect.apply(block, null, args);
  } finally {
    defaultTriggerId = outer;
  }
}

function getOrSetAsyncId(object) {
  return object[async_id_symbol] ??= newAsyncId();
}

// ---- Events

function call(name, a, b, c, d) {
  const hooks = active;
  for (let i = 0; i < hooks.length; i++) {
    const fn = hooks[i][name];
    if (fn === undefined) continue;
    try {
      Reflect.apply(fn, hooks[i].owner, [a, b, c, d].slice(0, name === 'init' ? 4 : 1));
    } catch (error) {
      fatalError(error);
    }
  }
}

// A hook that throws has left its own bookkeeping broken: the program ends.
function fatalError(error) {
  const { writeSync } = internalBinding('process_fatal');
  if (typeof error?.stack === 'string') {
    writeSync(2, `${error.stack}\n`);
  } else {
    const shown = new Error(String(error));
    Error.captureStackTrace(shown, fatalError);
    writeSync(2, `${shown.stack}\n`);
  }
  process.exit(1);
}

function emitInit(id, type, triggerId, resource) {
  if (counts.init > 0) call('init', id, type, triggerId ?? getDefaultTriggerAsyncId(), resource);
}

function emitBefore(id, trigger, resource) {
  stack.push({ id, trigger, resource });
  if (counts.before > 0) call('before', id);
}

function emitAfter(id) {
  if (counts.after > 0) call('after', id);
  stack.pop();
}

// The id of what nobody hears of.
const kNoResource = 0;

let destroyed = [];

function emitDestroy(id) {
  if (counts.destroy === 0 || id <= 0) return;
  if (destroyed.push(id) > 1) return;
  // Later, by an immediate that is no resource itself.
  const { tracker } = tracking;
  tracking.tracker = null;
  const immediate = new (require('internal/timers').Immediate)(emitDestroyed);
  immediate[async_id_symbol] = kNoResource;
  tracking.tracker = tracker;
}

function emitDestroyed() {
  const ids = destroyed;
  destroyed = [];
  for (let i = 0; i < ids.length; i++) call('destroy', ids[i]);
}

let registry;

/** Tells of the destruction of `object` when it is collected, unless `state.destroyed` by then. */
function registerDestroyHook(object, id, state) {
  registry ??= new FinalizationRegistry((held) => {
    if (!held.state?.destroyed) emitDestroy(held.id);
  });
  registry.register(object, { id, state });
}

// ---- Resources of the loop: what timers, immediates, ticks and microtasks call once they are tracked

const tracker = {
  init(resource, type) {
    const id = newAsyncId();
    resource[async_id_symbol] = id;
    resource[trigger_async_id_symbol] = getDefaultTriggerAsyncId();
    if (counts.init > 0) call('init', id, type, resource[trigger_async_id_symbol], resource);
  },

  // The loop's callbacks do not nest: what is on the stack was left there by one that threw.
  before(resource) {
    stack.length = 0;
    if (resource[async_id_symbol] === kNoResource) return;
    // Made before anybody asked.
    if (resource[async_id_symbol] === undefined) {
      resource[async_id_symbol] = newAsyncId();
      resource[trigger_async_id_symbol] = 0;
    }
    emitBefore(resource[async_id_symbol], resource[trigger_async_id_symbol], resource);
  },

  // Whoever began to ask within the callback hears of its end.
  after(resource) {
    if (stack.length > 0) emitAfter(resource[async_id_symbol]);
    else if (counts.after > 0 && resource[async_id_symbol] !== kNoResource) call('after', getOrSetAsyncId(resource));
  },

  // What was destroyed until now is told of before the turn's immediates run.
  beginImmediates() {
    if (destroyed.length > 0) emitDestroyed();
  },

  destroy(resource) {
    emitDestroy(resource[async_id_symbol]);
  },

  // What was running when an exception got out has ended with it.
  unwind() {
    while (stack.length > 0) emitAfter(stack[stack.length - 1].id);
  },
};

/** Has timers, immediates, ticks and microtasks tracked from now on. */
function track() {
  tracking.tracker = tracker;
}

// ---- Hooks

/** `hook`: {init, before, after, destroy, promiseResolve, owner, tracksPromises}. */
function enableHook(hook) {
  track();
  active = [...active, hook];
  for (const name of Object.keys(counts)) counts[name] += hook[name] === undefined ? 0 : 1;
  updatePromiseHooks();
}

function disableHook(hook) {
  active = active.filter((other) => other !== hook);
  for (const name of Object.keys(counts)) counts[name] -= hook[name] === undefined ? 0 : 1;
  // Not at once: the promises whose reactions run now still end.
  if (stopPromiseHooks !== undefined) process.nextTick(updatePromiseHooks);
}

// ---- Promises

let stopPromiseHooks;

function updatePromiseHooks() {
  const wanted = active.some((hook) => hook.tracksPromises);
  if (wanted === (stopPromiseHooks !== undefined)) return;
  if (wanted) {
    stopPromiseHooks = require('internal/promise_hooks').createHook({
      init: promiseInit, before: promiseBefore, after: promiseAfter, settled: promiseSettled,
    });
  } else {
    stopPromiseHooks();
    stopPromiseHooks = undefined;
  }
}

function promiseInit(promise, parent) {
  trackPromise(promise, parent);
  emitInit(promise[async_id_symbol], 'PROMISE', promise[trigger_async_id_symbol], promise);
}

// A promise that was made before anybody asked gets its ids when they are first needed, and no `init`.
function trackPromise(promise, parent) {
  if (promise[async_id_symbol] !== undefined) return;
  promise[async_id_symbol] = newAsyncId();
  promise[trigger_async_id_symbol] = parent === undefined ? getDefaultTriggerAsyncId() : getOrSetAsyncId(parent);
  if (counts.destroy > 0) registerDestroyHook(promise, promise[async_id_symbol]);
}

function promiseBefore(promise) {
  trackPromise(promise, undefined);
  emitBefore(promise[async_id_symbol], promise[trigger_async_id_symbol], promise);
}

function promiseAfter(promise) {
  trackPromise(promise, undefined);
  const id = promise[async_id_symbol];
  // The hooks may have been set, or an exception may have cleared the stack, within the reaction.
  if (stack.length > 0 && stack[stack.length - 1].id === id) emitAfter(id);
  else if (counts.after > 0) call('after', id);
}

function promiseSettled(promise) {
  trackPromise(promise, undefined);
  if (counts.promiseResolve > 0) call('promiseResolve', promise[async_id_symbol]);
}

module.exports = {
  clearAsyncIdStack() { stack.length = 0; },
  defaultTriggerAsyncIdScope,
  destroyHooksExist: () => counts.destroy > 0,
  disableHook,
  emitAfter,
  emitBefore,
  emitDestroy,
  emitInit,
  enableHook,
  enabledHooksExist: () => active.length > 0,
  executionAsyncId,
  executionAsyncResource,
  getDefaultTriggerAsyncId,
  getOrSetAsyncId,
  hasAsyncIdStack: () => stack.length > 0,
  initHooksExist: () => counts.init > 0,
  newAsyncId,
  registerDestroyHook,
  symbols: {
    async_id_symbol,
    trigger_async_id_symbol,
    owner_symbol: internalBinding('symbols').owner_symbol,
  },
  track,
  triggerAsyncId,
};
