// node:util. What is small is here or in what every program loads anyway; the rest loads when it is first used.
'use strict';

const { ErrnoException, ExceptionWithHostPort, codes, isErrorStackTraceLimitWritable } = require('internal/errors');
const {
  convertProcessSignalToExitCode,
  deprecate: deprecateFunction,
  getSystemErrorMap,
  getSystemErrorMessage: describeSystemError,
  getSystemErrorName: nameSystemError,
  promisify,
} = require('internal/util');
const { debuglog } = require('internal/util/debuglog');
const { format, formatWithOptions, inspect, stripVTControlCharacters } = require('internal/util/inspect');
const { validateNumber } = require('internal/validators');

const { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } = codes;

module.exports = {
  _errnoException,
  _exceptionWithHostPort,
  _extend: deprecateFunction(
    _extend, 'The `util._extend` API is deprecated. Please use Object.assign() instead.', 'DEP0060'),
  callbackify: undefined,
  convertProcessSignalToExitCode,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  styleText: undefined,
  formatWithOptions,
  getCallSites: undefined,
  getSystemErrorMap,
  getSystemErrorName,
  getSystemErrorMessage,
  inherits,
  inspect,
  isArray: deprecateFunction(
    Array.isArray, 'The `util.isArray` API is deprecated. Please use `Array.isArray()` instead.', 'DEP0044'),
  isDeepStrictEqual: undefined,
  promisify,
  stripVTControlCharacters,
  toUSVString,
  get transferableAbortSignal() {
    return require('internal/abort_controller').transferableAbortSignal;
  },
  get transferableAbortController() {
    return require('internal/abort_controller').transferableAbortController;
  },
  get aborted() {
    return require('internal/abort_controller').aborted;
  },
  types: require('internal/util/types'),
  parseEnv: undefined,
};

loadLazily('internal/util/callbackify', 'callbackify');
loadLazily('internal/util/style_text', 'styleText');
loadLazily('internal/util/call_sites', 'getCallSites');
loadLazily('internal/util/comparisons', 'isDeepStrictEqual');
loadLazily('internal/util/parse_env', 'parseEnv');
loadLazily('internal/util/parse_args/parse_args', 'parseArgs');
loadLazily('internal/encoding', 'TextDecoder');
loadLazily('internal/encoding', 'TextEncoder');
loadLazily('internal/mime', 'MIMEType');
loadLazily('internal/mime', 'MIMEParams');
loadLazily('internal/util/diff', 'diff');
loadLazily('internal/util/trace_sigint', 'setTraceSigInt');

// A property that loads its script when it is first read, and is an ordinary one from then on.
function loadLazily(id, name) {
  const define = (value) => Object.defineProperty(module.exports, name, {
    __proto__: null, value, writable: true, enumerable: true, configurable: true,
  });
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    get() {
      const value = require(id)[name];
      define(value);
      return value;
    },
    set: define,
    enumerable: true,
    configurable: true,
  });
}

function inherits(ctor, superCtor) {
  if (ctor === undefined || ctor === null) throw new ERR_INVALID_ARG_TYPE('ctor', 'Function', ctor);
  if (superCtor === undefined || superCtor === null) {
    throw new ERR_INVALID_ARG_TYPE('superCtor', 'Function', superCtor);
  }
  if (superCtor.prototype === undefined) {
    throw new ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', superCtor.prototype);
  }
  Object.defineProperty(ctor, 'super_', {
    __proto__: null, value: superCtor, writable: true, configurable: true,
  });
  Object.setPrototypeOf(ctor.prototype, superCtor.prototype);
}

function deprecate(fn, msg, code, { modifyPrototype } = {}) {
  return deprecateFunction(fn, msg, code, undefined, modifyPrototype);
}

// The last key goes first, which is what tells it from Object.assign.
function _extend(target, source) {
  if (source === null || typeof source !== 'object') return target;
  const keys = Object.keys(source);
  for (let i = keys.length - 1; i >= 0; i--) target[keys[i]] = source[keys[i]];
  return target;
}

function toUSVString(input) {
  return `${input}`.toWellFormed();
}

function getSystemErrorName(err) {
  validateErrno(err);
  return nameSystemError(err);
}

function getSystemErrorMessage(err) {
  validateErrno(err);
  return describeSystemError(err);
}

function validateErrno(err) {
  validateNumber(err, 'err');
  if (err >= 0 || !Number.isSafeInteger(err)) throw new ERR_OUT_OF_RANGE('err', 'a negative integer', err);
}

function _errnoException(...args) {
  return constructAt(ErrnoException, args, _errnoException);
}

function _exceptionWithHostPort(...args) {
  return constructAt(ExceptionWithHostPort, args, _exceptionWithHostPort);
}

// An error whose stack begins at the caller of `caller`.
function constructAt(ErrorClass, args, caller) {
  if (!isErrorStackTraceLimitWritable()) return new ErrorClass(...args);
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const error = new ErrorClass(...args);
  Error.stackTraceLimit = limit;
  Error.captureStackTrace(error, caller);
  return error;
}
