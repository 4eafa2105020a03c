// Buffer's number readers. Each checks its first and last byte and then does plain arithmetic: reading
// outside a typed array gives undefined, so a bad offset of any kind ends in `reject`, which finds out why.
'use strict';

const { codes: { ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateNumber } = require('internal/validators');

// One scratch cell per float width, seen as a number and as bytes.
const float32 = new Float32Array(1);
const float32Bytes = new Uint8Array(float32.buffer);
const float64 = new Float64Array(1);
const float64Bytes = new Uint8Array(float64.buffer);

// Throws what Node throws for an `offset` at which `width` bytes cannot be reached.
function reject(buf, offset, width) {
  validateNumber(offset, 'offset');
  if (Math.floor(offset) !== offset) throw new ERR_OUT_OF_RANGE('offset', 'an integer', offset);
  const last = buf.length - width;
  if (last < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS();
  throw new ERR_OUT_OF_RANGE('offset', `>= 0 and <= ${last}`, offset);
}

// The variable-width forms take 1 to 6 bytes, what a double holds exactly.
function checkByteLength(byteLength) {
  if (byteLength === 1 || byteLength === 2 || byteLength === 3 ||
      byteLength === 4 || byteLength === 5 || byteLength === 6) return;
  validateNumber(byteLength, 'byteLength');
  if (Math.floor(byteLength) !== byteLength) throw new ERR_OUT_OF_RANGE('byteLength', 'an integer', byteLength);
  throw new ERR_OUT_OF_RANGE('byteLength', '>= 1 and <= 6', byteLength);
}

function readUInt8(offset = 0) {
  const value = this[offset];
  if (typeof offset !== 'number' || value === undefined) reject(this, offset, 1);
  return value;
}

function readInt8(offset = 0) {
  const value = this[offset];
  if (typeof offset !== 'number' || value === undefined) reject(this, offset, 1);
  return value << 24 >> 24;
}

function readUInt16LE(offset = 0) {
  if (typeof offset !== 'number') reject(this, offset, 2);
  const low = this[offset];
  const high = this[offset + 1];
  if (low === undefined || high === undefined) reject(this, offset, 2);
  return low | high << 8;
}

function readUInt16BE(offset = 0) {
  if (typeof offset !== 'number') reject(this, offset, 2);
  const high = this[offset];
  const low = this[offset + 1];
  if (high === undefined || low === undefined) reject(this, offset, 2);
  return high << 8 | low;
}

function readInt16LE(offset = 0) {
  if (typeof offset !== 'number') reject(this, offset, 2);
  const low = this[offset];
  const high = this[offset + 1];
  if (low === undefined || high === undefined) reject(this, offset, 2);
  return (low << 16 | high << 24) >> 16;
}

function readInt16BE(offset = 0) {
  if (typeof offset !== 'number') reject(this, offset, 2);
  const high = this[offset];
  const low = this[offset + 1];
  if (high === undefined || low === undefined) reject(this, offset, 2);
  return (low << 16 | high << 24) >> 16;
}

function readInt32LE(offset = 0) {
  if (typeof offset !== 'number') reject(this, offset, 4);
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined) reject(this, offset, 4);
  return first | this[offset + 1] << 8 | this[offset + 2] << 16 | last << 24;
}

function readInt32BE(offset = 0) {
  if (typeof offset !== 'number') reject(this, offset, 4);
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined) reject(this, offset, 4);
  return first << 24 | this[offset + 1] << 16 | this[offset + 2] << 8 | last;
}

function readUInt32LE(offset = 0) {
  if (typeof offset !== 'number') reject(this, offset, 4);
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined) reject(this, offset, 4);
  return (first | this[offset + 1] << 8 | this[offset + 2] << 16 | last << 24) >>> 0;
}

function readUInt32BE(offset = 0) {
  if (typeof offset !== 'number') reject(this, offset, 4);
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined) reject(this, offset, 4);
  return (first << 24 | this[offset + 1] << 16 | this[offset + 2] << 8 | last) >>> 0;
}

function checkSpan(buf, offset, byteLength) {
  if (offset === undefined) throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
  checkByteLength(byteLength);
  if (typeof offset !== 'number' || buf[offset] === undefined || buf[offset + byteLength - 1] === undefined) {
    reject(buf, offset, byteLength);
  }
}

function readUIntLE(offset, byteLength) {
  checkSpan(this, offset, byteLength);
  let value = 0;
  for (let i = offset + byteLength - 1; i >= offset; i--) value = value * 256 + this[i];
  return value;
}

