// Node's errors: `codes.ERR_*` classes, made when they are first asked for, and the few error
// classes without a code of that form. The texts are in error_codes.js and error_messages.js, the
// errors of system calls in system_errors.js.
'use strict';

const { determineSpecificType, formatList } = require('internal/errors/text');

const captureStackTrace = Error.captureStackTrace;
const kIsNodeError = Symbol('kIsNodeError');

// Codes that E() added; those of the tables are looked up there.
const added = { __proto__: null };

/**
 * The classes by code. Scripts name what they may throw when they are loaded, and most of it is never thrown: a code
 * stands for its class from the first time it is named, and the class, with its text, is made when it is first used.
 */
const codes = Object.create(new Proxy({}, {
  get(target, key) {
    return typeof key === 'string' && key.startsWith('ERR_') ? (codes[key] = standIn(key)) : undefined;
  },
}));

function standIn(key) {
  let Real;
  const real = () => (Real ??= makeCode(key, definitionOf(key)));
  function NodeError(...args) {
    if (new.target === undefined) {
      throw new TypeError("Class constructor NodeError cannot be invoked without 'new'");
    }
    return Reflect.construct(real(), args);
  }
  // Errors are instances of what they were made with, and codes with alternatives have those as properties.
  Object.defineProperty(NodeError, Symbol.hasInstance, { value: (error) => error instanceof real() });
  Object.setPrototypeOf(NodeError, alternativesOf);
  standIns.set(NodeError, real);
  return NodeError;
}

const standIns = new WeakMap();
const alternativesOf = Object.create(Function.prototype);
for (const name of ['HideStackFramesError', 'Error', 'TypeError', 'RangeError', 'SyntaxError', 'URIError', 'EvalError']) {
  Object.defineProperty(alternativesOf, name, { get() { return standIns.get(this)()[name]; } });
}

/** Defines a code at run time: `message` is a format string or a function of the arguments. */
function E(key, message, Base, ...others) {
  added[key] = {
    Base,
    message,
    system: Base === module.exports.SystemError,
    others: others.filter((Other) => Other !== HideStackFramesError),
    hides: others.includes(HideStackFramesError),
  };
  codes[key] = makeCode(key, added[key]);
}

let table;
let messages;

/** {message, Base, fields?, system?, others?, hides}: see error_messages.js. */
function definitionOf(key) {
  if (key in added) return added[key];
  table ??= require('internal/errors/codes');
  messages ??= require('internal/errors/messages');
  const { alternatives, fixedMessage, hidingFrames } = table;
  const computed = messages[key];
  const definition = computed === undefined ?
    fixedMessage(key) : { Base: computed[0], message: computed[1], fields: computed[2] };
  if (definition !== undefined) {
    definition.others = alternatives[key];
    definition.hides = hidingFrames.has(key);
  }
  return definition;
}

function makeCode(key, definition) {
  const NodeError = makeClass(key, definition);
  // An error made below hideStackFrames() is captured anew there, so it needs no class of its own.
  if (definition.hides) NodeError.HideStackFramesError = NodeError;
  definition.others?.forEach((Base) => {
    NodeError[Base.name] = makeCode(key, { ...definition, Base, others: undefined });
  });
  return NodeError;
}

function makeClass(key, { Base, message, fields, system }) {
  if (system) return module.exports.makeSystemErrorWithCode(key);

  let prototype;
  function NodeError(...args) {
    if (new.target === undefined) {
      throw new TypeError("Class constructor NodeError cannot be invoked without 'new'");
    }
    prototype ??= splitPrototype(NodeError, key, Base);
    const error = Reflect.construct(Base, [messageText(key, message, args)], NodeError);
    Object.setPrototypeOf(error, prototype);
    error.code = key;
    if (fields !== undefined) fields(error, ...args);
    return error;
  }
  return NodeError;
}

/**
 * The engine writes the stack's first line while the error is constructed, from the `name` that it
 * finds then; it has to read `TypeError [ERR_X]: …`, whereas `error.name` is just 'TypeError'. So
 * NodeError.prototype, under which the error is constructed, carries the long name, and the
 * prototype that the error then gets, and keeps, inherits from it and carries the short one.
 */
