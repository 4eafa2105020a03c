// node:assert. Each method is a function without state; what belongs to an instance of Assert is read from `this`,
// which is undefined where a method was taken out of its object.
'use strict';

const AssertionError = require('internal/assert/assertion_error');
const { innerOk } = require('internal/assert/utils');
const { codes } = require('internal/errors');
const { deprecate, setOwnProperty } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { isRegExp } = require('internal/util/types');

const { ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS } = codes;

const kOptions = Symbol('options');
const regExpExec = RegExp.prototype.exec;

let comparisons;
let throwing;
let warned = false;

const assert = module.exports = ok;

function ok(...args) {
  if (args[0]) return;
  innerOk(ok, args.length, ...args);
}

// Asserts with options: `strict`, `diff` ('simple' or 'full') and `skipPrototype`.
function Assert(options) {
  if (!new.target) throw new ERR_CONSTRUCT_CALL_REQUIRED('Assert');
  options = { __proto__: null, strict: true, skipPrototype: false, ...options };
  if (options.diff !== undefined) {
    require('internal/validators').validateOneOf(options.diff, 'options.diff', ['simple', 'full']);
  }
  this.AssertionError = AssertionError;
  Object.defineProperty(this, kOptions, {
    __proto__: null, value: options, enumerable: false, configurable: false, writable: false,
  });
  if (options.strict) {
    this.equal = this.strictEqual;
    this.deepEqual = this.deepStrictEqual;
    this.notEqual = this.notStrictEqual;
    this.notDeepEqual = this.notDeepStrictEqual;
  }
}

const methods = {
  fail: function fail(actual, expected, message, operator, stackStartFn) {
    let isGenerated = false;
    if (actual == null && arguments.length <= 1) {
      isGenerated = true;
      message = 'Failed';
    } else if (arguments.length === 1) {
      message = actual;
      actual = undefined;
    } else {
      warnOfValues();
      if (arguments.length === 2) operator = '!=';
    }
    if (message instanceof Error) throw message;
    const error = new AssertionError({
      actual,
      expected,
      operator: operator === undefined ? 'fail' : operator,
      stackStartFn: stackStartFn || fail,
      message,
      diff: this?.[kOptions]?.diff,
    });
    if (isGenerated) error.generatedMessage = true;
    throw error;
  },

  ok: function ok(...args) {
    innerOk(ok, args.length, ...args);
  },

  equal: function equal(actual, expected, message) {
    requireTwo(arguments.length);
    const isEqual = actual == expected || (Number.isNaN(actual) && Number.isNaN(expected));
    if (!isEqual) reject(this, actual, expected, message, '==', equal);
  },

  notEqual: function notEqual(actual, expected, message) {
    requireTwo(arguments.length);
    const isEqual = actual == expected || (Number.isNaN(actual) && Number.isNaN(expected));
    if (isEqual) reject(this, actual, expected, message, '!=', notEqual);
  },

  deepEqual: function deepEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (!compare().isDeepEqual(actual, expected)) reject(this, actual, expected, message, 'deepEqual', deepEqual);
  },

  notDeepEqual: function notDeepEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (compare().isDeepEqual(actual, expected)) {
      reject(this, actual, expected, message, 'notDeepEqual', notDeepEqual);
    }
  },

  deepStrictEqual: function deepStrictEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (!compare().isDeepStrictEqual(actual, expected, this?.[kOptions]?.skipPrototype)) {
      reject(this, actual, expected, message, 'deepStrictEqual', deepStrictEqual);
    }
  },

  notDeepStrictEqual: function notDeepStrictEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (compare().isDeepStrictEqual(actual, expected, this?.[kOptions]?.skipPrototype)) {
      reject(this, actual, expected, message, 'notDeepStrictEqual', notDeepStrictEqual);
    }
  },

  strictEqual: function strictEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (!Object.is(actual, expected)) reject(this, actual, expected, message, 'strictEqual', strictEqual);
  },

  notStrictEqual: function notStrictEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (Object.is(actual, expected)) reject(this, actual, expected, message, 'notStrictEqual', notStrictEqual);
  },

  partialDeepStrictEqual: function partialDeepStrictEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (!compare().isPartialStrictEqual(actual, expected)) {
      reject(this, actual, expected, message, 'partialDeepStrictEqual', partialDeepStrictEqual);
    }
  },

  throws: function throws(promiseFn, ...args) {
    const { call, expectError } = expectations();
    expectError(throws, 'exception', call(promiseFn), ...args);
  },

  rejects: async function rejects(promiseFn, ...args) {
    const { expectError, settle } = expectations();
    expectError(rejects, 'rejection', await settle(promiseFn), ...args);
  },

  doesNotThrow: function doesNotThrow(fn, ...args) {
    const { call, expectNoError } = expectations();
    expectNoError(doesNotThrow, 'exception', call(fn), ...args);
  },

  doesNotReject: async function doesNotReject(fn, ...args) {
    const { expectNoError, settle } = expectations();
    expectNoError(doesNotReject, 'rejection', await settle(fn), ...args);
  },

  ifError: function ifError(err) {
    if (err === null || err === undefined) return;
    const error = new AssertionError({
      actual: err,
      expected: null,
      operator: 'ifError',
      message: `ifError got unwanted exception: ${summarize(err)}`,
      stackStartFn: ifError,
      diff: this?.[kOptions]?.diff,
    });
    if (typeof err.stack === 'string') error.stack = joinStacks(error.stack, err.stack);
    throw error;
  },

  match: function match(string, regexp, message) {
    checkMatch(this, string, regexp, message, match, true);
  },

  doesNotMatch: function doesNotMatch(string, regexp, message) {
    checkMatch(this, string, regexp, message, doesNotMatch, false);
  },
};

