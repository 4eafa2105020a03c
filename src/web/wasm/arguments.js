// Checks of arguments, in V8's words.
'use strict';

const { isAnyArrayBuffer, isTypedArray } = require('internal/util/types');

const kUint32Max = 2 ** 32 - 1;

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Web IDL's `[EnforceRange] unsigned long`. `what` names the argument or property. */
function toUint32(value, context, what) {
  const number = +value;
  if (!Number.isFinite(number)) throw new TypeError(`${context}: ${what} must be convertible to a valid number`);
  const whole = Math.trunc(number);
  if (whole < 0) throw new TypeError(`${context}: ${what} must be non-negative`);
  if (whole > kUint32Max) throw new TypeError(`${context}: ${what} must be in the unsigned long range`);
  return whole;
}

/** A property of a descriptor within bounds; `undefined` when it is not there. */
function toLimit(descriptor, name, context, min, max) {
  const value = descriptor[name];
  if (value === undefined) return undefined;
  const number = toUint32(value, context, `Property '${name}'`);
  if (number < min) {
    // V8 prints this bound in hexadecimal.
    throw new RangeError(`${context}: Property '${name}': value ${number} is below the lower bound ${min.toString(16)}`);
  }
  if (number > max) {
    throw new RangeError(`${context}: Property '${name}': value ${number} is above the upper bound ${max}`);
  }
  return number;
}

/** The limits of a memory or a table: `initial` and, if there is one, `maximum`. */
function toLimits(descriptor, context, initialMax, maximumMax) {
  const initial = toLimit(descriptor, 'initial', context, 0, initialMax);
  if (initial === undefined) throw new TypeError(`${context}: Property 'initial' is required`);
  return { initial, maximum: toLimit(descriptor, 'maximum', context, initial, maximumMax) };
}

/** The bytes of a buffer source; V8 takes no DataView. */
function toBytes(value, context, what = 'a buffer source') {
  if (isAnyArrayBuffer(value)) return new Uint8Array(value);
  if (isTypedArray(value)) return value;
  throw new TypeError(`${context}: Argument 0 must be ${what}`);
}

function requireNew(newTarget, name) {
  if (newTarget === undefined) {
    throw new TypeError(`WebAssembly.${name}(): WebAssembly.${name} must be invoked with 'new'`);
  }
}

module.exports = { isObject, requireNew, toBytes, toLimits, toUint32 };
