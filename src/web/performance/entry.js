// PerformanceEntry: https://w3c.github.io/performance-timeline/#the-performanceentry-interface
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
const { assertThis } = require('internal/perf/utils');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');

const kSkipThrow = Symbol('kSkipThrow');

// Set by the class's static block, where private names are in reach.
let isPerformanceEntry;

class PerformanceEntry {
  #name;
  #entryType;
  #startTime;
  #duration;

  static {
    isPerformanceEntry = (value) => value !== null && typeof value === 'object' && #name in value;
  }

  constructor(skipThrow, name, type, start, duration) {
    if (skipThrow !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#name = name;
    this.#entryType = type;
    this.#startTime = start;
    this.#duration = duration;
  }

  get name() {
    assertThis(isPerformanceEntry, this, 'PerformanceEntry');
    return this.#name;
  }

  get entryType() {
    assertThis(isPerformanceEntry, this, 'PerformanceEntry');
    return this.#entryType;
  }

  get startTime() {
    assertThis(isPerformanceEntry, this, 'PerformanceEntry');
    return this.#startTime;
  }

  get duration() {
    assertThis(isPerformanceEntry, this, 'PerformanceEntry');
    return this.#duration;
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const shown = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `${this.constructor.name} ${require('internal/util/inspect').inspect(this.toJSON(), shown)}`;
  }

  toJSON() {
    assertThis(isPerformanceEntry, this, 'PerformanceEntry');
    return { name: this.#name, entryType: this.#entryType, startTime: this.#startTime, duration: this.#duration };
  }
}

Object.defineProperties(PerformanceEntry.prototype, {
  [Symbol.toStringTag]: {
    __proto__: null, configurable: true, enumerable: false, value: 'PerformanceEntry', writable: false,
  },
  name: kEnumerableProperty,
  entryType: kEnumerableProperty,
  startTime: kEnumerableProperty,
  duration: kEnumerableProperty,
  toJSON: kEnumerableProperty,
});

/** An entry of Node's own: with a detail that it shows. */
class PerformanceNodeEntry extends PerformanceEntry {
  #detail;

  constructor(name, type, start, duration, detail) {
    super(kSkipThrow, name, type, start, duration);
    this.#detail = detail;
  }

  get detail() {
    return this.#detail;
  }

  toJSON() {
    return { ...super.toJSON(), detail: this.#detail };
  }
}

module.exports = { PerformanceEntry, PerformanceNodeEntry, isPerformanceEntry, kSkipThrow };