function splitPrototype(NodeError, key, Base) {
  const hidden = (value) => ({ value, enumerable: false, configurable: true, writable: true });
  const { name } = Base.prototype;
  NodeError.prototype = Object.create(Base.prototype, { name: hidden(`${name} [${key}]`) });
  return Object.create(NodeError.prototype, {
    // As if the class were Base itself: this is what programs and Web Platform Tests see.
    constructor: { get() { return Base; }, enumerable: false, configurable: true },
    name: hidden(name),
    toString: hidden(function toString() { return `${this.name} [${key}]: ${this.message}`; }),
    [kIsNodeError]: { value: true },
  });
}

function messageText(key, message, args) {
  const computed = typeof message === 'function';
  const expected = computed ? message.length : countPlaceholders(message);
  // Arguments with defaults do not count.
  if (computed ? expected > args.length : expected !== args.length) {
    require('internal/assert').fail(`Code: ${key}; The provided arguments length (${args.length}) does not ` +
      `match the required ones (${expected}).`);
  }
  if (computed) return message(...args);
  if (expected === 0 || (message === '%s' && typeof args[0] === 'string')) return args[0] ?? message;
  return require('internal/util/inspect').format(message, ...args);
}

function countPlaceholders(text) {
  return text.includes('%') ? text.match(/%[dfijoOs]/g)?.length ?? 0 : 0;
}

/** The message of `key`, for scripts that make an error of another class with it. */
function getMessage(key, args) {
  return messageText(key, definitionOf(key).message, args);
}

/**
 * Captures `error`'s stack anew, from the caller of the function `above`, with the `[code]` that
 * Node's errors have in the first line.
 */
function captureStackFrom(error, above) {
  if (error?.[kIsNodeError] !== true) {
    captureStackTrace(error, above);
    return;
  }
  const own = Object.getOwnPropertyDescriptor(error, 'name');
  const value = `${error.name} [${error.code}]`;
  Object.defineProperty(error, 'name', { value, enumerable: false, configurable: true, writable: true });
  captureStackTrace(error, above);
  if (own === undefined) delete error.name;
  else Object.defineProperty(error, 'name', own);
}

/** Throws `error` as if the caller of the function `above` had thrown it. */
function throwFrom(error, above) {
  if (Error.stackTraceLimit) captureStackFrom(error, above);
  throw error;
}

/**
 * `fn`, whose errors do not show its own frames. The wrapper hands on six arguments, which is as
 * many as any of Node's internal functions takes, because a rest array would cost more than the
 * call; `fn` sees undefined for those that are not given.
 */
function hideStackFrames(fn) {
  function wrappedFn(a, b, c, d, e, f) {
    try {
      return fn.call(this, a, b, c, d, e, f);
    } catch (error) {
      return throwFrom(error, wrappedFn);
    }
  }
  wrappedFn.withoutStackTrace = fn;
  return wrappedFn;
}

/** What E() takes to say that a code is thrown below hideStackFrames(). */
class HideStackFramesError extends Error {}

/** Takes the frames of built-in scripts out of the stack of `error`. */
function hideInternalStackFrames(error) {
  const { stack } = error;
  if (typeof stack !== 'string') return;
  const value = stack.split('\n').filter((line) => !/^ +at .*\bnode:internal/.test(line)).join('\n');
  Object.defineProperty(error, 'stack', { value, enumerable: false, configurable: true, writable: true });
}

class AbortError extends Error {
  constructor(message = 'The operation was aborted', options = undefined) {
    if (options !== undefined && typeof options !== 'object') {
      throw new codes.ERR_INVALID_ARG_TYPE('options', 'Object', options);
    }
    super(message, options);
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
}
// For the stack's first line, which is written before the error has a name of its own.
Object.defineProperty(AbortError.prototype, 'name', {
  value: 'AbortError', enumerable: false, configurable: true, writable: true,
});

class NodeAggregateError extends AggregateError {
  constructor(errors, message) {
    super(errors, message);
    this.code = errors[0]?.code;
    captureStackFrom(this, NodeAggregateError);
  }

  get [kIsNodeError]() { return true; }
  get ['constructor']() { return AggregateError; }
}

class ConnResetException extends Error {
  constructor(message) {
    super(message);
    this.code = 'ECONNRESET';
  }

