// assert.CallTracker: functions that count their calls (deprecated).
'use strict';

const AssertionError = require('internal/assert/assertion_error');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_UNAVAILABLE_DURING_EXIT } } = require('internal/errors');
const { validateUint32 } = require('internal/validators');

class CallTracker {
  #tracked = new Map(); // from each tracked function to its record

  #recordOf(tracked) {
    const record = this.#tracked.get(tracked);
    if (record === undefined) throw new ERR_INVALID_ARG_VALUE('tracked', tracked, 'is not a tracked function');
    return record;
  }

  reset(tracked) {
    const records = tracked === undefined ? this.#tracked.values() : [this.#recordOf(tracked)];
    for (const record of records) record.calls = [];
  }

  getCalls(tracked) {
    return Object.freeze(this.#recordOf(tracked).calls.slice());
  }

  calls(fn, expected = 1) {
    if (process._exiting) throw new ERR_UNAVAILABLE_DURING_EXIT();
    if (typeof fn === 'number') {
      expected = fn;
      fn = Function.prototype;
    } else if (fn === undefined) {
      fn = Function.prototype;
    }
    validateUint32(expected, 'expected', true);
    const record = { expected, name: fn.name || 'calls', stack: new Error(), calls: [] };
    const tracked = new Proxy(fn, {
      __proto__: null,
      apply(target, thisArg, args) {
        record.calls.push(Object.freeze({ thisArg, arguments: Object.freeze(args.slice()) }));
        return Reflect.apply(target, thisArg, args);
      },
    });
    this.#tracked.set(tracked, record);
    return tracked;
  }

  report() {
    const reports = [];
    for (const { calls, expected, name, stack } of this.#tracked.values()) {
      if (calls.length === expected) continue;
      reports.push({
        message: `Expected the ${name} function to be executed ${expected} time(s) ` +
          `but was executed ${calls.length} time(s).`,
        actual: calls.length,
        expected,
        operator: name,
        stack,
      });
    }
    return reports;
  }

  verify() {
    const details = this.report();
    if (details.length === 0) return;
    const message = details.length === 1 ?
      details[0].message : 'Functions were not called the expected number of times';
    throw new AssertionError({ message, details });
  }
}

module.exports = CallTracker;
