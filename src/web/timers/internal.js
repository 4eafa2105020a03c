// The queues behind timers and immediates.
//
// Timers of one duration form a list in order of their start; the lists form a priority queue by their next expiry; the
// runtime has one native timer, set to the first of them. Starting, stopping and refreshing a timer is O(1) unless its
// duration is new. Immediates are one linked list, of which each turn of the loop runs what was there when it began.
'use strict';

const {
  immediateInfo,
  getLibuvNow,
  scheduleTimer,
  toggleTimerRef,
  setupTimers,
} = internalBinding('timers');
const { getAsyncContext, swapAsyncContext } = internalBinding('task_queue');
const PriorityQueue = require('internal/priority_queue');
const { customInspectSymbol } = require('internal/util');
const tracking = require('internal/async_tracking');

// 2 ** 31 - 1: what fits a signed 32-bit number of milliseconds.
const TIMEOUT_MAX = 2147483647;

const kCount = 0;
const kRefCount = 1;
const kHasOutstanding = 2;

const kRefed = Symbol('refed');
const kHasPrimitive = Symbol('kHasPrimitive');
const kContext = Symbol('kAsyncContext');

// Referenced timers; the native timer keeps the loop alive while there are any.
let timerRefCount = 0;
let nextExpiry = Infinity;
let nextTimerId = 1;
let runNextTicks;

const lists = new Map();
const queue = new PriorityQueue(
  (a, b) => a.expiry - b.expiry,
  (list, position) => { list.priorityQueuePosition = position; },
);

// A doubly linked ring with the list itself as its head.
class TimersList {
  constructor(expiry, msecs) {
    this._idleNext = this;
    this._idlePrev = this;
    this.expiry = expiry;
    this.msecs = msecs;
    this.priorityQueuePosition = null;
  }
}

function append(list, timer) {
  const last = list._idlePrev;
  timer._idleNext = list;
  timer._idlePrev = last;
  last._idleNext = timer;
  list._idlePrev = timer;
}

function unlink(timer) {
  timer._idleNext._idlePrev = timer._idlePrev;
  timer._idlePrev._idleNext = timer._idleNext;
  timer._idleNext = null;
  timer._idlePrev = null;
}

class Timeout {
  // `after` may be anything; out of range it becomes 1, as in browsers.
  constructor(callback, after, args, isRepeat, isRefed) {
    if (after === undefined) {
      after = 1;
    } else {
      after *= 1;
    }
    if (!(after >= 1 && after <= TIMEOUT_MAX)) {
      warnOfRange(after);
      after = 1;
    }
    this._idleTimeout = after;
    this._idlePrev = this;
    this._idleNext = this;
    this._idleStart = null;
    this._onTimeout = callback;
    this._timerArgs = args;
    this._repeat = isRepeat ? after : null;
    this._destroyed = false;
    this[kRefed] = isRefed;
    this[kHasPrimitive] = false;
    this[kContext] = getAsyncContext();
    if (tracking.tracker !== null) tracking.tracker.init(this, 'Timeout');
    if (isRefed) incRefCount();
  }

  refresh() {
    // The last of its list has its place already.
    if (!this._destroyed && this._idleNext instanceof TimersList && this._idleNext.msecs === this._idleTimeout) {
      this._idleStart = getLibuvNow();
    } else if (this[kRefed]) {
      active(this);
    } else {
      unrefActive(this);
    }
    return this;
  }

  unref() {
    if (this[kRefed]) {
      this[kRefed] = false;
      if (!this._destroyed) decRefCount();
    }
    return this;
  }

  ref() {
    if (this[kRefed] === false) {
      this[kRefed] = true;
      if (!this._destroyed) incRefCount();
    }
    return this;
  }

  hasRef() {
    return this[kRefed];
  }

  close() {
    clear(this);
    return this;
  }

  // The number under which `clearTimeout` finds the timer; given on first request.
  [Symbol.toPrimitive]() {
    if (this[kHasPrimitive] === false) {
      this[kHasPrimitive] = nextTimerId++;
      if (!this._destroyed) timersById.set(this[kHasPrimitive], this);
    }
    return this[kHasPrimitive];
  }

