// The timeline and its observers: https://w3c.github.io/performance-timeline/
'use strict';

const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { validateFunction, validateObject } = require('internal/validators');
const { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS } = require('internal/errors').codes;

const kMaybeBuffer = Symbol('kMaybeBuffer');
const kDispatch = Symbol('kDispatch');

const supportedEntryTypes = Object.freeze(
  ['dns', 'function', 'gc', 'http', 'http2', 'mark', 'measure', 'net', 'quic', 'resource']);

// The timeline of marks, measures and resources.
let marks = [];
let measures = [];
let resources = [];
let resourceBufferSize = 250;
// Resources that came while the buffer was full, until the event about it was dispatched.
let secondaryResources = [];
let fullPending = false;

const observers = new Set();
const pending = new Set();
// How many observers want entries of a type: what makes entries asks before it does.
const counts = { __proto__: null };

let isScheduled = false;

function schedule() {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    const due = [...pending];
    pending.clear();
    for (const observer of due) observer[kDispatch]();
  });
}

class PerformanceObserverEntryList {
  #buffer;

  constructor(skipThrow, entries) {
    if (skipThrow !== kDispatch) throw new (require('internal/errors').codes.ERR_ILLEGAL_CONSTRUCTOR)();
    this.#buffer = entries.toSorted((a, b) => a.startTime - b.startTime);
  }

  getEntries() {
    return this.#buffer.slice();
  }

  getEntriesByType(type) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    type = `${type}`;
    return this.#buffer.filter((entry) => entry.entryType === type);
  }

  getEntriesByName(name, type = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    if (type != null) {
      type = `${type}`;
      return this.#buffer.filter((entry) => entry.name === name && entry.entryType === type);
    }
    return this.#buffer.filter((entry) => entry.name === name);
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const shown = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `PerformanceObserverEntryList ${require('internal/util/inspect').inspect(this.#buffer, shown)}`;
  }
}

Object.defineProperties(PerformanceObserverEntryList.prototype, {
  getEntries: kEnumerableProperty,
  getEntriesByType: kEnumerableProperty,
  getEntriesByName: kEnumerableProperty,
  [Symbol.toStringTag]: {
    __proto__: null, writable: false, enumerable: false, configurable: true, value: 'PerformanceObserverEntryList',
  },
});

class PerformanceObserver {
  #buffer = [];
  #entryTypes = new Set();
  #type;
  #callback;

