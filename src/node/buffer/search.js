// Comparing buffers and searching in them. The bytes are looked at natively; here are the arguments' meanings.
'use strict';

const { compare: compareBytes, compareOffset, indexOfBuffer, indexOfNumber, indexOfString, kMaxLength } =
  internalBinding('buffer');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_ENCODING } } = require('internal/errors');
const { isUint8Array } = require('internal/util/types');
const { validateBuffer, validateInteger } = require('internal/validators');
const { fromStringOps } = require('internal/buffer/alloc');
const { getEncodingOps, utf8 } = require('internal/buffer/encodings');

const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const getByteLength = Object.getOwnPropertyDescriptor(typedArray, 'byteLength').get;

const offsetMax = 0x7fffffff;

function equals(otherBuffer) {
  if (!isUint8Array(otherBuffer)) {
    throw new ERR_INVALID_ARG_TYPE('otherBuffer', ['Buffer', 'Uint8Array'], otherBuffer);
  }
  if (this === otherBuffer) return true;
  const length = getByteLength.call(this);
  if (length !== getByteLength.call(otherBuffer)) return false;
  return length === 0 || compareBytes(this, otherBuffer) === 0;
}

function compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
  if (!isUint8Array(target)) throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  if (arguments.length === 1) return compareBytes(this, target);

  if (targetStart === undefined) targetStart = 0;
  else validateInteger(targetStart, 'targetStart', 0, kMaxLength);
  if (targetEnd === undefined) targetEnd = target.length;
  else validateInteger(targetEnd, 'targetEnd', 0, target.length);
  if (sourceStart === undefined) sourceStart = 0;
  else validateInteger(sourceStart, 'sourceStart', 0, kMaxLength);
  if (sourceEnd === undefined) sourceEnd = this.length;
  else validateInteger(sourceEnd, 'sourceEnd', 0, this.length);

  if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
  if (targetStart >= targetEnd) return 1;
  return compareOffset(this, target, targetStart, sourceStart, targetEnd, sourceEnd);
}

// Finds `value` (a string, bytes or a number) at or after `offset` going forward, at or before it going back.
// `end` bounds the search; like `offset` it may be left out before the encoding.
function search(buf, value, offset, end, encoding, forward) {
  if (typeof end === 'string') {
    encoding = end;
  }
  if (typeof end !== 'number') end = buf.length;
  validateBuffer(buf);

  if (typeof offset === 'string') {
    encoding = offset;
    offset = undefined;
  } else if (offset > offsetMax) {
    offset = offsetMax;
  } else if (offset < -offsetMax - 1) {
    offset = -offsetMax - 1;
  }
  offset = +offset;
  if (Number.isNaN(offset)) offset = forward ? 0 : buf.length || buf.byteLength;

  if (typeof value === 'number') return indexOfNumber(buf, value >>> 0, offset, forward, end);

  const ops = encoding === undefined ? utf8 : getEncodingOps(encoding);
  if (typeof value === 'string') {
    if (ops === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
    return ops.searchable ?
      indexOfString(buf, value, offset, ops.id, forward, end) :
      indexOfBuffer(buf, fromStringOps(value, ops), offset, ops.id, forward, end);
  }
  if (isUint8Array(value)) return indexOfBuffer(buf, value, offset, (ops ?? utf8).id, forward, end);
  throw new ERR_INVALID_ARG_TYPE('value', ['number', 'string', 'Buffer', 'Uint8Array'], value);
}

function indexOf(value, offset, end, encoding) {
  return search(this, value, offset, end, encoding, true);
}

function lastIndexOf(value, offset, end, encoding) {
  return search(this, value, offset, end, encoding, false);
}

function includes(value, offset, end, encoding) {
  return search(this, value, offset, end, encoding, true) !== -1;
}

module.exports = { methods: { equals, compare, indexOf, lastIndexOf, includes } };
