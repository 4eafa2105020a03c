// What every buffer can do, apart from numbers (numbers.js) and searching (search.js).
'use strict';

const {
  copy: copyBytes, fill: fillPattern, hexSlice, kMaxLength, swap16, swap32, swap64, utf8Slice, utf8WriteStatic,
} = internalBinding('buffer');
const { constants: { ALL_PROPERTIES, ONLY_ENUMERABLE }, getOwnNonIndexProperties } = internalBinding('util');
const {
  codes: {
    ERR_BUFFER_OUT_OF_BOUNDS,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_BUFFER_SIZE,
    ERR_OUT_OF_RANGE,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { customInspectSymbol, normalizeEncoding } = require('internal/util');
const { inspect: inspectValue } = require('internal/util/inspect');
const { validateInteger, validateString } = require('internal/validators');
const { FastBuffer } = require('internal/buffer');
const { getEncodingOps } = require('internal/buffer/encodings');

// Methods run on any Uint8Array, and a subclass may shadow `length`: sizes come from the memory.
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const getLength = Object.getOwnPropertyDescriptor(typedArray, 'length').get;
const getByteLength = Object.getOwnPropertyDescriptor(typedArray, 'byteLength').get;
const fillBytes = typedArray.fill;

/** How many bytes `inspect` shows; a program sets it as `buffer.INSPECT_MAX_BYTES`. */
const inspectLimit = { bytes: 50 };

function checkOffset(value, name, max) {
  // Nearly always it is a small whole number.
  if (typeof value !== 'number' || (value >>> 0) !== value || value > max) validateInteger(value, name, 0, max);
}

function toString(encoding, start, end) {
  if (start === undefined && end === undefined && (encoding === undefined || encoding === 'utf8')) {
    return utf8Slice(this);
  }

  const length = getLength.call(this);
  if (start <= 0) start = 0;
  else if (start >= length) return '';
  else start = Math.trunc(start) || 0;
  end = end === undefined || end > length ? length : Math.trunc(end) || 0;
  if (end <= start) return '';

  if (encoding === undefined || encoding === 'utf8') return utf8Slice(this, start, end);
  const ops = getEncodingOps(encoding);
  if (ops === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return ops.slice(this, start, end);
}

// write(string), write(string, encoding), write(string, offset[, length][, encoding])
function write(string, offset, length, encoding) {
  if (offset === undefined) return utf8WriteStatic(this, string);

  const size = getLength.call(this);
  if (length === undefined && typeof offset === 'string') {
    encoding = offset;
    offset = 0;
    length = size;
  } else {
    checkOffset(offset, 'offset', size);
    const room = size - offset;
    if (length === undefined) {
      length = room;
    } else if (typeof length === 'string') {
      encoding = length;
      length = room;
    } else {
      checkOffset(length, 'length', size);
      if (length > room) length = room;
    }
  }

  if (!encoding || encoding === 'utf8') return utf8WriteStatic(this, string, offset, length);
  const ops = getEncodingOps(encoding);
  if (ops === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return ops.write(this, string, offset, length);
}

// An integer as `copy` understands it: anything that is no number counts as `fallback`.
function toInteger(value, fallback) {
  value = +value;
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Math.floor(value) : fallback;
}

function copy(target, targetStart, sourceStart, sourceEnd) {
  if (!ArrayBuffer.isView(this)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], this);
  if (!ArrayBuffer.isView(target)) throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  const size = this.byteLength;

  if (targetStart === undefined) {
    targetStart = 0;
  } else {
    if ((targetStart >>> 0) !== targetStart) targetStart = toInteger(targetStart, 0);
    if (targetStart < 0) throw new ERR_OUT_OF_RANGE('targetStart', '>= 0', targetStart);
  }
  if (sourceStart === undefined) {
    sourceStart = 0;
  } else {
    if ((sourceStart >>> 0) !== sourceStart) sourceStart = toInteger(sourceStart, 0);
    if (sourceStart < 0 || sourceStart > size) {
      throw new ERR_OUT_OF_RANGE('sourceStart', `>= 0 && <= ${size}`, sourceStart);
    }
  }
  if (sourceEnd === undefined) {
    sourceEnd = size;
  } else {
    if ((sourceEnd >>> 0) !== sourceEnd) sourceEnd = toInteger(sourceEnd, 0);
    if (sourceEnd < 0) throw new ERR_OUT_OF_RANGE('sourceEnd', '>= 0', sourceEnd);
    if (sourceEnd > size) sourceEnd = size;
  }

  const count = Math.min(sourceEnd - sourceStart, target.byteLength - targetStart);
  if (count <= 0) return 0;
  copyBytes(this, target, targetStart, sourceStart, count);
  return count;
}

function fill(value, offset, end, encoding) {
  return fillBuffer(this, value, offset, end, encoding);
}

// fill(value[, offset[, end]][, encoding]), the value a string, bytes or a number.
function fillBuffer(buf, value, offset, end, encoding) {
  if (typeof value === 'string') {
    if (offset === undefined || typeof offset === 'string') {
      encoding = offset;
      offset = 0;
      end = buf.length;
    } else if (typeof end === 'string') {
      encoding = end;
      end = buf.length;
    }
    const name = normalizeEncoding(encoding);
    if (name === undefined) {
      validateString(encoding, 'encoding');
      throw new ERR_UNKNOWN_ENCODING(encoding);
    }
    value = singleByte(value, name);
  } else {
    encoding = undefined;
  }

  if (offset === undefined) {
    offset = 0;
    end = buf.length;
  } else {
    checkOffset(offset, 'offset', kMaxLength);
    if (end === undefined) end = buf.length;
    else checkOffset(end, 'end', buf.length);
    if (offset >= end) return buf;
  }

  if (typeof value !== 'string' && !ArrayBuffer.isView(value)) {
    if (end > getByteLength.call(buf)) throw new ERR_BUFFER_OUT_OF_BOUNDS();
    fillBytes.call(buf, value, offset, end);
    return buf;
  }
  const result = fillPattern(buf, value, offset, end, encoding);
  if (result === -1) throw new ERR_INVALID_ARG_VALUE('value', value);
  if (result < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS();
  return buf;
}

// A string that is one byte in its encoding fills like a number does.
function singleByte(string, encoding) {
  if (string.length === 0) return 0;
  if (string.length > 1) return string;
  const code = string.charCodeAt(0);
  if (encoding === 'latin1') return code;
  return code < 128 && (encoding === 'utf8' || encoding === 'ascii') ? code : string;
}

function toJSON() {
  const length = getLength.call(this);
  const data = [];
  for (let i = 0; i < length; i++) data[i] = this[i];
  return { type: 'Buffer', data };
}

// Where `slice` counts from: negative from the end, and never outside.
function clampIndex(index, length) {
  index = Math.trunc(index);
  if (index < 0) return Math.max(index + length, 0);
  if (index < length) return index;
  return Number.isNaN(index) ? 0 : length;
}

// Shares memory with the buffer, as `slice` does, unlike `Uint8Array.prototype.slice`.
function subarray(start, end) {
  const length = this.length;
  if ((start >>> 0) !== start || start > length) start = clampIndex(start, length);
  if (end === undefined) end = length;
  else if ((end >>> 0) !== end || end > length) end = clampIndex(end, length);
  return new FastBuffer(this.buffer, this.byteOffset + start, end > start ? end - start : 0);
}

function slice(start, end) {
  return this.subarray(start, end);
}

function swapEach(buf, width, swap) {
  if (getLength.call(buf) % width !== 0) throw new ERR_INVALID_BUFFER_SIZE(`${width * 8}-bits`);
  swap(buf);
  return buf;
}

/** `<Buffer 68 69>`, then whatever properties a program has put on the buffer. */
function inspect(recurseTimes, ctx) {
  const limit = inspectLimit.bytes;
  const shown = hexSlice(this, 0, Math.min(limit, this.length));
  let text = shown.replace(/..(?!$)/g, '$& ');
  const hidden = this.length - limit;
  if (hidden > 0) text += ` ... ${hidden} more byte${hidden > 1 ? 's' : ''}`;

  if (ctx) {
    const keys = getOwnNonIndexProperties(this, ctx.showHidden ? ALL_PROPERTIES : ONLY_ENUMERABLE);
    if (keys.length > 0) {
      const extras = { __proto__: null };
      for (const key of keys) extras[key] = this[key];
      const printed = inspectValue(extras, { ...ctx, breakLength: Infinity, compact: true });
      if (this.length !== 0) text += ', ';
      text += printed.slice('[Object: null prototype] { '.length, -' }'.length);
    }
  }
  return `<${constructorName(this)} ${text}>`;
}

function constructorName(buf) {
  try {
    const { constructor } = buf;
    if (typeof constructor === 'function' && Object.hasOwn(constructor, 'name')) return constructor.name;
  } catch {
    // A getter of the program's that throws must not make the buffer unprintable.
  }
  return 'Buffer';
}

module.exports = {
  fillBuffer,
  inspectLimit,
  methods: {
    copy,
    toString,
    inspect,
    fill,
    write,
    toJSON,
    subarray,
    slice,
    swap16() { return swapEach(this, 2, swap16); },
    swap32() { return swapEach(this, 4, swap32); },
    swap64() { return swapEach(this, 8, swap64); },
    toLocaleString: toString,
    [customInspectSymbol]: inspect,
  },
};
