// The Web IDL conversions that Blob's arguments go through, with Node's messages.
'use strict';

function conversionError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

/** sequence<T>: the members of any iterable object. */
function toSequence(value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') ||
      typeof value[Symbol.iterator] !== 'function') {
    throw conversionError('Value cannot be converted to sequence.');
  }
  return Array.from(value);
}

function toDOMString(value, name) {
  if (typeof value === 'symbol') throw conversionError(`${name} is a Symbol and cannot be converted to a string.`);
  return `${value}`;
}

/** [Clamp] long long: to the nearest integer, halves to the even one. */
function toClampedInteger(value, name) {
  if (typeof value === 'bigint' || typeof value === 'symbol') {
    const type = typeof value === 'bigint' ? 'BigInt' : 'Symbol';
    throw conversionError(`${name} is a ${type} and cannot be converted to a number.`);
  }
  value = +value;
  if (Number.isNaN(value)) return 0;
  value = Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  const floor = Math.floor(value);
  const half = value - floor;
  if (half < 0.5 || (half === 0.5 && floor % 2 === 0)) return floor;
  return floor + 1;
}

module.exports = { toClampedInteger, toDOMString, toSequence };