  [customInspectSymbol](_, options, inspect) {
    return inspect(this, { ...options, depth: 0, customInspect: false });
  }

  [Symbol.dispose]() {
    clear(this);
  }
}

const timersById = new Map();

// Numbers that are no durations are told of once.
let warnedOfNegative = false;
let warnedOfNaN = false;

function warnOfRange(after) {
  if (after > TIMEOUT_MAX) {
    process.emitWarning(`${after} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`,
                        'TimeoutOverflowWarning');
  } else if (after < 0 && !warnedOfNegative) {
    warnedOfNegative = true;
    process.emitWarning(`${after} is a negative number.\nTimeout duration was set to 1.`,
                        'TimeoutNegativeWarning');
  } else if (after !== after && !warnedOfNaN) {
    warnedOfNaN = true;
    process.emitWarning(`${after} is not a number.\nTimeout duration was set to 1.`, 'TimeoutNaNWarning');
  }
}

function incRefCount() {
  if (timerRefCount++ === 0) toggleTimerRef(true);
}

function decRefCount() {
  if (--timerRefCount === 0) toggleTimerRef(false);
}

// Starts or restarts a timer that keeps the loop alive.
function active(timer) {
  insertGuarded(timer, true);
}

// Starts or restarts a timer that does not keep the loop alive.
function unrefActive(timer) {
  insertGuarded(timer, false);
}

function insertGuarded(timer, refed) {
  const msecs = timer._idleTimeout;
  if (msecs < 0 || msecs === undefined) return;
  const started = insert(timer, msecs, getLibuvNow());
  if (timer._destroyed) {
    // It had run or was cleared; a refresh brings it back.
    timer._destroyed = false;
    if (timer[kHasPrimitive] !== false) timersById.set(timer[kHasPrimitive], timer);
    if (refed) incRefCount();
  }
  timer[kRefed] = refed;
  return started;
}

function insert(timer, msecs, start) {
  msecs = Math.trunc(msecs);
  if (timer._idleNext !== null && timer._idleNext !== timer && timer._idleNext !== undefined) unlink(timer);
  timer._idleStart = start;
  let list = lists.get(msecs);
  if (list === undefined) {
    const expiry = start + msecs;
    list = new TimersList(expiry, msecs);
    lists.set(msecs, list);
    queue.insert(list);
    if (nextExpiry > expiry) {
      scheduleTimer(msecs);
      nextExpiry = expiry;
    }
  }
  append(list, timer);
}

// Stops a timer for good.
function clear(timer) {
  if (timer._destroyed) {
    timer._idleTimeout = -1;
    timer._onTimeout = null;
    return;
  }
  timer._destroyed = true;
  if (tracking.tracker !== null) tracking.tracker.destroy(timer);
  if (timer[kHasPrimitive] !== false) timersById.delete(timer[kHasPrimitive]);
  if (timer[kRefed]) decRefCount();
  if (timer._idleNext !== null && timer._idleNext !== timer && timer._idleNext !== undefined) {
    unlink(timer);
    const list = lists.get(Math.trunc(timer._idleTimeout));
    if (list !== undefined && list._idleNext === list && list !== running) drop(list);
  }
  timer._idleTimeout = -1;
  timer._onTimeout = null;
}

function drop(list) {
  lists.delete(list.msecs);
  queue.removeAt(list.priorityQueuePosition);
  if (queue.peek() !== undefined) nextExpiry = queue.peek().expiry;
}

// The list whose timers run just now: emptied, it is dropped by its own pass.
let running = null;

// Runs due timers; called by the runtime with the loop's time. Returns when to be called next: negative when no
// referenced timer is left, 0 without any timer. It is called again after a callback threw.
function processTimers(now) {
  nextExpiry = Infinity;
  let ranOne = false;
  for (let list = queue.peek(); list !== undefined; list = queue.peek()) {
    if (list.expiry > now) {
      nextExpiry = list.expiry;
      // Callbacks may have taken their time.
      now = getLibuvNow();
      if (nextExpiry > now) return timerRefCount > 0 ? nextExpiry : -nextExpiry;
      nextExpiry = Infinity;
    }
    if (ranOne) runNextTicks();
    ranOne = true;
    runList(list, now);
  }
  // A list that was dropped may have named the next one, which has run since.
  nextExpiry = Infinity;
  return 0;
}

