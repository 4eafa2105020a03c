// internal/assert/assertion_error: the error of a failed assertion, whose message compares the two values.
'use strict';

const { describe } = require('internal/assert/diff');
const { isErrorStackTraceLimitWritable } = require('internal/errors');
const { isError } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { validateObject } = require('internal/validators');

// `actual` and `expected` are shown no longer than this where the error itself is shown.
const shownLinesMax = 10;
const shownLengthMax = 512;

class AssertionError extends Error {
  constructor(options) {
    validateObject(options, 'options');
    const { details, diff = 'simple', message, operator, stackStartFn, stackStartFunction } = options;
    let { actual, expected } = options;
    // Two errors are compared by what they are, without their stacks.
    if (message == null && isErrorWithStack(actual) && isErrorWithStack(expected)) {
      actual = copyError(actual);
      expected = copyError(expected);
    }
    const text = describe(actual, expected, operator, message, diff);

    // The stack is captured below, once, and from where it should begin.
    const limit = Error.stackTraceLimit;
    const limits = isErrorStackTraceLimitWritable();
    if (limits) Error.stackTraceLimit = 0;
    super(text);
    if (limits) Error.stackTraceLimit = limit;

    this.generatedMessage = !message;
    // The head of the stack has the code in it.
    Object.defineProperty(this, 'name', {
      __proto__: null,
      value: 'AssertionError [ERR_ASSERTION]',
      enumerable: false,
      writable: true,
      configurable: true,
    });
    this.code = 'ERR_ASSERTION';
    this.actual = details ? undefined : actual;
    this.expected = details ? undefined : expected;
    this.operator = details ? undefined : operator;
    details?.forEach((detail, i) => {
      this[`message ${i}`] = detail.message;
      this[`actual ${i}`] = detail.actual;
      this[`expected ${i}`] = detail.expected;
      this[`operator ${i}`] = detail.operator;
      this[`stack trace ${i}`] = detail.stack;
    });
    Error.captureStackTrace(this, stackStartFn || stackStartFunction);
    this.stack; // Made now, while the name is the long one.
    this.name = 'AssertionError';
    this.diff = diff;
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [inspect.custom](recurseTimes, ctx) {
    const { actual, expected } = this;
    if (typeof actual === 'string') this.actual = shorten(actual);
    if (typeof expected === 'string') this.expected = shorten(expected);
    // The message has both values in full.
    const text = inspect(this, { ...ctx, customInspect: false, depth: 0 });
    this.actual = actual;
    this.expected = expected;
    return text;
  }
}

function isErrorWithStack(value) {
  return typeof value === 'object' && value !== null && 'stack' in value && value instanceof Error;
}

function copyError(source) {
  const copy = Object.assign({ __proto__: Object.getPrototypeOf(source) }, source);
  Object.defineProperty(copy, 'message', { __proto__: null, value: source.message });
  if (Object.hasOwn(source, 'cause')) {
    const { cause } = source;
    Object.defineProperty(copy, 'cause', { __proto__: null, value: isError(cause) ? copyError(cause) : cause });
  }
  return copy;
}

function shorten(text) {
  const lines = text.split('\n', shownLinesMax + 1);
  if (lines.length > shownLinesMax) return `${lines.slice(0, shownLinesMax).join('\n')}\n...`;
  return text.length > shownLengthMax ? `${text.slice(shownLengthMax)}...` : text;
}

module.exports = AssertionError;