  static get supportedEntryTypes() {
    return supportedEntryTypes;
  }

  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#callback = callback;
  }

  /** `options`: {entryTypes: […]}, or {type, buffered}; the latter may be called for one type after the other. */
  observe(options = {}) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = { ...options };
    if (entryTypes === undefined && type === undefined) {
      throw new ERR_MISSING_ARGS('options.entryTypes', 'options.type');
    }
    if (entryTypes != null && type != null) {
      throw new ERR_INVALID_ARG_VALUE(
        'options.entryTypes', entryTypes, 'options.entryTypes can not set with options.type together');
    }
    const kind = entryTypes !== undefined ? 'multiple' : 'single';
    if (this.#type !== undefined && this.#type !== kind) {
      const { lazyDOMException } = require('internal/util');
      throw lazyDOMException(`PerformanceObserver can not change to ${kind} observation`, 'InvalidModificationError');
    }
    this.#type = kind;
    if (kind === 'multiple') {
      if (!Array.isArray(entryTypes)) throw new ERR_INVALID_ARG_TYPE('options.entryTypes', 'string[]', entryTypes);
      this.#setTypes(entryTypes.filter((entryType) => supportedEntryTypes.includes(entryType)));
      this.#buffer = [];
    } else {
      if (!supportedEntryTypes.includes(type)) return;
      this.#setTypes([...this.#entryTypes, type]);
      if (buffered) {
        this.#buffer.push(...filterTimeline(undefined, type));
        if (this.#buffer.length > 0) this.#enqueue();
      }
    }
    if (this.#entryTypes.size > 0) observers.add(this);
    else this.disconnect();
  }

  #setTypes(types) {
    for (const type of this.#entryTypes) counts[type]--;
    this.#entryTypes = new Set(types);
    for (const type of this.#entryTypes) counts[type] = (counts[type] ?? 0) + 1;
    followCollections(counts.gc > 0);
  }

  #enqueue() {
    pending.add(this);
    schedule();
  }

  disconnect() {
    this.#setTypes([]);
    this.#buffer = [];
    this.#type = undefined;
    observers.delete(this);
    pending.delete(this);
  }

  /** The entries that wait for the callback, which does not get them any more. */
  takeRecords() {
    const records = this.#buffer;
    this.#buffer = [];
    return records;
  }

  [kMaybeBuffer](entry) {
    if (!this.#entryTypes.has(entry.entryType)) return;
    this.#buffer.push(entry);
    this.#enqueue();
  }

  [kDispatch]() {
    const entries = this.takeRecords();
    if (entries.length === 0) return;
    Reflect.apply(this.#callback, this, [new PerformanceObserverEntryList(kDispatch, entries), this]);
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const shown = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `PerformanceObserver ${require('internal/util/inspect').inspect({
      connected: observers.has(this),
      pending: pending.has(this),
      entryTypes: [...this.#entryTypes],
      buffer: this.#buffer,
    }, shown)}`;
  }
}

Object.defineProperties(PerformanceObserver.prototype, {
  observe: kEnumerableProperty,
  disconnect: kEnumerableProperty,
  takeRecords: kEnumerableProperty,
  [Symbol.toStringTag]: {
    __proto__: null, writable: false, enumerable: false, configurable: true, value: 'PerformanceObserver',
  },
});

/** Shows an entry to the observers; keeps it in the timeline if asked to. */
function enqueue(entry, keep = false) {
  for (const observer of observers) observer[kMaybeBuffer](entry);
  if (!keep) return;
  const buffer = entry.entryType === 'mark' ? marks : measures;
  buffer.push(entry);
  warnOfSize(buffer, entry.entryType);
}

// A program that marks and never clears fills its memory.
const kWarnAt = 1_000_000;
const warned = new Set();

function warnOfSize(buffer, type) {
  if (buffer.length <= kWarnAt || warned.has(type)) return;
  warned.add(type);
  const warning = new Error('Possible perf_hooks memory leak detected. ' +
    `${buffer.length} ${type} entries added to the global performance entry buffer. ` +
    `Use performance.clear${type === 'mark' ? 'Marks' : 'Measures'} to clear the buffer.`);
  warning.name = 'MaxPerformanceEntryBufferExceededWarning';
  warning.entryType = type;
  warning.count = buffer.length;
  process.emitWarning(warning);
}

/** Keeps a resource's entry; a full buffer is an event of `performance`, in which the program may make room. */
function enqueueResource(entry) {
  for (const observer of observers) observer[kMaybeBuffer](entry);
  if (resources.length < resourceBufferSize && !fullPending) {
    resources.push(entry);
    return;
  }
  secondaryResources.push(entry);
  if (fullPending) return;
  fullPending = true;
  setImmediate(() => {
    const { performance } = require('internal/perf/performance');
    while (secondaryResources.length > 0) {
      const excess = secondaryResources.length;
      if (resources.length >= resourceBufferSize) performance.dispatchEvent(new Event('resourcetimingbufferfull'));
      while (resources.length < resourceBufferSize && secondaryResources.length > 0) {
        resources.push(secondaryResources.shift());
      }
      // No room was made: what is left is dropped, as the standard has it.
      if (secondaryResources.length >= excess) secondaryResources = [];
    }
    fullPending = false;
  });
}

/** The timeline's entries by name and type, in order of their start. */
function filterTimeline(name, type) {
  const entries = type === undefined ? [...marks, ...measures, ...resources] :
    type === 'mark' ? marks : type === 'measure' ? measures : type === 'resource' ? resources : [];
  const wanted = name === undefined ? entries.slice() : entries.filter((entry) => entry.name === name);
  return wanted.sort((a, b) => a.startTime - b.startTime);
}

/** Clears the timeline of one type, of one name or of all. */
function clearTimeline(type, name) {
  const rest = (entries) => (name === undefined ? [] : entries.filter((entry) => entry.name !== name));
  if (type === 'mark') marks = rest(marks);
  else if (type === 'measure') measures = rest(measures);
  else resources = rest(resources);
}

let followsCollections = false;

// Only while somebody observes them.
function followCollections(wanted) {
  if (wanted === followsCollections) return;
  followsCollections = wanted;
  const binding = internalBinding('performance');
  binding.tellCollections(wanted ? (began, duration) => {
    enqueueCollection(binding.sinceOrigin(began), duration / kNsPerMs, kUnforced);
  } : undefined);
}

const kNsPerMs = 1e6;
// `NODE_PERFORMANCE_GC_MAJOR`, `NODE_PERFORMANCE_GC_FLAGS_NO` and `…_FORCED`.
const kMajor = 4;
const kUnforced = 0;
const kForced = 4;

function enqueueCollection(startTime, duration, flags) {
  const { PerformanceNodeEntry } = require('internal/perf/performance_entry');
  enqueue(new PerformanceNodeEntry('gc', 'gc', startTime, duration, { kind: kMajor, flags }));
}

/** Calls `collect`, and tells the observers of it. */
function observeForced(collect) {
  if (!hasObserver('gc')) return collect();
  const { now } = require('internal/perf/utils');
  const startTime = now();
  collect();
  enqueueCollection(startTime, now() - startTime, kForced);
}

/** Whether an observer wants entries of the type. */
function hasObserver(type) {
  return (counts[type] ?? 0) > 0;
}

/** Remembers when `target` began, under `key`, if anybody observes. */
function startPerf(target, key, context = {}) {
  target[key] = { ...context, startTime: require('internal/perf/utils').now() };
}

/** Tells the observers how long it took. */
function stopPerf(target, key, context = {}) {
  const begun = target[key];
  if (!begun) return;
  const { PerformanceNodeEntry } = require('internal/perf/performance_entry');
  const { startTime } = begun;
  const detail = { ...begun.detail, ...context.detail };
  const duration = require('internal/perf/utils').now() - startTime;
  enqueue(new PerformanceNodeEntry(begun.name, begun.type, startTime, duration, detail));
}

module.exports = {
  counts,
  PerformanceObserver,
  PerformanceObserverEntryList,
  clearTimeline,
  enqueue,
  enqueueResource,
  filterTimeline,
  hasObserver,
  observeForced,
  setResourceBufferSize(size) { resourceBufferSize = size; },
  startPerf,
  stopPerf,
};
