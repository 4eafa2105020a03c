// `performance.nodeTiming`: when the phases of the program's start and of its loop were reached.
'use strict';

const { PerformanceEntry, kSkipThrow } = require('internal/perf/performance_entry');
const { milestones, now } = require('internal/perf/utils');
const { customInspectSymbol } = require('internal/util');

const binding = internalBinding('performance');

class PerformanceNodeTiming extends PerformanceEntry {
  constructor() {
    super(kSkipThrow, 'node', 'node', 0, 0);
    const own = (name, get) => Object.defineProperty(this, name, {
      __proto__: null, enumerable: true, configurable: true, get,
    });
    const value = (name, fixed) => Object.defineProperty(this, name, {
      __proto__: null, enumerable: true, configurable: true, value: fixed,
    });
    value('name', 'node');
    value('entryType', 'node');
    value('startTime', 0);
    own('duration', now);
    for (const name of ['nodeStart', 'v8Start', 'bootstrapComplete', 'environment', 'loopStart', 'loopExit']) {
      own(name, milestones[name]);
    }
    own('idleTime', binding.loopIdleTime);
    own('uvMetricsInfo', () => {
      const { 0: loopCount, 1: events, 2: eventsWaiting } = binding.loopCounts();
      return { loopCount, events, eventsWaiting };
    });
  }

  [customInspectSymbol](depth, options) {
    if (depth < 0) return this;
    const shown = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `PerformanceNodeTiming ${require('internal/util/inspect').inspect(this.toJSON(), shown)}`;
  }

  toJSON() {
    const { name, entryType, startTime, duration, nodeStart, v8Start, bootstrapComplete, environment, loopStart,
            loopExit, idleTime } = this;
    return { name, entryType, startTime, duration, nodeStart, v8Start, bootstrapComplete, environment, loopStart,
             loopExit, idleTime };
  }
}

module.exports = PerformanceNodeTiming;
