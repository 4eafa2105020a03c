// Buffer's number writers. The value is checked before the offset, and nothing is written unless all of it
// fits. Every writer returns the offset after the bytes it wrote.
'use strict';

const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { checkByteLength, float32, float32Bytes, float64, float64Bytes, reject } = require('internal/buffer/read');

// Throws for a value outside `bits` bits. Node writes the limits out up to 32 bits, and as powers of two above.
function rejectValue(value, bits, signed) {
  const n = bits === 64 ? 'n' : '';
  let range;
  if (bits > 32) {
    range = signed ?
      `>= -(2${n} ** ${bits - 1}${n}) and < 2${n} ** ${bits - 1}${n}` :
      `>= 0${n} and < 2${n} ** ${bits}${n}`;
  } else {
    const max = 2 ** (signed ? bits - 1 : bits) - 1;
    range = `>= ${signed ? -max - 1 : 0} and <= ${max}`;
  }
  throw new ERR_OUT_OF_RANGE('value', range, value);
}

function checkOffset(buf, offset, width) {
  if (typeof offset !== 'number' || buf[offset] === undefined || buf[offset + width - 1] === undefined) {
    reject(buf, offset, width);
  }
}

function put8(buf, value, offset) {
  if (typeof offset !== 'number' || buf[offset] === undefined) reject(buf, offset, 1);
  buf[offset] = value;
  return offset + 1;
}

function put16LE(buf, value, offset) {
  checkOffset(buf, offset, 2);
  buf[offset] = value;
  buf[offset + 1] = value >>> 8;
  return offset + 2;
}

function put16BE(buf, value, offset) {
  checkOffset(buf, offset, 2);
  buf[offset] = value >>> 8;
  buf[offset + 1] = value;
  return offset + 2;
}

function put32LE(buf, value, offset) {
  checkOffset(buf, offset, 4);
  value |= 0;
  buf[offset] = value;
  buf[offset + 1] = value >>> 8;
  buf[offset + 2] = value >>> 16;
  buf[offset + 3] = value >>> 24;
  return offset + 4;
}

function put32BE(buf, value, offset) {
  checkOffset(buf, offset, 4);
  value |= 0;
  buf[offset] = value >>> 24;
  buf[offset + 1] = value >>> 16;
  buf[offset + 2] = value >>> 8;
  buf[offset + 3] = value;
  return offset + 4;
}

function writeUInt8(value, offset = 0) {
  value = +value;
  // The one writer that looks at the offset's type before the value's range.
  if (typeof offset !== 'number') reject(this, offset, 1);
  if (value > 0xff || value < 0) rejectValue(value, 8, false);
  return put8(this, value, offset);
}

function writeInt8(value, offset = 0) {
  value = +value;
  if (typeof offset !== 'number') reject(this, offset, 1);
  if (value > 0x7f || value < -0x80) rejectValue(value, 8, true);
  return put8(this, value, offset);
}

function writeUInt16LE(value, offset = 0) {
  value = +value;
  if (value > 0xffff || value < 0) rejectValue(value, 16, false);
  return put16LE(this, value, offset);
}

function writeUInt16BE(value, offset = 0) {
  value = +value;
  if (value > 0xffff || value < 0) rejectValue(value, 16, false);
  return put16BE(this, value, offset);
}

function writeInt16LE(value, offset = 0) {
  value = +value;
  if (value > 0x7fff || value < -0x8000) rejectValue(value, 16, true);
  return put16LE(this, value, offset);
}

function writeInt16BE(value, offset = 0) {
  value = +value;
  if (value > 0x7fff || value < -0x8000) rejectValue(value, 16, true);
  return put16BE(this, value, offset);
}

function writeUInt32LE(value, offset = 0) {
  value = +value;
  if (value > 0xffffffff || value < 0) rejectValue(value, 32, false);
  return put32LE(this, value, offset);
}

function writeUInt32BE(value, offset = 0) {
  value = +value;
  if (value > 0xffffffff || value < 0) rejectValue(value, 32, false);
  return put32BE(this, value, offset);
}

function writeInt32LE(value, offset = 0) {
  value = +value;
  if (value > 0x7fffffff || value < -0x80000000) rejectValue(value, 32, true);
  return put32LE(this, value, offset);
}

function writeInt32BE(value, offset = 0) {
  value = +value;
  if (value > 0x7fffffff || value < -0x80000000) rejectValue(value, 32, true);
  return put32BE(this, value, offset);
}

// The checks of the variable-width forms, in Node's order; returns the value as a number.
function checkVariable(buf, value, offset, byteLength, signed) {
  checkByteLength(byteLength);
  value = +value;
  const bits = byteLength * 8;
  const max = 2 ** (signed ? bits - 1 : bits) - 1;
  if (byteLength === 1 && typeof offset !== 'number') reject(buf, offset, 1);
  if (value > max || value < (signed ? -max - 1 : 0)) rejectValue(value, bits, signed);
  checkOffset(buf, offset, byteLength);
  return value;
}

// 32 bits at most fit the bit operators, so the value is split into the low 4 bytes and the rest.
function putLE(buf, value, offset, byteLength) {
  let low = value | 0;
  let high = Math.floor(value / 0x100000000);
  for (let i = 0; i < byteLength; i++) {
    if (i < 4) {
      buf[offset + i] = low;
      low >>>= 8;
    } else {
      buf[offset + i] = high;
      high >>>= 8;
    }
  }
  return offset + byteLength;
}

