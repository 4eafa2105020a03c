// Marks and measures: https://w3c.github.io/user-timing/
'use strict';

const { PerformanceEntry, kSkipThrow } = require('internal/perf/performance_entry');
const { assertThis, milestones, now } = require('internal/perf/utils');
const { kEnumerableProperty, lazyDOMException } = require('internal/util');
const { validateNumber, validateObject, validateString } = require('internal/validators');
const {
  ERR_INVALID_ARG_VALUE,
  ERR_MISSING_ARGS,
  ERR_PERFORMANCE_INVALID_TIMESTAMP,
  ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS,
} = require('internal/errors').codes;

// The start of each name's last mark.
const markTimes = new Map();

// Names of attributes that marks of a page must not hide; here those of nodeTiming.
const reserved = new Set(['nodeStart', 'v8Start', 'environment', 'loopStart', 'loopExit', 'bootstrapComplete']);

const clone = (detail) => (detail == null ? null : globalThis.structuredClone(detail));

const isMark = (value) => value instanceof PerformanceMark;
const isMeasure = (value) => value instanceof PerformanceMeasure;

class PerformanceMark extends PerformanceEntry {
  #detail;

  constructor(name, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    if (reserved.has(name)) throw new ERR_INVALID_ARG_VALUE('name', name);
    if (options != null) validateObject(options, 'options');
    const startTime = options?.startTime ?? now();
    validateNumber(startTime, 'startTime');
    if (startTime < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(startTime);
    markTimes.set(name, startTime);
    super(kSkipThrow, name, 'mark', startTime, 0);
    this.#detail = clone(options?.detail);
  }

  get detail() {
    assertThis(isMark, this, 'PerformanceMark');
    return this.#detail;
  }

  toJSON() {
    return { ...super.toJSON(), detail: this.detail };
  }
}

class PerformanceMeasure extends PerformanceEntry {
  #detail;

  constructor(skipThrow, name, start, duration, detail) {
    super(skipThrow, name, 'measure', start, duration);
    this.#detail = clone(detail);
  }

  get detail() {
    assertThis(isMeasure, this, 'PerformanceMeasure');
    return this.#detail;
  }

  toJSON() {
    return { ...super.toJSON(), detail: this.detail };
  }
}

for (const Class of [PerformanceMark, PerformanceMeasure]) {
  Object.defineProperties(Class.prototype, {
    detail: kEnumerableProperty,
    toJSON: kEnumerableProperty,
    [Symbol.toStringTag]: { __proto__: null, configurable: true, enumerable: false, value: Class.name, writable: false },
  });
}

/** Adds a mark to the timeline. */
function mark(name, options) {
  const entry = new PerformanceMark(name, options);
  require('internal/perf/observe').enqueue(entry, true);
  return entry;
}

/** Adds the time between two marks or moments. */
function measure(name, startOrOptions = undefined, endMark = undefined) {
  validateString(name, 'name');
  const isOptions = startOrOptions !== null && typeof startOrOptions === 'object' &&
    Object.keys(startOrOptions).length > 0;
  const options = isOptions ? startOrOptions : undefined;
  if (isOptions) checkOptions(options, endMark);

  const end = endOf(options, endMark);
  const start = startOf(options, isOptions ? undefined : startOrOptions);
  const entry = new PerformanceMeasure(kSkipThrow, name, start, end - start, options?.detail);
  require('internal/perf/observe').enqueue(entry, true);
  return entry;
}

function checkOptions({ start, end, duration }, endMark) {
  if (endMark !== undefined) throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS('endMark must not be specified');
  if (start !== undefined && end !== undefined && duration !== undefined) {
    throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS(
      'Must not have options.start, options.end, and options.duration specified');
  }
}

function endOf(options, endMark) {
  if (endMark !== undefined) return timeOf(endMark);
  if (options?.end !== undefined) return timeOf(options.end);
  if (options?.start !== undefined && options.duration !== undefined) {
    return timeOf(options.start) + timeOf(options.duration);
  }
  return now();
}

function startOf(options, startMark) {
  if (options?.start !== undefined) return timeOf(options.start);
  if (options?.duration !== undefined && options.end !== undefined) {
    return timeOf(options.end) - timeOf(options.duration);
  }
  if (typeof startMark === 'string' || typeof startMark === 'number') return timeOf(startMark);
  return 0;
}

// A moment, given by number or by the name of a mark.
function timeOf(value) {
  if (typeof value === 'number') {
    if (value < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(value);
    return value;
  }
  const name = `${value}`;
  if (reserved.has(name)) {
    const reached = milestones[name]();
    if (reached !== undefined) return reached;
  }
  const time = markTimes.get(name);
  if (time === undefined) {
    throw lazyDOMException(`The "${name}" performance mark has not been set`, 'SyntaxError');
  }
  return time;
}

/** Forgets the marks of a name, or all. */
function clearMarkTimes(name) {
  if (name === undefined) {
    markTimes.clear();
  } else {
    name = `${name}`;
    if (reserved.has(name)) throw new ERR_INVALID_ARG_VALUE('name', name);
    markTimes.delete(name);
  }
}

module.exports = { PerformanceMark, PerformanceMeasure, clearMarkTimes, mark, measure };
