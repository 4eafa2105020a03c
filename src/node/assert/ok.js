// internal/assert/utils: assert.ok, which says what it was called with in the words of the source.
'use strict';

const AssertionError = require('internal/assert/assertion_error');
const { isErrorStackTraceLimitWritable } = require('internal/errors');
const { isError } = require('internal/util');

// Line breaks and tabs stay as they are.
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f]/g;

// `fn` is the function that the program called, with so many arguments.
function innerOk(fn, argLen, value, message) {
  if (value) return;
  let isGenerated = false;
  if (argLen === 0) {
    isGenerated = true;
    message = 'No value argument passed to `assert.ok()`';
  } else if (message == null) {
    isGenerated = true;
    message = quoteCall(fn);
  } else if (isError(message)) {
    throw message;
  }
  const error = new AssertionError({ actual: value, expected: true, message, operator: '==', stackStartFn: fn });
  error.generatedMessage = isGenerated;
  throw error;
}

function quoteCall(fn) {
  const source = require('internal/assert/expression').getCallSource(fn, getCallFrame(fn));
  if (!source) return undefined;
  const text = source.replace(controls, escapeControl);
  return `The expression evaluated to a falsy value:\n\n  ${text}\n`;
}

// The topmost frame below `fn`.
function getCallFrame(fn) {
  const limit = Error.stackTraceLimit;
  const limits = isErrorStackTraceLimitWritable();
  if (limits) Error.stackTraceLimit = 1;
  const holder = {};
  Error.captureStackTrace(holder, fn);
  const { stack } = holder;
  if (limits) Error.stackTraceLimit = limit;
  return typeof stack === 'string' ? stack.slice(stack.lastIndexOf('\n') + 1) : '';
}

function escapeControl(character) {
  if (character === '\b') return '\\b';
  if (character === '\f') return '\\f';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

module.exports = { innerOk };
