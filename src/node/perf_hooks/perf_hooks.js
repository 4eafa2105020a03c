// `node:perf_hooks`: the performance API as a module. Each part is loaded when it is first read.
'use strict';

const members = {
  Performance: () => require('internal/perf/performance').Performance,
  PerformanceEntry: () => globalThis.PerformanceEntry,
  PerformanceMark: () => globalThis.PerformanceMark,
  PerformanceMeasure: () => globalThis.PerformanceMeasure,
  PerformanceObserver: () => require('internal/perf/observe').PerformanceObserver,
  PerformanceObserverEntryList: () => require('internal/perf/observe').PerformanceObserverEntryList,
  PerformanceResourceTiming: () => globalThis.PerformanceResourceTiming,
  monitorEventLoopDelay: () => require('internal/perf/event_loop_delay'),
  eventLoopUtilization: () => require('internal/perf/event_loop_utilization').eventLoopUtilization,
  timerify: () => require('internal/perf/performance').performance.timerify,
  createHistogram: () => require('internal/histogram').createHistogram,
  performance: () => require('internal/perf/performance').performance,
};

for (const name of Object.keys(members)) {
  const define = (value) => Object.defineProperty(module.exports, name, {
    __proto__: null, value, enumerable: true, configurable: true, writable: true,
  });
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() {
      const value = members[name]();
      define(value);
      return value;
    },
    set: define,
  });
}

// What Node numbers collections of V8 by.
Object.defineProperty(module.exports, 'constants', {
  __proto__: null,
  enumerable: true,
  configurable: false,
  writable: false,
  value: Object.defineProperties({}, Object.fromEntries(Object.entries({
    NODE_PERFORMANCE_GC_MAJOR: 4,
    NODE_PERFORMANCE_GC_MINOR: 1,
    NODE_PERFORMANCE_GC_MINOR_MARK_SWEEP: 2,
    NODE_PERFORMANCE_GC_INCREMENTAL: 8,
    NODE_PERFORMANCE_GC_WEAKCB: 16,
    NODE_PERFORMANCE_GC_FLAGS_NO: 0,
    NODE_PERFORMANCE_GC_FLAGS_CONSTRUCT_RETAINED: 2,
    NODE_PERFORMANCE_GC_FLAGS_FORCED: 4,
    NODE_PERFORMANCE_GC_FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING: 8,
    NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE: 16,
    NODE_PERFORMANCE_GC_FLAGS_ALL_EXTERNAL_MEMORY: 32,
    NODE_PERFORMANCE_GC_FLAGS_SCHEDULE_IDLE: 64,
  }).map(([name, value]) => [name, { __proto__: null, enumerable: true, value }]))),
});