function compare() {
  return comparisons ??= require('internal/util/comparisons');
}

function expectations() {
  return throwing ??= require('internal/assert/throws');
}

function requireTwo(count) {
  if (count < 2) throw new ERR_MISSING_ARGS('actual', 'expected');
}

function reject(self, actual, expected, message, operator, stackStartFn) {
  if (message instanceof Error) throw message;
  throw new AssertionError({ actual, expected, message, operator, stackStartFn, diff: self?.[kOptions]?.diff });
}

function warnOfValues() {
  if (warned) return;
  warned = true;
  process.emitWarning(
    'assert.fail() with more than one argument is deprecated. ' +
    'Please use assert.strictEqual() instead or only pass a message.',
    'DeprecationWarning', 'DEP0094');
}

function checkMatch(self, string, regexp, message, method, wanted) {
  if (!isRegExp(regexp)) throw new ERR_INVALID_ARG_TYPE('regexp', 'RegExp', regexp);
  const isString = typeof string === 'string';
  if (isString && (regExpExec.call(regexp, string) !== null) === wanted) return;
  if (message instanceof Error) throw message;
  const isGenerated = !message;
  if (isGenerated && !isString) {
    message = 'The "string" argument must be of type string. ' +
      `Received type ${typeof string} (${inspect(string)})`;
  } else if (isGenerated) {
    const verb = wanted ? 'did not' : 'was expected to not';
    message = `The input ${verb} match the regular expression ${inspect(regexp)}. Input:\n\n${inspect(string)}\n`;
  }
  const error = new AssertionError({
    actual: string,
    expected: regexp,
    message,
    operator: method.name,
    stackStartFn: method,
    diff: self?.[kOptions]?.diff,
  });
  error.generatedMessage = isGenerated;
  throw error;
}

function summarize(err) {
  if (typeof err !== 'object' || typeof err.message !== 'string') return inspect(err);
  return err.message === '' && err.constructor ? err.constructor.name : err.message;
}

// The new frames down to the first one that the original has too, then all of the original's.
function joinStacks(stack, original) {
  const start = original.indexOf('\n    at');
  if (start === -1) return stack;
  const originalFrames = original.slice(start + 1).split('\n');
  const frames = stack.split('\n');
  for (const frame of originalFrames) {
    const shared = frames.indexOf(frame);
    if (shared !== -1) {
      frames.length = shared;
      break;
    }
  }
  return [...frames, ...originalFrames].join('\n');
}

function strict(...args) {
  innerOk(strict, args.length, ...args);
}

// It is loaded by whoever still uses it.
function defineCallTracker(target) {
  Object.defineProperty(target, 'CallTracker', {
    __proto__: null,
    get() {
      const CallTracker = deprecate(
        require('internal/assert/calltracker'), 'assert.CallTracker is deprecated.', 'DEP0173');
      setOwnProperty(assert, 'CallTracker', CallTracker);
      setOwnProperty(strict, 'CallTracker', CallTracker);
      return CallTracker;
    },
    set(value) {
      setOwnProperty(this, 'CallTracker', value);
    },
    enumerable: true,
    configurable: true,
  });
}

Object.assign(Assert.prototype, methods);

const names = [
  'ok', 'fail', 'equal', 'notEqual', 'deepEqual', 'notDeepEqual', 'deepStrictEqual', 'notDeepStrictEqual',
  'strictEqual', 'notStrictEqual', 'partialDeepStrictEqual', 'match', 'doesNotMatch', 'throws', 'rejects', 'doesNotThrow',
  'doesNotReject', 'ifError',
];
for (const target of [assert, strict]) {
  target.AssertionError = AssertionError;
  defineCallTracker(target);
  for (const name of names) setOwnProperty(target, name, name === 'ok' ? assert : methods[name]);
}
assert.strict = Object.assign(strict, {
  equal: methods.strictEqual,
  deepEqual: methods.deepStrictEqual,
  notEqual: methods.notStrictEqual,
  notDeepEqual: methods.notDeepStrictEqual,
  Assert,
  strict,
});
assert.Assert = Assert;
