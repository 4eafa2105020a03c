// Random bytes, whole numbers and UUIDs.
'use strict';

const {
  randomBelow, randomBytes: freshBytes, randomFillJob, randomFillSync: fillNow,
} = internalBinding('crypto');
const { Buffer, kMaxLength } = require('buffer');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView, isTypedArray } = require('internal/util/types');
const { validateBoolean, validateFunction, validateNumber, validateObject } = require('internal/validators');

const kMaxInt32 = 2 ** 31 - 1;
const kMaxPossibleLength = Math.min(kMaxLength, kMaxInt32);
const largestRange = 2 ** 48 - 1;

function assertOffset(offset, elementSize, length) {
  validateNumber(offset, 'offset');
  const bytes = offset * elementSize;
  const most = Math.min(length, kMaxPossibleLength);
  if (Number.isNaN(bytes) || bytes > most || bytes < 0) {
    throw new ERR_OUT_OF_RANGE('offset', `>= 0 && <= ${most}`, bytes);
  }
  return bytes >>> 0;
}

function assertSize(size, elementSize, offset, length) {
  validateNumber(size, 'size');
  const bytes = size * elementSize;
  if (Number.isNaN(bytes) || bytes > kMaxPossibleLength || bytes < 0) {
    throw new ERR_OUT_OF_RANGE('size', `>= 0 && <= ${kMaxPossibleLength}`, bytes);
  }
  if (bytes + offset > length) throw new ERR_OUT_OF_RANGE('size + offset', `<= ${length}`, bytes + offset);
  return bytes >>> 0;
}

function randomBytes(size, callback) {
  const count = assertSize(size, 1, 0, Infinity);
  if (callback === undefined) return freshBytes(count);
  validateFunction(callback, 'callback');
  const bytes = Buffer.alloc(count);
  fillLater(bytes, 0, count, callback);
}

function fillLater(target, offset, count, callback) {
  randomFillJob(target, offset, count, (error) => {
    if (error) callback(error);
    else callback(null, target);
  });
}

function assertFillable(buf) {
  if (!isAnyArrayBuffer(buf) && !isArrayBufferView(buf)) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], buf);
  }
}

function randomFillSync(buf, offset = 0, size) {
  assertFillable(buf);
  const elementSize = buf.BYTES_PER_ELEMENT || 1;
  const start = assertOffset(offset, elementSize, buf.byteLength);
  const count = size === undefined ? buf.byteLength - start
    : assertSize(size, elementSize, start, buf.byteLength);
  if (count > 0) fillNow(buf, start, count);
  return buf;
}

function randomFill(buf, offset, size, callback) {
  assertFillable(buf);
  const elementSize = buf.BYTES_PER_ELEMENT || 1;
  let length;
  if (typeof offset === 'function') {
    callback = offset;
    offset = 0;
    length = buf.length === undefined ? buf.byteLength : buf.length;
  } else if (typeof size === 'function') {
    callback = size;
    length = (buf.length === undefined ? buf.byteLength : buf.length) - offset;
  } else {
    validateFunction(callback, 'callback');
    length = size;
  }
  const start = assertOffset(offset, elementSize, buf.byteLength);
  const count = size === undefined || size === callback
    ? buf.byteLength - start : assertSize(length, elementSize, start, buf.byteLength);
  if (count === 0) {
    process.nextTick(callback, null, buf);
    return;
  }
  fillLater(buf, start, count, callback);
}

function randomInt(min, max, callback) {
  // The lower bound may be left out.
  if (max === undefined || typeof max === 'function') {
    callback = max;
    max = min;
    min = 0;
  }
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (!Number.isSafeInteger(min)) throw new ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
  if (!Number.isSafeInteger(max)) throw new ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
  if (max <= min) {
    throw new ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
  }
  const range = max - min;
  if (range > largestRange) throw new ERR_OUT_OF_RANGE('max - min', `<= ${largestRange}`, range);
  const number = randomBelow(range) + min;
  if (callback === undefined) return number;
  process.nextTick(callback, undefined, number);
}

function checkUuidOptions(options) {
  if (options === undefined) return;
  validateObject(options, 'options');
  // No entropy is kept between calls, so there is no cache to be disabled.
  if (options.disableEntropyCache !== undefined) {
    validateBoolean(options.disableEntropyCache, 'options.disableEntropyCache');
  }
}

/** RFC 9562's text of 16 bytes, with the version and the variant set. */
function uuidText(bytes, version) {
  bytes[6] = (bytes[6] & 0x0f) | (version << 4);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.hexSlice(0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function randomUUID(options) {
  checkUuidOptions(options);
  return uuidText(freshBytes(16), 4);
}

function randomUUIDv7(options) {
  checkUuidOptions(options);
  const bytes = freshBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  return uuidText(bytes, 7);
}

function isIntegerArray(value) {
  return isTypedArray(value) && !value[Symbol.toStringTag].startsWith('Float');
}

/** What `crypto.getRandomValues()` does once its receiver is checked. */
function getRandomValues(data) {
  if (!isIntegerArray(data)) {
    throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
  }
  if (data.byteLength > 65_536) {
    throw new DOMException(
      'The requested length exceeds 65,536 bytes', 'QuotaExceededError');
  }
  return randomFillSync(data, 0);
}

module.exports = {
  getRandomValues, randomBytes, randomFill, randomFillSync, randomInt, randomUUID, randomUUIDv7,
};