function runList(list, now) {
  const { msecs } = list;
  let ranOne = false;
  running = list;
  try {
    for (let timer = list._idleNext; timer !== list; timer = list._idleNext) {
      const elapsed = now - timer._idleStart;
      if (elapsed < msecs) {
        list.expiry = Math.max(timer._idleStart + msecs, now + 1);
        queue.percolateDown(1);
        return;
      }
      if (ranOne) {
        // Before the timer is taken: they may throw, or take it away.
        ranOne = false;
        runNextTicks();
        continue;
      }
      unlink(timer);
      if (timer._onTimeout === null || typeof timer._onTimeout !== 'function' && timer._destroyed) continue;
      ranOne = true;
      runTimer(timer, now);
      now = getLibuvNow();
    }
  } finally {
    running = null;
    if (list._idleNext === list && lists.get(msecs) === list) drop(list);
  }
}

function runTimer(timer) {
  let start;
  if (timer._repeat !== null) start = getLibuvNow();
  // Put back after a throw by whoever deals with it: its handlers run in the timer's context.
  const outer = swapAsyncContext(timer[kContext]);
  const { tracker } = tracking;
  if (tracker !== null) tracker.before(timer);
  try {
    const args = timer._timerArgs;
    if (args === undefined) {
      timer._onTimeout();
    } else {
      timer._onTimeout(...args);
    }
  } finally {
    if (timer._repeat !== null && timer._idleTimeout !== -1) {
      timer._idleTimeout = timer._repeat;
      insert(timer, timer._idleTimeout, start);
    } else if ((timer._idleNext === null || timer._idleNext === timer) && !timer._destroyed) {
      timer._destroyed = true;
      if (tracker !== null) tracker.destroy(timer);
      if (timer[kHasPrimitive] !== false) timersById.delete(timer[kHasPrimitive]);
      if (timer[kRefed]) decRefCount();
    }
  }
  if (tracking.tracker !== null) tracking.tracker.after(timer);
  swapAsyncContext(outer);
}

// ---- Immediates

let immediateHead = null;
let immediateTail = null;
// What was left of a pass that a throw interrupted: it runs before anything queued since.
let outstandingHead = null;

class Immediate {
  constructor(callback, args) {
    this._idleNext = null;
    this._idlePrev = immediateTail;
    this._onImmediate = callback;
    this._argv = args;
    this._destroyed = false;
    this[kRefed] = true;
    this[kContext] = getAsyncContext();
    if (tracking.tracker !== null) tracking.tracker.init(this, 'Immediate');
    if (immediateTail === null) {
      immediateHead = this;
    } else {
      immediateTail._idleNext = this;
    }
    immediateTail = this;
    immediateInfo[kCount]++;
    immediateInfo[kRefCount]++;
  }

  ref() {
    if (this[kRefed] === false) {
      this[kRefed] = true;
      immediateInfo[kRefCount]++;
    }
    return this;
  }

  unref() {
    if (this[kRefed] === true) {
      this[kRefed] = false;
      immediateInfo[kRefCount]--;
    }
    return this;
  }

  hasRef() {
    return !!this[kRefed];
  }

  [customInspectSymbol](_, options, inspect) {
    return inspect(this, { ...options, depth: 0, customInspect: false });
  }

  [Symbol.dispose]() {
    clearImmediate(this);
  }
}

function clearImmediate(immediate) {
  if (!immediate?._onImmediate || immediate._destroyed) return;
  immediateInfo[kCount]--;
  immediate._destroyed = true;
  if (tracking.tracker !== null) tracking.tracker.destroy(immediate);
  if (immediate[kRefed]) immediateInfo[kRefCount]--;
  immediate[kRefed] = null;
  immediate._onImmediate = null;
  if (immediate._idlePrev !== null) {
    immediate._idlePrev._idleNext = immediate._idleNext;
  } else if (immediateHead === immediate) {
    immediateHead = immediate._idleNext;
  } else if (outstandingHead === immediate) {
    outstandingHead = immediate._idleNext;
  }
  if (immediate._idleNext !== null) {
    immediate._idleNext._idlePrev = immediate._idlePrev;
  } else if (immediateTail === immediate) {
    immediateTail = immediate._idlePrev;
  }
}

