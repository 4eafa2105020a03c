// `process.nextTick` and `queueMicrotask`.
//
// The tick queue is a flat array of [callback, count, argument or arguments, async context] read by an index: a tick with
// one argument costs one call of `push` and no object. The runtime drains it after every callback, and microtasks with it.
'use strict';

const {
  tickInfo,
  runMicrotasks,
  setTickCallback,
  getAsyncContext,
  swapAsyncContext,
} = internalBinding('task_queue');
const { triggerUncaughtException } = internalBinding('errors');
const { validateFunction } = require('internal/validators');
const { processPromiseRejections } = require('internal/process/promises');
const tracking = require('internal/async_tracking');

const kHasTick = 0;
const kHasRejection = 1;
const kStride = 4;
// Past this many entries what was run is cut off, so that a queue that never empties does not grow for ever.
const kCompactAt = 4096;

let queue = [];
let head = 0;

// Called by the runtime. A throw leaves the rest of the queue for the next call, and the async context of what threw
// for the handlers of uncaught exceptions. It calls the callbacks itself: programs look for its name below their own
// frames.
function processTicksAndRejections() {
  const outer = getAsyncContext();
  do {
    while (head < queue.length) {
      const at = head;
      const callback = queue[at];
      const count = queue[at + 1];
      const args = queue[at + 2];
      swapAsyncContext(queue[at + 3]);
      head = at + kStride;
      if (head >= kCompactAt) {
        queue = queue.slice(head);
        head = 0;
      }
      if (count === 1) {
        callback(args);
      } else if (count === 0) {
        callback();
      } else {
        callback(...args);
      }
    }
    queue.length = 0;
    head = 0;
    swapAsyncContext(outer);
    runMicrotasks();
  } while (queue.length > 0 || (tickInfo[kHasRejection] !== 0 && processPromiseRejections()));
  tickInfo[kHasTick] = 0;
}

// For loops of callbacks that the scripts run themselves: what the runtime does between two of its own.
function runNextTicks() {
  if (tickInfo[kHasTick] === 0) {
    runMicrotasks();
    if (tickInfo[kHasTick] === 0 && tickInfo[kHasRejection] === 0) return;
  }
  processTicksAndRejections();
}

function nextTick(callback, arg) {
  if (typeof callback !== 'function') validateFunction(callback, 'callback');
  if (process._exiting) return;
  let count = arguments.length - 1;
  let args = arg;
  if (count > 1) args = Array.prototype.slice.call(arguments, 1);
  if (queue.length === 0) tickInfo[kHasTick] = 1;
  if (tracking.tracker !== null) {
    if (count < 2) args = count === 0 ? undefined : [arg];
    const tick = { callback, args };
    tracking.tracker.init(tick, 'TickObject');
    callback = runTracked;
    count = 1;
    args = tick;
  }
  queue.push(callback, count, args, getAsyncContext());
}

/** `process.nextTick(callback, arg)` for scripts on a hot path: one function, one argument, nothing to check. */
function tick(callback, arg) {
  if (tracking.tracker !== null || process._exiting) return nextTick(callback, arg);
  if (queue.length === 0) tickInfo[kHasTick] = 1;
  queue.push(callback, 1, arg, getAsyncContext());
}

function runTracked(tick) {
  const { tracker } = tracking;
  tracker.before(tick);
  try {
    const { callback, args } = tick;
    if (args === undefined) callback();
    else callback(...args);
  } finally {
    tracker.destroy(tick);
  }
  tracker.after(tick);
}

// The engine's own, which takes a place in the queue of the promises' jobs and makes no promise.
const enqueueMicrotask = globalThis.queueMicrotask;

function queueMicrotask(callback) {
  validateFunction(callback, 'callback');
  if (tracking.tracker !== null) {
    const resource = { callback };
    tracking.tracker.init(resource, 'Microtask');
    callback = () => runTracked(resource);
  }
  enqueueMicrotask(() => {
    try {
      callback();
    } catch (error) {
      // Here, where the async context is still the callback's.
      triggerUncaughtException(error, false);
    }
  });
}

module.exports = {
  nextTick,
  queueMicrotask,
  runNextTicks,
  tick,
  setup() {
    setTickCallback(processTicksAndRejections);
  },
};