function putBE(buf, value, offset, byteLength) {
  let low = value | 0;
  let high = Math.floor(value / 0x100000000);
  const last = offset + byteLength - 1;
  for (let i = 0; i < byteLength; i++) {
    if (i < 4) {
      buf[last - i] = low;
      low >>>= 8;
    } else {
      buf[last - i] = high;
      high >>>= 8;
    }
  }
  return offset + byteLength;
}

function writeUIntLE(value, offset, byteLength) {
  return putLE(this, checkVariable(this, value, offset, byteLength, false), offset, byteLength);
}

function writeUIntBE(value, offset, byteLength) {
  return putBE(this, checkVariable(this, value, offset, byteLength, false), offset, byteLength);
}

function writeIntLE(value, offset, byteLength) {
  return putLE(this, checkVariable(this, value, offset, byteLength, true), offset, byteLength);
}

function writeIntBE(value, offset, byteLength) {
  return putBE(this, checkVariable(this, value, offset, byteLength, true), offset, byteLength);
}

function checkBigUnsigned(value) {
  if (value > 0xffffffffffffffffn || value < 0n) rejectValue(value, 64, false);
}

// A number gets past this and is refused by the bit operators; the engine compares one with a BigInt of 64 bits wrong.
function checkBigSigned(value) {
  const outside = typeof value === 'bigint' ?
    value > 0x7fffffffffffffffn || value < -0x8000000000000000n :
    value >= 2 ** 63 || value < -(2 ** 63);
  if (outside) rejectValue(value, 64, true);
}

function putBigLE(buf, value, offset) {
  checkOffset(buf, offset, 8);
  put32LE(buf, Number(value & 0xffffffffn), offset);
  return put32LE(buf, Number(value >> 32n & 0xffffffffn), offset + 4);
}

function putBigBE(buf, value, offset) {
  checkOffset(buf, offset, 8);
  put32BE(buf, Number(value >> 32n & 0xffffffffn), offset);
  return put32BE(buf, Number(value & 0xffffffffn), offset + 4);
}

function writeBigUInt64LE(value, offset = 0) {
  checkBigUnsigned(value);
  return putBigLE(this, value, offset);
}

function writeBigUInt64BE(value, offset = 0) {
  checkBigUnsigned(value);
  return putBigBE(this, value, offset);
}

function writeBigInt64LE(value, offset = 0) {
  checkBigSigned(value);
  return putBigLE(this, value, offset);
}

function writeBigInt64BE(value, offset = 0) {
  checkBigSigned(value);
  return putBigBE(this, value, offset);
}

function writeFloatLE(value, offset = 0) {
  value = +value;
  checkOffset(this, offset, 4);
  float32[0] = value;
  this[offset] = float32Bytes[0];
  this[offset + 1] = float32Bytes[1];
  this[offset + 2] = float32Bytes[2];
  this[offset + 3] = float32Bytes[3];
  return offset + 4;
}

function writeFloatBE(value, offset = 0) {
  value = +value;
  checkOffset(this, offset, 4);
  float32[0] = value;
  this[offset] = float32Bytes[3];
  this[offset + 1] = float32Bytes[2];
  this[offset + 2] = float32Bytes[1];
  this[offset + 3] = float32Bytes[0];
  return offset + 4;
}

function writeDoubleLE(value, offset = 0) {
  value = +value;
  checkOffset(this, offset, 8);
  float64[0] = value;
  this[offset] = float64Bytes[0];
  this[offset + 1] = float64Bytes[1];
  this[offset + 2] = float64Bytes[2];
  this[offset + 3] = float64Bytes[3];
  this[offset + 4] = float64Bytes[4];
  this[offset + 5] = float64Bytes[5];
  this[offset + 6] = float64Bytes[6];
  this[offset + 7] = float64Bytes[7];
  return offset + 8;
}

function writeDoubleBE(value, offset = 0) {
  value = +value;
  checkOffset(this, offset, 8);
  float64[0] = value;
  this[offset] = float64Bytes[7];
  this[offset + 1] = float64Bytes[6];
  this[offset + 2] = float64Bytes[5];
  this[offset + 3] = float64Bytes[4];
  this[offset + 4] = float64Bytes[3];
  this[offset + 5] = float64Bytes[2];
  this[offset + 6] = float64Bytes[1];
  this[offset + 7] = float64Bytes[0];
  return offset + 8;
}

module.exports = {
  methods: {
    writeBigUInt64LE,
    writeBigUInt64BE,
    writeBigUint64LE: writeBigUInt64LE,
    writeBigUint64BE: writeBigUInt64BE,
    writeBigInt64LE,
    writeBigInt64BE,
    writeUIntLE,
    writeUInt32LE,
    writeUInt16LE,
    writeUInt8,
    writeUIntBE,
    writeUInt32BE,
    writeUInt16BE,
    writeUintLE: writeUIntLE,
    writeUint32LE: writeUInt32LE,
    writeUint16LE: writeUInt16LE,
    writeUint8: writeUInt8,
    writeUintBE: writeUIntBE,
    writeUint32BE: writeUInt32BE,
    writeUint16BE: writeUInt16BE,
    writeIntLE,
    writeInt32LE,
    writeInt16LE,
    writeInt8,
    writeIntBE,
    writeInt32BE,
    writeInt16BE,
    writeFloatLE,
    writeFloatBE,
    writeDoubleLE,
    writeDoubleBE,
  },
};
