// Watching: `fs.watch` by the system's events, `fs.watchFile` by looking again and again.
'use strict';

const EventEmitter = require('events');
const { AbortError, UVException, codes: { ERR_FS_WATCH_QUEUE_OVERFLOW } } = require('internal/errors');
const {
  validateAbortSignal, validateBoolean, validateIgnoreOption, validateInteger, validateObject, validateOneOf,
  validateUint32,
} = require('internal/validators');
const { resolve } = require('path');
const { assertEncoding, getValidatedPath, isUtf8 } = require('internal/fs/options');
const { createIgnoreMatcher } = require('internal/fs/ignore');
const { getStatsFromBinding } = require('internal/fs/stats');
const { FSEvent } = internalBinding('fs_event_wrap');
const binding = internalBinding('fs');

const kFSWatchStart = Symbol('kFSWatchStart');
const kFSStatWatcherStart = Symbol('kFSStatWatcherStart');
const kFSStatWatcherAddOrCleanRef = Symbol('kFSStatWatcherAddOrCleanRef');

/** Starts a native watcher; names come in `encoding`. */
function startHandle(handle, path, persistent, encoding) {
  const status = handle.start(path, persistent, !isUtf8(encoding));
  if (status === 0) return;
  const message = status === noSpace ? 'System limit for number of file watchers reached' : '';
  const error = new UVException({ errno: status, syscall: 'watch', path, message });
  error.filename = `${path}`;
  throw error;
}

const noSpace = -internalBinding('constants').os.errno.ENOSPC;

const decodeName = (name, encoding) =>
  (typeof name === 'string' || encoding === 'buffer' ? name : name.toString(encoding));

class FSWatcher extends EventEmitter {
  constructor(ignore) {
    super();
    this._handle = new FSEvent();
    this._ignoreMatcher = createIgnoreMatcher(ignore);
  }

  // Programs may call it: the watcher is started by `fs.watch`.
  start() {}

  [kFSWatchStart](path, persistent, encoding) {
    this._handle.onchange = (status, eventType, filename) => {
      if (this._handle === null) return;
      const name = decodeName(filename, encoding);
      if (this._ignoreMatcher?.(`${filename}`)) return;
      this.emit('change', eventType, name);
    };
    startHandle(this._handle, path, persistent, encoding);
  }

  close() {
    if (this._handle === null) return;
    if (!this._handle.initialized) {
      this._handle = null;
      return;
    }
    this._handle.close();
    this._handle = null;
    process.nextTick(() => this.emit('close'));
  }

  ref() {
    this._handle?.ref();
    return this;
  }

  unref() {
    this._handle?.unref();
    return this;
  }
}

/** A started watcher of a path, and of everything below it when asked for. */
function createWatcher(path, options) {
  if (options.recursive) {
    const { FSWatcher: RecursiveWatcher } = require('internal/fs/recursive_watch');
    const watcher = new RecursiveWatcher(options);
    watcher[kFSWatchStart](path);
    return watcher;
  }
  const watcher = new FSWatcher(options.ignore);
  watcher[kFSWatchStart](path, options.persistent, options.encoding);
  return watcher;
}

/** `fs.watch`. */
function watchPath(filename, options, listener) {
  const { signal, ignore } = options;
  validateIgnoreOption(ignore, 'options.ignore');
  const watcher = createWatcher(getValidatedPath(filename), options);
  if (listener) watcher.addListener('change', listener);
  if (signal?.aborted) {
    process.nextTick(() => watcher.close());
  } else if (signal) {
    const onAbort = () => watcher.close();
    signal.addEventListener('abort', onAbort, { __proto__: null, once: true });
    watcher.once('close', () => signal.removeEventListener('abort', onAbort));
  }
  return watcher;
}

/** `watch` of `fs/promises`: an iterator of { eventType, filename }. */
async function* watch(filename, options = {}) {
  const path = getValidatedPath(filename);
  validateObject(options, 'options');
  const {
    persistent = true, recursive = false, encoding = 'utf8', maxQueue = 2048, overflow = 'ignore', signal, ignore,
  } = options;
  validateBoolean(persistent, 'options.persistent');
  validateBoolean(recursive, 'options.recursive');
  validateInteger(maxQueue, 'options.maxQueue');
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error']);
  validateAbortSignal(signal, 'options.signal');
  validateIgnoreOption(ignore, 'options.ignore');
  if (encoding !== 'buffer') assertEncoding(encoding);
  const abortError = () => new AbortError(undefined, { cause: signal.reason });
  if (signal?.aborted) throw abortError();

  let events = [];
  let failure;
  let wake = Promise.withResolvers();
  const onAbort = () => wake.resolve();
  const watcher = createWatcher(path, { persistent, recursive, encoding, ignore });
  watcher.on('change', (eventType, name) => {
    if (events.length < maxQueue) {
      events.push({ __proto__: null, eventType, filename: name });
    } else if (overflow === 'error') {
      failure ??= new ERR_FS_WATCH_QUEUE_OVERFLOW(maxQueue);
    } else {
      process.emitWarning('fs.watch maxQueue exceeded');
    }
    wake.resolve();
  });
  watcher.on('error', (error) => {
    failure ??= error;
    wake.resolve();
  });
  try {
    signal?.addEventListener('abort', onAbort, { __proto__: null, once: true });
    while (!signal?.aborted) {
      await wake.promise;
      wake = Promise.withResolvers();
      if (failure !== undefined) throw failure;
      const taken = events;
      events = [];
      yield* taken;
    }
    throw abortError();
  } finally {
    watcher.close();
    signal?.removeEventListener('abort', onAbort);
  }
}

