// Unhandled rejections: `unhandledRejection`, `rejectionHandled`, and the modes of --unhandled-rejections.
'use strict';

const { tickInfo, takeRejections, swapAsyncContext } = internalBinding('task_queue');
const { triggerUncaughtException } = internalBinding('errors');
const { getOptionValue } = require('internal/options');
const { isErrorLike } = require('internal/errors');
const { getConstructorName } = internalBinding('util');

const kHasRejection = 1;

// Promises reported as unhandled, and the number of each report.
const reported = new WeakMap();
let lastReport = 0;

const modes = {
  'none': emitOnly,
  'warn': warn,
  'strict': strict,
  'throw': throwUnlessHandled,
  'warn-with-error-codes': warnAndFail,
};
let decide;

// Decides about what was rejected and not handled since the last call. True when callbacks ran.
function processPromiseRejections() {
  let ran = false;
  // Once: what is rejected meanwhile waits until ticks and microtasks have run.
  if (tickInfo[kHasRejection] !== 0) {
    const { 0: unhandled, 1: late } = takeRejections();
    for (let i = 0; i < late.length; i++) {
      const number = reported.get(late[i]);
      if (number !== undefined) {
        ran = true;
        reported.delete(late[i]);
        handledLate(late[i], number);
      }
    }
    decide ??= modes[getOptionValue('--unhandled-rejections')] ?? throwUnlessHandled;
    for (let i = 0; i < unhandled.length; i++) {
      const { 0: promise, 1: reason, 2: context } = unhandled[i];
      ran = true;
      const number = ++lastReport;
      reported.set(promise, number);
      const outer = swapAsyncContext(context);
      try {
        decide(promise, reason, number);
      } finally {
        swapAsyncContext(outer);
      }
    }
  }
  return ran;
}

function handledLate(promise, number) {
  process.emit('rejectionHandled', promise);
  if (process.listenerCount('rejectionHandled') === 0 && decide !== modes.none) {
    const warning = new Error(`Promise rejection was handled asynchronously (rejection id: ${number})`);
    warning.name = 'PromiseRejectionHandledWarning';
    warning.id = number;
    process.emitWarning(warning);
  }
}

function emit(promise, reason) {
  return process.emit('unhandledRejection', reason, promise);
}

function emitOnly(promise, reason) {
  emit(promise, reason);
}

function warn(promise, reason, number) {
  emit(promise, reason);
  emitWarnings(reason, number);
}

function warnAndFail(promise, reason, number) {
  if (!emit(promise, reason)) {
    emitWarnings(reason, number);
    process.exitCode = 1;
  }
}

function strict(promise, reason, number) {
  triggerUncaughtException(errorFor(reason), true);
  if (!emit(promise, reason)) emitWarnings(reason, number);
}

function throwUnlessHandled(promise, reason) {
  if (!emit(promise, reason)) triggerUncaughtException(errorFor(reason), true);
}

/** Stands for a reason that is no error. */
class UnhandledPromiseRejection extends Error {
  constructor(reason) {
    super('This error originated either by throwing inside of an async function without a catch block, or by rejecting ' +
      'a promise which was not handled with .catch(). The promise rejected with the reason ' +
      `"${textWithoutEffects(reason)}".`);
    this.code = 'ERR_UNHANDLED_REJECTION';
    this.name = 'UnhandledPromiseRejection';
  }
}
// For the stack's first line, which is written before the error has a name of its own.
Object.defineProperty(UnhandledPromiseRejection.prototype, 'name', {
  value: 'UnhandledPromiseRejection', enumerable: false, configurable: true, writable: true,
});

function errorFor(reason) {
  return isErrorLike(reason) ? reason : new UnhandledPromiseRejection(reason);
}

const objectToString = Object.prototype.toString;
const functionToString = Function.prototype.toString;

// The reason as text, by V8's rules for messages; nothing of the program's runs.
function textWithoutEffects(reason) {
  if (typeof reason === 'function') return functionToString.call(reason);
  if (typeof reason !== 'object' || reason === null) return String(reason);
  if (inheritedData(reason, 'toString') !== objectToString) return objectToString.call(withoutTag(reason));
  return `#<${getConstructorName(reason)}>`;
}

// The value of a property that no accessor and no proxy gives.
function inheritedData(object, key) {
  const { isProxy } = internalBinding('types');
  for (; object !== null && !isProxy(object); object = Object.getPrototypeOf(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    if (descriptor !== undefined) return descriptor.value;
  }
  return undefined;
}

// Tags may be accessors: an object of the same kind has none of the program's.
function withoutTag(object) {
  return inheritedData(object, Symbol.toStringTag) === undefined ? object : {};
}

function emitWarnings(reason, number) {
  const warning = new Error(
    'Unhandled promise rejection. This error originated either by throwing inside of an async function without a ' +
    'catch block, or by rejecting a promise which was not handled with .catch(). To terminate the node process on ' +
    'unhandled promise rejection, use the CLI flag `--unhandled-rejections=strict` (see ' +
    'https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). ' +
    `(rejection id: ${number})`);
  warning.name = 'UnhandledPromiseRejectionWarning';
  const text = isErrorLike(reason) ? reason.stack : textWithoutEffects(reason);
  if (isErrorLike(reason)) warning.stack = reason.stack;
  process.emitWarning(text, 'UnhandledPromiseRejectionWarning');
  process.emitWarning(warning);
}

module.exports = { processPromiseRejections };
