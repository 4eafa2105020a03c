// Buffer's number methods. Those of fixed width are natives, which send here what they cannot do at once: an offset or
// a value that is refused, something that has to be converted first, a receiver that is no buffer.
'use strict';

const binding = internalBinding('buffer');
const { codes: { ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateNumber } = require('internal/validators');

const writeBigInt64 = binding.writeBigInt64;

// Width in bytes, and the range of whole numbers, null for those that are not whole.
const kinds = { __proto__: null };
for (const bits of [8, 16, 32]) {
  for (const order of bits === 8 ? [''] : ['LE', 'BE']) {
    kinds[`UInt${bits}${order}`] = { width: bits / 8, bits, signed: false };
    kinds[`Int${bits}${order}`] = { width: bits / 8, bits, signed: true };
  }
}
for (const order of ['LE', 'BE']) {
  kinds[`Float${order}`] = { width: 4, bits: null, signed: true };
  kinds[`Double${order}`] = { width: 8, bits: null, signed: true };
  kinds[`BigUInt64${order}`] = { width: 8, bits: null, signed: false };
  kinds[`BigInt64${order}`] = { width: 8, bits: null, signed: true };
}

// Throws unless `width` bytes can be reached at `offset`. Outside a buffer there is undefined.
function checkOffset(buf, offset, width) {
  validateNumber(offset, 'offset');
  if (buf[offset] !== undefined && buf[offset + width - 1] !== undefined) return;
  if (Math.floor(offset) !== offset) throw new ERR_OUT_OF_RANGE('offset', 'an integer', offset);
  const last = buf.length - width;
  if (last < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS();
  throw new ERR_OUT_OF_RANGE('offset', `>= 0 and <= ${last}`, offset);
}

// Throws for a value outside `bits` bits. Node writes the limits out up to 32 bits, and as powers of two above.
function checkValue(value, bits, signed) {
  const max = 2 ** (signed ? bits - 1 : bits) - 1;
  const min = signed ? -max - 1 : 0;
  if (!(value > max || value < min)) return;
  let range = `>= ${min} and <= ${max}`;
  if (bits > 32) {
    range = signed ? `>= -(2 ** ${bits - 1}) and < 2 ** ${bits - 1}` : `>= 0 and < 2 ** ${bits}`;
  }
  throw new ERR_OUT_OF_RANGE('value', range, value);
}

function checkBigValue(value, signed) {
  // A number gets past this and is refused by the binding; the engine compares one with a wide BigInt wrong.
  const big = typeof value === 'bigint';
  const max = big ? (signed ? 2n ** 63n : 2n ** 64n) - 1n : signed ? 2 ** 63 : 2 ** 64;
  const min = signed ? (big ? -(2n ** 63n) : -(2 ** 63)) : 0;
  if (!(value > max || value < min)) return;
  const range = signed ? '>= -(2n ** 63n) and < 2n ** 63n' : '>= 0n and < 2n ** 64n';
  throw new ERR_OUT_OF_RANGE('value', range, value);
}

/** The method of that name without any haste; the natives call it with their own receiver and arguments. */
function slowly(name, first, second) {
  const kind = name.slice(name.startsWith('read') ? 4 : 5);
  const { width, bits, signed } = kinds[kind];
  if (name.startsWith('read')) {
    const offset = first === undefined ? 0 : first;
    checkOffset(this, offset, width);
    return binding[name].call(bytesOf(this, offset, width));
  }

  const offset = second === undefined ? 0 : second;
  const value = +first;
  // One byte is the one width where the offset's type is looked at first.
  if (width === 1) validateNumber(offset, 'offset');
  if (bits !== null) checkValue(value, bits, signed);
  checkOffset(this, offset, width);
  const bytes = new Uint8Array(width);
  binding[name].call(bytes, value);
  for (let i = 0; i < width; i++) this[offset + i] = bytes[i];
  return offset + width;
}

// A receiver may be any object with bytes for elements.
function bytesOf(object, offset, width) {
  const bytes = new Uint8Array(width);
  for (let i = 0; i < width; i++) bytes[i] = object[offset + i];
  return bytes;
}

function writeBig(buf, value, offset, signed, littleEndian) {
  checkBigValue(value, signed);
  checkOffset(buf, offset, 8);
  return writeBigInt64(buf, value, offset, littleEndian);
}

// The methods of variable width take 1 to 6 bytes, what a double holds exactly.
function checkByteLength(byteLength) {
  if (byteLength === 1 || byteLength === 2 || byteLength === 3 ||
      byteLength === 4 || byteLength === 5 || byteLength === 6) return;
  validateNumber(byteLength, 'byteLength');
  if (Math.floor(byteLength) !== byteLength) throw new ERR_OUT_OF_RANGE('byteLength', 'an integer', byteLength);
  throw new ERR_OUT_OF_RANGE('byteLength', '>= 1 and <= 6', byteLength);
}

function checkRead(buf, offset, byteLength) {
  if (offset === undefined) throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
  checkByteLength(byteLength);
  checkOffset(buf, offset, byteLength);
}

function readUIntLE(offset, byteLength) {
  checkRead(this, offset, byteLength);
  let value = 0;
  for (let i = offset + byteLength - 1; i >= offset; i--) value = value * 256 + this[i];
  return value;
}

function readUIntBE(offset, byteLength) {
  checkRead(this, offset, byteLength);
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

// Writes the low byte at `at`, and the others one `step` further each. The bit operators reach four bytes only.
function writeVariable(buf, value, offset, byteLength, signed, littleEndian) {
  checkByteLength(byteLength);
  value = +value;
  if (byteLength === 1) validateNumber(offset, 'offset');
  checkValue(value, byteLength * 8, signed);
  checkOffset(buf, offset, byteLength);
  let low = value | 0;
  let high = Math.floor(value / 0x100000000);
  const step = littleEndian ? 1 : -1;
  let at = littleEndian ? offset : offset + byteLength - 1;
  for (let i = 0; i < byteLength; i++, at += step) {
    if (i < 4) {
      buf[at] = low;
      low >>>= 8;
    } else {
      buf[at] = high;
      high >>>= 8;
    }
  }
  return offset + byteLength;
}

const methods = {
  readUIntLE,
  readUIntBE,
  readIntLE,
  readIntBE,
  writeUIntLE(value, offset, byteLength) { return writeVariable(this, value, offset, byteLength, false, true); },
  writeUIntBE(value, offset, byteLength) { return writeVariable(this, value, offset, byteLength, false, false); },
  writeIntLE(value, offset, byteLength) { return writeVariable(this, value, offset, byteLength, true, true); },
  writeIntBE(value, offset, byteLength) { return writeVariable(this, value, offset, byteLength, true, false); },
  writeBigUInt64LE(value, offset = 0) { return writeBig(this, value, offset, false, true); },
  writeBigUInt64BE(value, offset = 0) { return writeBig(this, value, offset, false, false); },
  writeBigInt64LE(value, offset = 0) { return writeBig(this, value, offset, true, true); },
  writeBigInt64BE(value, offset = 0) { return writeBig(this, value, offset, true, false); },
};
for (const kind of Object.keys(kinds)) {
  methods[`read${kind}`] = binding[`read${kind}`];
  methods[`write${kind}`] ??= binding[`write${kind}`];
}
for (const name of Object.keys(methods)) {
  if (name.includes('UInt')) methods[name.replace('UInt', 'Uint')] = methods[name];
}

module.exports = { methods, slowly };