const kUseBigint = Symbol('kUseBigint');
const kRefCount = Symbol('KFSStatWatcherRefCount');
const kMaxRefCount = Symbol('KFSStatWatcherMaxRefCount');

class StatWatcher extends EventEmitter {
  constructor(bigint) {
    super();
    this._handle = null;
    this[kUseBigint] = bigint;
    // How many of those who watch want the loop kept alive, and how many there are.
    this[kRefCount] = 1;
    this[kMaxRefCount] = 1;
  }

  [kFSStatWatcherStart](filename, interval) {
    if (this._handle !== null) return;
    filename = getValidatedPath(filename, 'filename');
    validateUint32(interval, 'interval');
    this._handle = new StatPoll(filename, interval, this[kUseBigint], (current, previous) => {
      this.emit('change', current, previous);
    });
  }

  // Programs may call it: the watcher is started by `fs.watchFile`.
  start() {}

  stop() {
    if (this._handle === null) return;
    process.nextTick(() => this.emit('stop'));
    this._handle.close();
    this._handle = null;
  }

  [kFSStatWatcherAddOrCleanRef](operation) {
    if (operation === 'add') {
      this[kRefCount]++;
      this[kMaxRefCount]++;
    } else {
      this[kMaxRefCount] = operation === 'clean' ? this[kMaxRefCount] - 1 : 0;
      this[kRefCount] = Math.min(this[kRefCount], this[kMaxRefCount]);
    }
    this._handle?.reference(this[kRefCount] > 0);
  }

  ref() {
    if (this[kRefCount] < this[kMaxRefCount]) this[kRefCount]++;
    this._handle?.reference(this[kRefCount] > 0);
    return this;
  }

  unref() {
    if (this[kRefCount] > 0) this[kRefCount]--;
    this._handle?.reference(this[kRefCount] > 0);
    return this;
  }
}

// What tells that a file has changed: all numbers but the time of the last access, by their place in Stats.
const tellingFloats = [0, 1, 3, 4, 7, 8, 11, 12, 13];
const tellingIntegers = [0, 1, 3, 4, 7, 8, 12, 13, 14, 15, 16, 17];

/** Looks at a file again and again. A file that is not there has zeros for numbers. */
class StatPoll {
  constructor(path, interval, bigint, onchange) {
    const { setTimeout, clearTimeout } = require('timers');
    this.clear = clearTimeout;
    this.closed = false;
    this.referenced = true;
    this.timer = null;
    const make = () => (bigint ? new BigInt64Array(18) : new Float64Array(14));
    const telling = bigint ? tellingIntegers : tellingFloats;
    let previous;
    let previousError;
    const look = () => {
      const numbers = make();
      binding.stat(path, true, (error) => {
        if (this.closed) return;
        const code = error?.code;
        const first = previous === undefined;
        previous ??= numbers;
        const before = previous;
        // What is not there at first is told of too.
        const changed = first ? code !== undefined :
          code !== previousError || (!error && telling.some((i) => before[i] !== numbers[i]));
        previous = numbers;
        previousError = code;
        this.timer = setTimeout(look, interval || 1);
        if (!this.referenced) this.timer.unref();
        if (changed) onchange(getStatsFromBinding(numbers), getStatsFromBinding(before));
      }, numbers);
    };
    look();
  }

  reference(referenced) {
    this.referenced = referenced;
    if (referenced) this.timer?.ref();
    else this.timer?.unref();
  }

  close() {
    this.closed = true;
    this.clear(this.timer);
  }
}

const statWatchers = new Map();

function watchFile(filename, options, listener) {
  filename = resolve(`${getValidatedPath(filename)}`);
  options = { interval: 5007, persistent: true, bigint: false, ...options };
  let watcher = statWatchers.get(filename);
  if (watcher === undefined) {
    watcher = new StatWatcher(options.bigint);
    watcher[kFSStatWatcherStart](filename, options.interval);
    statWatchers.set(filename, watcher);
  } else {
    watcher[kFSStatWatcherAddOrCleanRef]('add');
  }
  watcher.addListener('change', listener);
  if (!options.persistent) watcher.unref();
  return watcher;
}

function unwatchFile(filename, listener) {
  filename = resolve(`${getValidatedPath(filename)}`);
  const watcher = statWatchers.get(filename);
  if (watcher === undefined) return;
  if (typeof listener === 'function') {
    const before = watcher.listenerCount('change');
    watcher.removeListener('change', listener);
    if (watcher.listenerCount('change') < before) watcher[kFSStatWatcherAddOrCleanRef]('clean');
  } else {
    watcher.removeAllListeners('change');
    watcher[kFSStatWatcherAddOrCleanRef]('cleanAll');
  }
  if (watcher.listenerCount('change') === 0) {
    watcher.stop();
    statWatchers.delete(filename);
  }
}

module.exports = {
  FSWatcher,
  StatWatcher,
  createIgnoreMatcher,
  kFSStatWatcherAddOrCleanRef,
  kFSStatWatcherStart,
  kFSWatchStart,
  unwatchFile,
  watch,
  watchFile,
  watchPath,
};
