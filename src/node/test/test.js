// `node:test`: the functions that declare tests, which belong to the test or suite that is running.
'use strict';

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const { declareIn, declareSuite, declareTest, rootTest, runningTest } = require('internal/test_runner/harness');

function test(name, options, fn) {
  return declareTest(name, options, fn);
}

function suite(name, options, fn) {
  return declareSuite(name, options, fn);
}

for (const [declaration, declare] of [[test, declareTest], [suite, declareSuite]]) {
  for (const keyword of ['expectFailure', 'skip', 'todo', 'only']) {
    const variant = {
      [keyword](name, options, fn) { return declare(name, options, fn, { [keyword]: true }); },
    }[keyword];
    declaration[keyword] = variant;
  }
}

for (const hook of ['after', 'afterEach', 'before', 'beforeEach']) {
  test[hook] = {
    [hook](fn, options) { declareIn(runningTest() ?? rootTest(), hook, fn, options); },
  }[hook];
}

module.exports = test;
test.describe = suite;
test.getTestContext = function getTestContext() {
  return runningTest()?.context;
};
test.it = test;
test.run = function run() {
  const error = new ERR_METHOD_NOT_IMPLEMENTED('test.run()');
  error.message += '; run each file with rnode instead';
  throw error;
};
test.suite = suite;
test.test = test;

lazy('mock', () => new (require('internal/test_runner/mock/mock').MockTracker)());
lazy('assert', () => ({
  register: require('internal/test_runner/context').registerAssertion,
}));

function lazy(name, make) {
  let value;
  Object.defineProperty(test, name, {
    configurable: true, enumerable: true, get() { return value ??= make(); },
  });
}
