// A test: its function, its hooks, its subtests, and what became of it. A suite is a test whose function only declares.
'use strict';

const { AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_TEST_FAILURE } } = require('internal/errors');
const { getStructuredStack, kEmptyObject } = require('internal/util');
const { isPromise } = require('internal/util/types');
const {
  validateAbortSignal, validateBoolean, validateFunction, validateNumber, validateObject, validateOneOf, validateUint32,
} = require('internal/validators');
const { clearTimeout, setTimeout } = require('timers');
const { addAbortListener } = require('internal/events/abort_listener');

const timeoutMax = 2 ** 31 - 1;
const now = process.hrtime.bigint;

class Test {
  constructor({ name, parent, fn, options, storage, reporter }) {
    this.name = typeof name === 'string' && name !== '' ? name : fn?.name || '<anonymous>';
    this.parent = parent;
    this.root = parent?.root ?? this;
    this.storage = storage ?? parent.storage;
    this.reporter = reporter ?? parent.reporter;
    this.fn = fn ?? (() => {});
    this.nesting = parent === null ? -1 : parent.nesting + 1;
    this.location = parent === null ? undefined : callerLocation();
    this.readOptions(options, fn);

    this.subtests = [];
    this.pending = []; // Declared, and waiting for their turn.
    this.active = 0;
    this.hooks = { before: [], after: [], beforeEach: [], afterEach: [] };
    this.ranBefore = false;
    this.errors = [];
    this.diagnostics = [];
    this.finished = false;
    this.done = Promise.withResolvers();
    this.interrupted = Promise.withResolvers();
    this.interrupted.promise.catch(() => {});
    this.abortController = undefined;
    this.started = undefined;
    this.duration = 0;
    this.reported = 0; // How many subtests the report has.
    this.headed = false; // Whether the report has its heading.
    this.planned = undefined;
    this.counted = 0;
    this.mock = undefined;
    this.theContext = undefined;
  }

  readOptions(options, fn) {
    validateObject(options, 'options');
    const { concurrency, only, plan, signal, skip, timeout, todo, expectFailure } = options;
    if (concurrency != null && typeof concurrency !== 'boolean') {
      if (typeof concurrency !== 'number') {
        throw new ERR_INVALID_ARG_TYPE('options.concurrency', ['boolean', 'number'], concurrency);
      }
      validateUint32(concurrency, 'options.concurrency', true);
    }
    if (timeout != null && timeout !== Infinity) validateNumber(timeout, 'options.timeout', 0, timeoutMax);
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    if (plan !== undefined) validateUint32(plan, 'options.plan');
    if (only !== undefined) validateBoolean(only, 'options.only');
    if (concurrency === true) this.concurrency = Infinity;
    else this.concurrency = concurrency || (concurrency === false ? 1 : this.parent?.concurrency ?? 1);
    this.timeout = timeout ?? this.parent?.timeout ?? Infinity;
    this.signal = signal;
    this.planAsked = plan;
    this.expectFailure = expectFailure === true;
    this.skipped = skip !== undefined && skip !== false ? skip : undefined;
    this.todo = todo !== undefined && todo !== false ? todo : this.parent?.todo;
    // A test without a function is one that is to be written.
    if (fn === undefined && this.skipped === undefined && this.parent !== null && this.todo === undefined) {
      this.fn = () => {};
    }
  }

  get context() {
    if (this.theContext === undefined) {
      const { SuiteContext, TestContext } = require('internal/test_runner/context');
      this.theContext = this.isSuite ? new SuiteContext(this) : new TestContext(this);
    }
    return this.theContext;
  }

  get isSuite() {
    return false;
  }

  get fullName() {
    return this.parent === null || this.parent === this.root ? this.name : `${this.parent.fullName} > ${this.name}`;
  }

  get cancelled() {
    const type = this.errors[0]?.failureType;
    return type === 'cancelledByParent' || type === 'testTimeoutFailure';
  }

  get passed() {
    return this.expectFailure ? this.errors.length > 0 : this.errors.length === 0;
  }

  get ownSignal() {
    this.abortController ??= new AbortController();
    return this.abortController.signal;
  }

