// The error that an unheard 'error' event throws, and the warning of too many listeners.
'use strict';

const { captureStackFrom, codes, genericNodeError, kEnhanceStackBeforeInspector } = require('internal/errors');

/** What emit('error', ...args) throws when nobody listens. */
function errorToThrow(emitter, args) {
  const error = args[0];
  if (error instanceof Error) {
    rememberEmit(emitter, error);
    return error;
  }
  let text;
  try {
    text = require('internal/util/inspect').inspect(error);
  } catch {
    // A custom inspect function threw.
    text = error;
  }
  const thrown = new codes.ERR_UNHANDLED_ERROR(text);
  captureStackFrom(thrown, errorToThrow);
  thrown.context = error;
  return thrown;
}

/** Lets a fatal error tell where it was emitted, which is not where it was made. */
function rememberEmit(emitter, error) {
  const emitted = {};
  Error.captureStackTrace(emitted, require('events').prototype.emit);
  // False, for an error that is frozen.
  Reflect.defineProperty(error, kEnhanceStackBeforeInspector, {
    value: () => enhancedStack(emitter, error, emitted), configurable: true,
  });
}

function enhancedStack(emitter, error, emitted) {
  const { identicalSequenceRange } = require('internal/util/inspect');
  const frames = (stack) => stack.split('\n').slice(1);
  const emitFrames = frames(emitted.stack);
  const { len, offset } = identicalSequenceRange(emitFrames, frames(error.stack));
  if (len > 0) {
    emitFrames.splice(offset + 1, len - 2, '    [... lines matching original stack trace ...]');
  }
  return `${error.stack}\nEmitted 'error' event${instanceName(emitter)} at:\n${emitFrames.join('\n')}`;
}

function instanceName(emitter) {
  try {
    const { name } = emitter.constructor;
    return name === 'EventEmitter' ? '' : ` on ${name} instance`;
  } catch {
    // Programs may have put anything there.
    return '';
  }
}

function warnMaxListenersExceeded(emitter, type, list, max) {
  list.warned = true;
  const { inspect } = require('internal/util/inspect');
  const count = list.length;
  process.emitWarning(genericNodeError(
    `Possible EventEmitter memory leak detected. ${count} ${String(type)} listeners added to ` +
    `${inspect(emitter, { depth: -1 })}. MaxListeners is ${max}. Use emitter.setMaxListeners() to increase limit`,
    { name: 'MaxListenersExceededWarning', emitter, type, count }));
}

module.exports = { errorToThrow, warnMaxListenersExceeded };