function readUIntBE(offset, byteLength) {
  checkSpan(this, offset, byteLength);
  let value = 0;
  for (let i = offset; i < offset + byteLength; i++) value = value * 256 + this[i];
  return value;
}

function toSigned(value, byteLength) {
  const limit = 2 ** (byteLength * 8 - 1);
  return value < limit ? value : value - 2 * limit;
}

function readIntLE(offset, byteLength) {
  return toSigned(readUIntLE.call(this, offset, byteLength), byteLength);
}

function readIntBE(offset, byteLength) {
  return toSigned(readUIntBE.call(this, offset, byteLength), byteLength);
}

function checkEight(buf, offset) {
  if (typeof offset !== 'number' || buf[offset] === undefined || buf[offset + 7] === undefined) reject(buf, offset, 8);
}

function readBigUInt64LE(offset = 0) {
  checkEight(this, offset);
  return BigInt(readUInt32LE.call(this, offset + 4)) << 32n | BigInt(readUInt32LE.call(this, offset));
}

function readBigUInt64BE(offset = 0) {
  checkEight(this, offset);
  return BigInt(readUInt32BE.call(this, offset)) << 32n | BigInt(readUInt32BE.call(this, offset + 4));
}

function readBigInt64LE(offset = 0) {
  checkEight(this, offset);
  return (BigInt(readInt32LE.call(this, offset + 4)) << 32n) + BigInt(readUInt32LE.call(this, offset));
}

function readBigInt64BE(offset = 0) {
  checkEight(this, offset);
  return (BigInt(readInt32BE.call(this, offset)) << 32n) + BigInt(readUInt32BE.call(this, offset + 4));
}

function readFloatLE(offset = 0) {
  if (typeof offset !== 'number') reject(this, offset, 4);
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined) reject(this, offset, 4);
  float32Bytes[0] = first;
  float32Bytes[1] = this[offset + 1];
  float32Bytes[2] = this[offset + 2];
  float32Bytes[3] = last;
  return float32[0];
}

function readFloatBE(offset = 0) {
  if (typeof offset !== 'number') reject(this, offset, 4);
  const first = this[offset];
  const last = this[offset + 3];
  if (first === undefined || last === undefined) reject(this, offset, 4);
  float32Bytes[3] = first;
  float32Bytes[2] = this[offset + 1];
  float32Bytes[1] = this[offset + 2];
  float32Bytes[0] = last;
  return float32[0];
}

function readDoubleLE(offset = 0) {
  checkEight(this, offset);
  float64Bytes[0] = this[offset];
  float64Bytes[1] = this[offset + 1];
  float64Bytes[2] = this[offset + 2];
  float64Bytes[3] = this[offset + 3];
  float64Bytes[4] = this[offset + 4];
  float64Bytes[5] = this[offset + 5];
  float64Bytes[6] = this[offset + 6];
  float64Bytes[7] = this[offset + 7];
  return float64[0];
}

function readDoubleBE(offset = 0) {
  checkEight(this, offset);
  float64Bytes[7] = this[offset];
  float64Bytes[6] = this[offset + 1];
  float64Bytes[5] = this[offset + 2];
  float64Bytes[4] = this[offset + 3];
  float64Bytes[3] = this[offset + 4];
  float64Bytes[2] = this[offset + 5];
  float64Bytes[1] = this[offset + 6];
  float64Bytes[0] = this[offset + 7];
  return float64[0];
}

module.exports = {
  checkByteLength,
  float32,
  float32Bytes,
  float64,
  float64Bytes,
  reject,
  // Under the names they have on Buffer.prototype; the `Uint` spellings are aliases of the `UInt` ones.
  methods: {
    readBigUInt64LE,
    readBigUInt64BE,
    readBigUint64LE: readBigUInt64LE,
    readBigUint64BE: readBigUInt64BE,
    readBigInt64LE,
    readBigInt64BE,
    readUIntLE,
    readUInt32LE,
    readUInt16LE,
    readUInt8,
    readUIntBE,
    readUInt32BE,
    readUInt16BE,
    readUintLE: readUIntLE,
    readUint32LE: readUInt32LE,
    readUint16LE: readUInt16LE,
    readUint8: readUInt8,
    readUintBE: readUIntBE,
    readUint32BE: readUInt32BE,
    readUint16BE: readUInt16BE,
    readIntLE,
    readInt32LE,
    readInt16LE,
    readInt8,
    readIntBE,
    readInt32BE,
    readInt16BE,
    readFloatLE,
    readFloatBE,
    readDoubleLE,
    readDoubleBE,
  },
};