  /** Declares a test below this one; the promise is fulfilled when it is over, whatever its outcome. */
  createSubtest(Class, name, options, fn) {
    if (fn !== undefined && typeof fn !== 'function') fn = undefined;
    const subtest = new Class({ name, parent: this, fn, options });
    this.subtests.push(subtest);
    if (subtest.isSuite) subtest.collect();
    this.pending.push(subtest);
    queueMicrotask(() => this.runPending());
    return subtest.done.promise.then(() => undefined);
  }

  /** A suite's tests wait until all are declared. */
  get isCollecting() {
    return false;
  }

  runPending() {
    while (this.pending.length > 0 && this.active < this.concurrency && !this.isCollecting) {
      // Below a suite, or below a suite that waits itself, nothing runs before its turn.
      if (this.isSuite && this.started === undefined) return;
      const next = this.pending.shift();
      this.active++;
      next.run().then(() => {
        this.active--;
        this.runPending();
      });
    }
  }

  async subtestsDone() {
    for (let i = 0; i < this.subtests.length; i++) await this.subtests[i].done.promise;
  }

  addHook(name, fn, options = kEmptyObject) {
    validateOneOf(name, 'name', Object.keys(this.hooks));
    validateFunction(fn, 'fn');
    this.hooks[name].push({ fn, timeout: options.timeout ?? Infinity, signal: options.signal });
  }

  async runHooks(name, subject) {
    for (const { fn, timeout, signal } of this.hooks[name]) {
      try {
        await this.call(fn, subject.context, timeout, signal);
      } catch (error) {
        throw new ERR_TEST_FAILURE(error, 'hookFailed');
      }
    }
  }

  async runBefore() {
    if (this.ranBefore) return;
    this.ranBefore = true;
    await this.runHooks('before', this);
  }

  async run() {
    this.started = now();
    if (this.skipped !== undefined) return this.end();
    const { parent } = this;
    const ancestors = [];
    for (let test = parent; test !== null; test = test.parent) ancestors.unshift(test);
    try {
      if (this.signal?.aborted) throw new AbortError(undefined, { cause: this.signal.reason });
      for (const ancestor of ancestors) await ancestor.runBefore();
      if (!this.isSuite) {
        for (const ancestor of ancestors) await ancestor.runHooks('beforeEach', this);
      }
      await this.runBody();
    } catch (error) {
      this.fail(error);
    }
    this.pending.length = this.errors.length > 0 && this.isSuite ? 0 : this.pending.length;
    await this.cleanUp(ancestors);
    this.end();
  }

  async runBody() {
    if (this.planAsked !== undefined) this.context.plan(this.planAsked);
    await this.call(this.fn, this.context, this.timeout, this.signal);
    await this.subtestsDone();
    if (this.planned !== undefined) await this.planned.check();
  }

  async cleanUp(ancestors) {
    if (!this.isSuite) {
      for (const ancestor of ancestors.reverse()) {
        await ancestor.runHooks('afterEach', this).catch((error) => this.fail(error));
      }
    }
    await this.runHooks('after', this).catch((error) => this.fail(error));
    this.mock?.reset();
    this.abortController?.abort();
    const failed = this.subtests.filter((test) => !test.passed && test.todo === undefined).length;
    if (failed > 0 && this.errors.length === 0) {
      this.fail(new ERR_TEST_FAILURE(`${failed} subtest${failed > 1 ? 's' : ''} failed`, 'subtestsFailed'));
    }
  }

