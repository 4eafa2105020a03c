// Deprecation warnings, each given once.
'use strict';

// Codes that have been warned of, whichever function it was.
const warnedCodes = new Set();

const isPendingDeprecation = () => {
  const { getOptionValue } = require('internal/options');
  return getOptionValue('--pending-deprecation') && !getOptionValue('--no-deprecation');
};

/** A function that warns at its first call for which `shouldEmitWarning` holds. */
function getDeprecationWarningEmitter(code, message, deprecated, useEmitSync, shouldEmitWarning = () => true) {
  let warned = false;
  return (argument) => {
    if (warned || !shouldEmitWarning(argument)) return;
    warned = true;
    if (code === 'ExperimentalWarning') {
      process.emitWarning(message, code, deprecated);
    } else if (code === undefined) {
      process.emitWarning(message, 'DeprecationWarning', deprecated);
    } else if (!warnedCodes.has(code)) {
      warnedCodes.add(code);
      if (useEmitSync) emitWarningSync(message, code, deprecated);
      else process.emitWarning(message, 'DeprecationWarning', code, deprecated);
    }
  };
}

/** process.emitWarning() emits in the next tick; this one at once. */
function emitWarningSync(message, code, above) {
  const warning = new Error(message);
  warning.name = 'DeprecationWarning';
  warning.code = code;
  Error.captureStackTrace(warning, above);
  process.emit('warning', warning);
}

/**
 * `fn`, warning when it is first called. `modifyPrototype` makes the wrapper inherit from `fn` and
 * share its prototype, so that it can stand in for a class.
 */
function deprecate(fn, message, code, useEmitSync = false, modifyPrototype = true) {
  if (code !== undefined) require('internal/validators').validateString(code, 'code');
  const warn = getDeprecationWarningEmitter(code, message, deprecated, useEmitSync);

  function deprecated(...args) {
    if (!process.noDeprecation) warn();
    if (new.target) return Reflect.construct(fn, args, new.target);
    return Reflect.apply(fn, this, args);
  }

  if (modifyPrototype) {
    Object.setPrototypeOf(deprecated, fn);
    if (fn.prototype) deprecated.prototype = fn.prototype;
    copyLength(deprecated, fn);
  }
  return deprecated;
}

/** `fn`, warning only with --pending-deprecation. */
function pendingDeprecate(fn, message, code) {
  const warn = getDeprecationWarningEmitter(code, message, deprecated, false, isPendingDeprecation);
  function deprecated(...args) {
    warn();
    return Reflect.apply(fn, this, args);
  }
  copyLength(deprecated, fn);
  return deprecated;
}

/** A function that warns when the options that it is given have the property `key`. */
function deprecateProperty(key, message, code, isPending) {
  const warn = getDeprecationWarningEmitter(code, message, undefined, false, isPending);
  return (options) => {
    if (key in options) warn();
  };
}

/** `new target(...args)` for a class called without `new`. */
function deprecateInstantiation(target, code, ...args) {
  const message = `Instantiating ${target.name} without the 'new' keyword has been deprecated.`;
  getDeprecationWarningEmitter(code, message, target)();
  return Reflect.construct(target, args);
}

function copyLength(to, from) {
  Object.defineProperty(to, 'length', Object.getOwnPropertyDescriptor(from, 'length'));
}

module.exports = {
  deprecate,
  deprecateInstantiation,
  deprecateProperty,
  getDeprecationWarningEmitter,
  isPendingDeprecation,
  pendingDeprecate,
};
