// Which test a declaration belongs to, what goes wrong outside of every test's own call, and how it all ends.
'use strict';

const { AsyncLocalStorage } = require('async_hooks');
const { codes: { ERR_TEST_FAILURE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { Suite, Test } = require('internal/test_runner/test');
const { Reporter } = require('internal/test_runner/reporter');

const storage = new AsyncLocalStorage();
let root;

/** The test or suite that the running code belongs to. */
function runningTest() {
  return storage.getStore();
}

/** What the tests of the program's top level belong to; with it begins the watch over the process. */
function rootTest() {
  if (root === undefined) {
    root = new Test({ name: '<root>', parent: null, fn() {}, options: kEmptyObject, storage, reporter: new Reporter() });
    watch();
  }
  return root;
}

function watch() {
  const onError = (type) => (error) => {
    const test = runningTest();
    // An error that no test made is the program's, as ever.
    if (test === undefined || test === root) {
      if (root.subtests.length === 0) throw error;
      root.fail(new ERR_TEST_FAILURE(error, type));
      process.exitCode = 1;
    } else if (test.finished) {
      process.exitCode = 1;
      root.diagnostic(
        `Error: Test "${test.name}" generated asynchronous activity after the test ended. This activity created ` +
        `the error "${error}" and would have caused the test to fail, but instead triggered an ${type} event.`);
    } else {
      test.fail(new ERR_TEST_FAILURE(error, type));
      test.stopWaiting();
    }
  };
  const handlers = {
    uncaughtException: onError('uncaughtException'),
    unhandledRejection: onError('unhandledRejection'),
  };
  for (const name of Object.keys(handlers)) process.on(name, handlers[name]);

  const finish = () => {
    root.finishRoot(() => {
      for (const name of Object.keys(handlers)) process.removeListener(name, handlers[name]);
    });
  };
  process.on('beforeExit', finish);
  process.on('exit', finish);
}

/** `name`, `options` and `fn` may each be missing. `overrides` are what `test.skip` and the like add. */
function declare(Class, name, options, fn, overrides) {
  if (typeof name === 'function') {
    fn = name;
    name = undefined;
  } else if (name !== null && typeof name === 'object') {
    fn = options;
    options = name;
    name = undefined;
  }
  if (typeof options === 'function') {
    fn = options;
    options = undefined;
  }
  let parent = runningTest() ?? rootTest();
  // What a test that is over declares belongs to whoever is still there.
  while (parent.finished && parent.parent !== null) parent = parent.parent;
  return parent.createSubtest(Class, name, { ...options, ...overrides }, fn);
}

function declareTest(name, options, fn, overrides) {
  return declare(Test, name, options, fn, overrides);
}

function declareSuite(name, options, fn, overrides) {
  return declare(Suite, name, options, fn, overrides);
}

function declareIn(test, hook, fn, options) {
  test.addHook(hook, fn, options);
}

module.exports = { declareIn, declareSuite, declareTest, rootTest, runningTest };