  /** Calls a function of the program's in this test's context, until it is done, out of time or aborted. */
  call(fn, context, timeout, signal) {
    const { promise, resolve, reject } = Promise.withResolvers();
    this.interrupted.promise.catch(reject);
    let timer;
    if (timeout !== Infinity) {
      timer = setTimeout(() => {
        this.abortController?.abort();
        reject(new ERR_TEST_FAILURE(`test timed out after ${timeout}ms`, 'testTimeoutFailure'));
      }, timeout);
      timer.unref();
    }
    const listener = signal === undefined ? undefined : addAbortListener(signal, () => {
      this.abortController?.abort(signal.reason);
      reject(new ERR_TEST_FAILURE(signal.reason ?? 'The test was aborted', 'cancelledByParent'));
    });
    this.storage.run(this, () => {
      try {
        const result = callWithCallback(fn, context, this.isSuite);
        // Not resolved with it: then it could not be given up.
        if (result !== null && typeof result === 'object') Promise.resolve(result).then(resolve, reject);
        else resolve(undefined);
      } catch (error) {
        reject(error);
      }
    });
    return promise.finally(() => {
      clearTimeout(timer);
      listener?.[Symbol.dispose]();
    });
  }

  /** Ends the waiting for the test's function: something failed outside of it. */
  stopWaiting() {
    this.interrupted.reject(this.errors[0]);
  }

  fail(error) {
    if (this.errors.includes(error)) return;
    this.errors.push(error?.code === 'ERR_TEST_FAILURE' ? error : new ERR_TEST_FAILURE(error, 'testCodeFailure'));
  }

  diagnostic(message) {
    if (this.parent === null) this.reporter.diagnostics.push(message);
    else this.diagnostics.push(message);
  }

  end() {
    if (this.finished) return;
    this.finished = true;
    this.duration = Number(now() - this.started) / 1e6;
    this.reporter.flush(this.root);
    this.done.resolve(undefined);
  }

  cancel() {
    if (this.finished) return;
    for (const subtest of this.subtests) subtest.cancel();
    this.started ??= now();
    this.fail(new ERR_TEST_FAILURE(
      'Promise resolution is still pending but the event loop has already resolved', 'cancelledByParent'));
    this.end();
  }

  /** Nothing is left that could finish a test. Of the root only. */
  finishRoot(onEnd) {
    if (this.finished) return;
    for (const subtest of this.subtests) subtest.cancel();
    this.finished = true;
    const close = () => {
      onEnd();
      if (this.errors.length > 0 || this.subtests.some((test) => !test.passed && test.todo === undefined)) {
        process.exitCode = 1;
      }
      this.reporter.finish(this);
    };
    if (this.hooks.after.length === 0) close();
    else this.runHooks('after', this).catch((error) => this.fail(error)).then(close);
  }
}

class Suite extends Test {
  get isSuite() {
    return true;
  }

  get isCollecting() {
    return this.collecting !== undefined;
  }

  /** Calls the suite's function, which declares its tests. */
  collect() {
    if (this.skipped !== undefined) return;
    let result;
    try {
      result = this.storage.run(this, () => Reflect.apply(this.fn, this.context, [this.context]));
    } catch (error) {
      this.fail(error);
    }
    if (!isPromise(result)) return;
    this.collecting = result.then(undefined, (error) => this.fail(error)).then(() => { this.collecting = undefined; });
  }

  async runBody() {
    await this.collecting;
    if (this.errors.length > 0) {
      for (const subtest of this.pending.splice(0)) subtest.cancel();
      return;
    }
    await this.runBefore();
    this.runPending();
    await this.subtestsDone();
  }
}

// A function of two parameters gets a callback, and may then return no promise.
function callWithCallback(fn, context, isSuite) {
  if (isSuite || fn.length < 2) return Reflect.apply(fn, context, [context]);
  const { promise, resolve, reject } = Promise.withResolvers();
  let called = false;
  const result = Reflect.apply(fn, context, [context, (error) => {
    if (called) {
      throw new ERR_TEST_FAILURE('callback invoked multiple times', 'multipleCallbackInvocations');
    }
    called = true;
    if (error) reject(error);
    else resolve(undefined);
  }]);
  if (isPromise(result)) {
    throw new ERR_TEST_FAILURE('passed a callback but also returned a Promise', 'callbackAndPromisePresent');
  }
  return promise;
}

// Where the program declared a test.
function callerLocation() {
  for (const site of getStructuredStack(12)) {
    const file = site.getFileName();
    if (file && !file.startsWith('node:')) return { file, line: site.getLineNumber(), column: site.getColumnNumber() };
  }
  return undefined;
}

module.exports = { Suite, Test };
