// What the function of a test gets: the test's own ways to declare, to assert, to plan and to mock.
'use strict';

const assert = require('assert');
const { codes: { ERR_TEST_FAILURE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateFunction, validateNumber, validateObject, validateString, validateUint32 } =
  require('internal/validators');
const { clearInterval, clearTimeout, setInterval, setTimeout } = require('timers');
const { Test } = require('internal/test_runner/test');

const notAssertions = new Set(['AssertionError', 'CallTracker', 'strict', 'Assert']);
const registered = new Map();

/** `test.assert.register()`: one more method of every `t.assert`. */
function registerAssertion(name, fn) {
  validateString(name, 'name');
  validateFunction(fn, 'fn');
  registered.set(name, fn);
}

class TestContext {
  #test;
  #assert;

  constructor(test) {
    this.#test = test;
  }

  get signal() {
    return this.#test.ownSignal;
  }

  get name() {
    return this.#test.name;
  }

  get filePath() {
    return this.#test.location?.file;
  }

  get fullName() {
    return this.#test.fullName;
  }

  get error() {
    return this.#test.errors[0] ?? null;
  }

  get passed() {
    return this.#test.passed;
  }

  get mock() {
    this.#test.mock ??= new (require('internal/test_runner/mock/mock').MockTracker)();
    return this.#test.mock;
  }

  /** The functions of node:assert; each call counts towards the plan. */
  get assert() {
    if (this.#assert === undefined) {
      this.#assert = { __proto__: null };
      const own = Object.keys(assert).filter((name) => !notAssertions.has(name)).map((name) => [name, assert[name]]);
      for (const [name, fn] of [['ok', assert.ok], ...own, ...registered]) {
        this.#assert[name] = (...args) => {
          this.#test.counted++;
          return Reflect.apply(fn, this, args);
        };
      }
    }
    return this.#assert;
  }

  diagnostic(message) {
    this.#test.diagnostic(message);
  }

  /** How many assertions and subtests there will be; `wait` is for how long they are waited for. */
  plan(count, options = kEmptyObject) {
    validateUint32(count, 'count');
    validateObject(options, 'options');
    if (this.#test.planned !== undefined) throw new ERR_TEST_FAILURE('cannot set plan more than once', 'testCodeFailure');
    this.#test.planned = new Plan(this.#test, count, options.wait);
  }

  runOnly() {}

  skip(message) {
    this.#test.skipped = message ?? true;
  }

  todo(message) {
    this.#test.todo = message ?? true;
  }

  test(name, options, fn) {
    if (typeof name === 'function') [name, options, fn] = [undefined, undefined, name];
    else if (name !== null && typeof name === 'object') [name, options, fn] = [undefined, name, options];
    if (typeof options === 'function') [options, fn] = [undefined, options];
    this.#test.counted++;
    return this.#test.createSubtest(Test, name, options ?? kEmptyObject, fn);
  }

  before(fn, options) {
    this.#test.addHook('before', fn, options);
  }

  after(fn, options) {
    this.#test.addHook('after', fn, options);
  }

  beforeEach(fn, options) {
    this.#test.addHook('beforeEach', fn, options);
  }

  afterEach(fn, options) {
    this.#test.addHook('afterEach', fn, options);
  }

  /** Calls `condition` until it throws no more, and gives what it returned. */
  waitFor(condition, options = kEmptyObject) {
    validateFunction(condition, 'condition');
    validateObject(options, 'options');
    const { interval = 50, timeout = 1000 } = options;
    validateNumber(interval, 'options.interval', 0);
    validateNumber(timeout, 'options.timeout', 0);
    return new Promise((resolve, reject) => {
      let cause;
      let polling = false;
      const finish = (settle, value) => {
        clearInterval(poll);
        clearTimeout(deadline);
        settle(value);
      };
      const attempt = async () => {
        if (polling) return;
        polling = true;
        try {
          finish(resolve, await condition());
        } catch (error) {
          cause = error;
        } finally {
          polling = false;
        }
      };
      const poll = setInterval(attempt, interval);
      const deadline = setTimeout(() => finish(reject, new Error('waitFor() timed out', { cause })), timeout);
      attempt();
    });
  }
}

class Plan {
  constructor(test, count, wait) {
    this.test = test;
    this.count = count;
    this.wait = wait;
  }

  async check() {
    const { count, test, wait } = this;
    if (wait) {
      const end = wait === true ? Infinity : performance.now() + wait;
      while (test.counted < count && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (test.counted !== count) {
      throw new ERR_TEST_FAILURE(`plan expected ${count} assertions but received ${test.counted}`, 'testCodeFailure');
    }
  }
}

class SuiteContext {
  #suite;

  constructor(suite) {
    this.#suite = suite;
  }

  get signal() {
    return this.#suite.ownSignal;
  }

  get name() {
    return this.#suite.name;
  }

  get filePath() {
    return this.#suite.location?.file;
  }

  get fullName() {
    return this.#suite.fullName;
  }

  diagnostic(message) {
    this.#suite.diagnostic(message);
  }
}

module.exports = { SuiteContext, TestContext, registerAssertion };