// Runs the immediates that were there when it began; called by the runtime, again after a callback threw.
function processImmediate() {
  let immediate;
  if (outstandingHead !== null) {
    immediate = outstandingHead;
    outstandingHead = null;
    immediateInfo[kHasOutstanding] = 0;
  } else {
    if (tracking.tracker !== null) tracking.tracker.beginImmediates();
    immediate = immediateHead;
    immediateHead = null;
    immediateTail = null;
  }
  let previous = null;
  while (immediate !== null) {
    const next = immediate._idleNext;
    if (immediate._destroyed) {
      immediate = next;
      continue;
    }
    if (previous !== null) {
      runNextTicks();
      if (immediate._destroyed) {
        previous = immediate;
        immediate = next ?? immediate._idleNext;
        continue;
      }
    }
    immediate._destroyed = true;
    immediateInfo[kCount]--;
    if (immediate[kRefed]) immediateInfo[kRefCount]--;
    immediate[kRefed] = null;
    previous = immediate;
    const outer = swapAsyncContext(immediate[kContext]);
    const { tracker } = tracking;
    if (tracker !== null) tracker.before(immediate);
    let completed = false;
    try {
      const args = immediate._argv;
      if (args === undefined) {
        immediate._onImmediate();
      } else {
        immediate._onImmediate(...args);
      }
      completed = true;
    } finally {
      if (tracker !== null) tracker.destroy(immediate);
      immediate._onImmediate = null;
      if (!completed && immediate._idleNext !== null) {
        outstandingHead = immediate._idleNext;
        outstandingHead._idlePrev = null;
        immediateInfo[kHasOutstanding] = 1;
      }
    }
    if (tracking.tracker !== null) tracking.tracker.after(immediate);
    swapAsyncContext(outer);
    immediate = immediate._idleNext;
  }
}

// The names of the timers and immediates that keep the loop alive, for `process.getActiveResourcesInfo`.
function getActiveTimers() {
  const names = new Array(timerRefCount).fill('Timeout');
  for (let i = 0; i < immediateInfo[kRefCount]; i++) names.push('Immediate');
  return names;
}

// Called once, by the layer that owns `process.nextTick`: `runTicks` runs ticks and microtasks between callbacks.
function setup(runTicks) {
  runNextTicks = runTicks;
  setupTimers(processImmediate, processTimers);
}

module.exports = {
  TIMEOUT_MAX,
  kTimeout: Symbol('timeout'),
  kRefed,
  Timeout,
  Immediate,
  active,
  unrefActive,
  clear,
  clearImmediate,
  insert,
  timersById,
  getActiveTimers,
  setup,
  getTimerDuration,
  setUnrefTimeout,
};

const { validateNumber } = require('internal/validators');
const { ERR_OUT_OF_RANGE } = require('internal/errors').codes;

// The checked duration of `socket.setTimeout` and its like.
function getTimerDuration(msecs, name) {
  validateNumber(msecs, name);
  if (msecs < 0 || !Number.isFinite(msecs)) {
    throw new ERR_OUT_OF_RANGE(name, 'a non-negative finite number', msecs);
  }
  if (msecs > TIMEOUT_MAX) {
    process.emitWarning(`${msecs} does not fit into a 32-bit signed integer.` +
                        `\nTimer duration was truncated to ${TIMEOUT_MAX}.`, 'TimeoutOverflowWarning');
    return TIMEOUT_MAX;
  }
  return msecs;
}

// A timer for the built-in modules' own use: it does not keep the loop alive.
function setUnrefTimeout(callback, after) {
  const timer = new Timeout(callback, after, undefined, false, false);
  insert(timer, timer._idleTimeout, getLibuvNow());
  return timer;
}
