// The global `performance`: https://w3c.github.io/hr-time/#sec-performance with Node's additions.
'use strict';

const { EventTarget } = require('internal/event_target');
const { assertThis, getTimeOriginTimestamp, now } = require('internal/perf/utils');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { ERR_ILLEGAL_CONSTRUCTOR, ERR_MISSING_ARGS } = require('internal/errors').codes;

const kSkipThrow = Symbol('kSkipThrow');

// Most programs want the clock alone.
const timeline = () => require('internal/perf/observe');
const userTiming = () => require('internal/perf/usertiming');

let isPerformance;

class Performance extends EventTarget {
  // What tells a Performance from other objects.
  #brand;

  static {
    isPerformance = (value) => value !== null && typeof value === 'object' && #brand in value;
  }

  constructor(skipThrow) {
    if (skipThrow !== kSkipThrow) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
  }

  clearMarks(name = undefined) {
    check(this);
    if (name !== undefined) name = `${name}`;
    userTiming().clearMarkTimes(name);
    timeline().clearTimeline('mark', name);
  }

  clearMeasures(name = undefined) {
    check(this);
    timeline().clearTimeline('measure', name === undefined ? name : `${name}`);
  }

  clearResourceTimings(name = undefined) {
    check(this);
    timeline().clearTimeline('resource', name === undefined ? name : `${name}`);
  }

  getEntries() {
    check(this);
    return timeline().filterTimeline();
  }

  getEntriesByName(name, type = undefined) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return timeline().filterTimeline(`${name}`, type === undefined ? type : `${type}`);
  }

  getEntriesByType(type) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    return timeline().filterTimeline(undefined, `${type}`);
  }

  mark(name, options = {}) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return userTiming().mark(name, options);
  }

  measure(name, startOrOptions = {}, endMark = undefined) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return userTiming().measure(name, startOrOptions, endMark);
  }

  now() {
    // There is one, and programs ask it often.
    if (this !== performance) check(this);
    return now();
  }

  setResourceTimingBufferSize(maxSize) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('maxSize');
    // As `unsigned long` of Web IDL.
    timeline().setResourceBufferSize(maxSize >>> 0);
  }

  get timeOrigin() {
    check(this);
    return getTimeOriginTimestamp();
  }

  toJSON() {
    check(this);
    return {
      nodeTiming: this.nodeTiming,
      timeOrigin: this.timeOrigin,
      eventLoopUtilization: this.eventLoopUtilization(),
    };
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const shown = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    const { nodeTiming, timeOrigin } = this;
    return `Performance ${require('internal/util/inspect').inspect({ nodeTiming, timeOrigin }, shown)}`;
  }
}

function check(value) {
  assertThis(isPerformance, value, 'Performance');
}

for (const name of ['clearMarks', 'clearMeasures', 'clearResourceTimings', 'getEntries', 'getEntriesByName',
                    'getEntriesByType', 'mark', 'measure', 'now', 'setResourceTimingBufferSize', 'timeOrigin',
                    'toJSON']) {
  Object.defineProperty(Performance.prototype, name, kEnumerableProperty);
}
Object.defineProperty(Performance.prototype, Symbol.toStringTag, {
  __proto__: null, configurable: true, enumerable: false, writable: false, value: 'Performance',
});

// Node's additions, each loaded when it is first read.
const additions = {
  eventLoopUtilization: () => require('internal/perf/event_loop_utilization').eventLoopUtilization,
  nodeTiming: () => new (require('internal/perf/nodetiming'))(),
  markResourceTiming: () => require('internal/perf/resource_timing').markResourceTiming,
  timerify: () => require('internal/perf/timerify'),
};
for (const name of Object.keys(additions)) {
  const define = (value) => Object.defineProperty(Performance.prototype, name, {
    __proto__: null, configurable: true, enumerable: false, writable: true, value,
  });
  Object.defineProperty(Performance.prototype, name, {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      const value = additions[name]();
      define(value);
      return value;
    },
    set: define,
  });
}
require('internal/event_target').defineEventHandler(Performance.prototype, 'resourcetimingbufferfull');

const performance = new Performance(kSkipThrow);

module.exports = { Performance, performance };