  get ['constructor']() { return Error; }
}

/** Both errors as one: `outerError`, with `innerError` beside it where both are there. */
function aggregateTwoErrors(innerError, outerError) {
  if (!innerError || !outerError || innerError === outerError) return innerError || outerError;
  if (Array.isArray(outerError.errors)) {
    outerError.errors.push(innerError);
    return outerError;
  }
  const error = new AggregateError([outerError, innerError], outerError.message);
  captureStackTrace(error, aggregateTwoErrors);
  error.code = outerError.code;
  return error;
}

/** An Error with further properties, whose stack begins at the caller. */
function genericNodeError(message, properties) {
  const error = new Error(message);
  Object.assign(error, properties);
  captureStackTrace(error, genericNodeError);
  return error;
}

function isErrorLike(value) {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'stack');
}

function isErrorStackTraceLimitWritable() {
  const descriptor = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  if (descriptor === undefined) return Object.isExtensible(Error);
  return 'writable' in descriptor ? descriptor.writable : descriptor.set !== undefined;
}

let overflow;

/** Whether `error` is what the engine throws when the stack is full; asks the engine once. */
function isStackOverflowError(error) {
  if (overflow === undefined) {
    try {
      (function fill() { fill(); fill(); })();
    } catch (caught) {
      overflow = caught;
    }
  }
  return !!error && error.name === overflow.name && error.message === overflow.message;
}

/** inspect(), once more without custom inspection when a custom function throws. */
function inspectWithNoCustomRetry(value, options) {
  const { inspect } = require('internal/util/inspect');
  try {
    return inspect(value, options);
  } catch {
    return inspect(value, { ...options, customInspect: false });
  }
}

// The lines of source that a fatal error is shown with, `file:line` and a caret under the column.
const arrowMessages = new WeakMap();
const setArrowMessage = (error, arrow) => { arrowMessages.set(error, arrow); };
const getArrowMessage = (error) => arrowMessages.get(error);

// On an error: a function that gives its stack with what is known beside it, for fatal errors.
const kEnhanceStackBeforeInspector = Symbol('kEnhanceStackBeforeInspector');

/** How the stack of a fatal error becomes what is printed, in two steps. */
const fatalExceptionStackEnhancers = {
  beforeInspector(error) {
    const enhance = error[kEnhanceStackBeforeInspector];
    if (typeof enhance !== 'function') return error.stack;
    try {
      error.stack = enhance();
    } catch {
      // It is the error that matters, which may be frozen or have a getter that throws.
    }
    return error.stack;
  },

  afterInspector(error) {
    const { stack } = error;
    const { inspect, inspectDefaultOptions } = require('internal/util/inspect');
    const { shouldColorize } = require('internal/util/colors');
    const colors = shouldColorize(process.stderr) || inspectDefaultOptions.colors;
    try {
      return inspect(error, { colors, customInspect: false, depth: Math.max(inspect.defaultOptions.depth, 5) });
    } catch {
      // The error is a program's object, and so are the getters and proxies in it.
      return stack;
    }
  },
};

/** What a stack begins with. */
function stackHeader(error) {
  return error?.[kIsNodeError] === true ?
    `${error.name} [${error.code}]: ${error.message}` : Error.prototype.toString.call(error);
}

/** The stack as V8 would write it, from structured frames. */
function defaultPrepareStackTrace(error, trace) {
  const header = stackHeader(error);
  return trace.length === 0 ? header : `${header}\n    at ${trace.join('\n    at ')}`;
}

module.exports = {
  AbortError,
  ConnResetException,
  E,
  HideStackFramesError,
  NodeAggregateError,
  aggregateTwoErrors,
  captureStackFrom,
  codes,
  defaultPrepareStackTrace,
  determineSpecificType,
  fatalExceptionStackEnhancers,
  formatList,
  genericNodeError,
  getArrowMessage,
  getMessage,
  hideInternalStackFrames,
  hideStackFrames,
  inspectWithNoCustomRetry,
  isErrorLike,
  isErrorStackTraceLimitWritable,
  isStackOverflowError,
  kEnhanceStackBeforeInspector,
  kIsNodeError,
  setArrowMessage,
  stackHeader,
  throwFrom,
};

// The classes of failed system calls are loaded by the scripts that name them.
for (const name of [
  'DNSException', 'ErrnoException', 'ExceptionWithHostPort', 'SystemError', 'UVException',
  'UVExceptionWithHostPort', 'makeSystemErrorWithCode', 'uvErrmapGet',
]) {
  Object.defineProperty(module.exports, name, {
    get: () => require('internal/errors/system')[name],
    enumerable: true,
    configurable: true,
  });
}
