// assert.throws, rejects and their opposites: calling, and comparing what was thrown with what is expected.
'use strict';

const AssertionError = require('internal/assert/assertion_error');
const { codes } = require('internal/errors');
const { isError } = require('internal/util');
const { isDeepStrictEqual } = require('internal/util/comparisons');
const { inspect } = require('internal/util/inspect');
const { isPromise, isRegExp } = require('internal/util/types');
const { validateFunction } = require('internal/validators');

const { ERR_AMBIGUOUS_ARGUMENT, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_RETURN_VALUE } = codes;

const regExpExec = RegExp.prototype.exec;

// What stands for an error where none was thrown.
const nothing = {};

function call(fn) {
  validateFunction(fn, 'fn');
  try {
    fn();
  } catch (error) {
    return error;
  }
  return nothing;
}

async function settle(promiseFn) {
  let promise = promiseFn;
  if (typeof promiseFn === 'function') {
    promise = promiseFn(); // rejects the promise of this function if it throws
    if (!isPromiseLike(promise)) {
      throw new ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise);
    }
  } else if (!isPromiseLike(promiseFn)) {
    throw new ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], promiseFn);
  }
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return nothing;
}

function isPromiseLike(value) {
  return isPromise(value) || (value !== null && typeof value === 'object' &&
    typeof value.then === 'function' && typeof value.catch === 'function');
}

// `kind` is 'exception' or 'rejection'. The message may come in place of the expected error.
function expectError(method, kind, actual, error, message) {
  if (typeof error === 'string') {
    if (arguments.length === 5) throw invalidExpectation(error);
    checkIsMessage(actual, error);
    message = error;
    error = undefined;
  } else if (error != null && typeof error !== 'object' && typeof error !== 'function') {
    throw invalidExpectation(error);
  }
  if (actual === nothing) {
    const name = error?.name ? ` (${error.name})` : '';
    throw new AssertionError({
      actual: undefined,
      expected: error,
      operator: method.name,
      message: `Missing expected ${kind}${name}${message ? `: ${message}` : '.'}`,
      stackStartFn: method,
    });
  }
  if (error) check(actual, error, message, method);
}

function invalidExpectation(error) {
  return new ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], error);
}

// A string that is the very text of the error was meant to be expected, not to be a message.
function checkIsMessage(actual, text) {
  if (typeof actual === 'object' && actual !== null) {
    if (actual.message === text) {
      throw new ERR_AMBIGUOUS_ARGUMENT(
        'error/message', `The error message "${actual.message}" is identical to the message.`);
    }
  } else if (actual === text) {
    throw new ERR_AMBIGUOUS_ARGUMENT('error/message', `The error "${actual}" is identical to the message.`);
  }
}

function check(actual, expected, message, method) {
  let generated;
  if (typeof expected === 'function') {
    generated = checkByFunction(actual, expected, message);
  } else if (isRegExp(expected)) {
    generated = checkByRegExp(actual, expected);
  } else {
    checkByObject(actual, expected, message, method);
    return;
  }
  if (generated === undefined) return;
  const error = new AssertionError({
    actual,
    expected,
    message: message || generated,
    operator: method.name,
    stackStartFn: method,
  });
  error.generatedMessage = !message;
  throw error;
}

// These return why the error is not the expected one, or undefined if it is.

function checkByRegExp(actual, expected) {
  const text = String(actual);
  if (regExpExec.call(expected, text) !== null) return undefined;
  return `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`;
}

function checkByFunction(actual, expected, message) {
  // Arrow functions have no prototype, and instanceof throws.
  if (expected.prototype !== undefined && actual instanceof expected) return undefined;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) return message ? '' : describeClass(actual, expected);
  const result = expected.call({}, actual);
  if (result === true) return undefined;
  if (message) return '';
  const name = expected.name ? `"${expected.name}" ` : '';
  const caught = isError(actual) ? `\n\nCaught error:\n\n${actual}` : '';
  return `The ${name}validation function is expected to return "true". Received ${inspect(result)}${caught}`;
}

function describeClass(actual, expected) {
  const expectation = `The error is expected to be an instance of "${expected.name}". Received `;
  if (!isError(actual)) return `${expectation}"${inspect(actual, { depth: -1 })}"`;
  const name = actual.constructor?.name || actual.name;
  const received = name === expected.name ?
    'an error with identical name but a different prototype.' : `"${name}"`;
  const text = actual.message ? `\n\nError message:\n\n${actual.message}` : '';
  return expectation + received + text;
}

// Every property of the expected object, and of an expected error its name and message too, must be the same;
// a regular expression stands for strings that it matches.
function checkByObject(actual, expected, message, method) {
  if (typeof actual !== 'object' || actual === null) {
    const error = new AssertionError({
      actual, expected, message, operator: 'deepStrictEqual', stackStartFn: method,
    });
    error.operator = method.name;
    throw error;
  }
  const keys = Object.keys(expected);
  if (expected instanceof Error) {
    keys.push('name', 'message');
  } else if (keys.length === 0) {
    throw new ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
  }
  for (const key of keys) {
    if (matches(actual[key], expected[key])) continue;
    if (key in actual && isDeepStrictEqual(actual[key], expected[key])) continue;
    throwDifference(actual, expected, message, keys, method);
  }
}

function matches(text, pattern) {
  return typeof text === 'string' && isRegExp(pattern) && regExpExec.call(pattern, text) !== null;
}

function throwDifference(actual, expected, message, keys, method) {
  if (message) {
    if (message instanceof Error) throw message;
    throw new AssertionError({ actual, expected, message, operator: method.name, stackStartFn: method });
  }
  const error = new AssertionError({
    actual: new Comparison(actual, keys),
    expected: new Comparison(expected, keys, actual),
    operator: 'deepStrictEqual',
    stackStartFn: method,
  });
  error.actual = actual;
  error.expected = expected;
  error.operator = method.name;
  throw error;
}

// The properties that are compared, and no others, so that the message shows those. Its name is in the message.
class Comparison {
  constructor(object, keys, actual) {
    for (const key of keys) {
      if (!(key in object)) continue;
      this[key] = actual !== undefined && matches(actual[key], object[key]) ? actual[key] : object[key];
    }
  }
}

function expectNoError(method, kind, actual, error, message) {
  if (actual === nothing) return;
  if (typeof error === 'string') {
    message = error;
    error = undefined;
  }
  if (error && !isUnwanted(actual, error)) throw actual;
  const details = message ? `: ${message}` : '.';
  throw new AssertionError({
    actual,
    expected: error,
    operator: method.name,
    message: `Got unwanted ${kind}${details}\nActual message: "${actual?.message}"`,
    stackStartFn: method,
  });
}

function isUnwanted(actual, expected) {
  if (typeof expected !== 'function') {
    if (isRegExp(expected)) return regExpExec.call(expected, String(actual)) !== null;
    throw new ERR_INVALID_ARG_TYPE('expected', ['Function', 'RegExp'], expected);
  }
  if (expected.prototype !== undefined && actual instanceof expected) return true;
  if (Object.prototype.isPrototypeOf.call(Error, expected)) return false;
  return expected.call({}, actual) === true;
}

module.exports = { call, expectError, expectNoError, settle };
