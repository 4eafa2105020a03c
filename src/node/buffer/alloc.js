// Where a buffer's memory comes from. Small buffers are cut from a shared pool, so that a few bytes do not
// cost an ArrayBuffer each; the rest have memory of their own.
'use strict';

const { codes: { ERR_BUFFER_OUT_OF_BOUNDS, ERR_UNKNOWN_ENCODING } } = require('internal/errors');
const { FastBuffer, createUnsafeBuffer, markAsUntransferable } = require('internal/buffer');
const { getEncodingOps, utf8 } = require('internal/buffer/encodings');
const { isAnyArrayBuffer } = require('internal/util/types');

const setBytes = Uint8Array.prototype.set;

// Buffer itself: programs may set its `poolSize`, which decides the next pool's size, and at once what is small.
let settings;

function followPoolSize(buffer) {
  settings = buffer;
}

let pool; // a FastBuffer over the whole of the current pool
let poolMemory; // its ArrayBuffer
let poolUsed = 0; // bytes handed out, always a multiple of 8
let poolLength = 0;

function renewPool() {
  poolLength = settings.poolSize;
  pool = createUnsafeBuffer(poolLength);
  poolMemory = pool.buffer;
  // Transferring it would pull the memory from under every other small buffer.
  markAsUntransferable(poolMemory);
  poolUsed = 0;
}

// The first `length` free bytes of the pool; the next buffer starts 8-aligned.
function takeFromPool(length) {
  const buf = new FastBuffer(poolMemory, poolUsed, length);
  poolUsed = (poolUsed + length + 7) & ~7;
  return buf;
}

function isSmall(length) {
  return length < settings.poolSize >>> 1;
}

/** `length` bytes with unspecified contents, from the pool where they are few. */
function allocate(length) {
  if (length <= 0) return new FastBuffer();
  if (!isSmall(length)) return createUnsafeBuffer(length);
  if (length > poolLength - poolUsed) renewPool();
  return takeFromPool(length);
}

function fromStringOps(string, ops) {
  let length = string.length;
  if (length === 0) return new FastBuffer();
  // No encoding needs more than 4 bytes a character: only strings near the limit are measured.
  const smallMax = settings.poolSize >>> 1;
  if (length * 4 < smallMax) {
    length *= 4;
  } else {
    length = ops.byteLength(string);
    if (length >= smallMax) {
      const buf = createUnsafeBuffer(length);
      const written = ops.put(buf, string, 0, length);
      return written < length ? new FastBuffer(buf.buffer, 0, written) : buf;
    }
  }
  if (length > poolLength - poolUsed) renewPool();
  const written = ops.put(pool, string, poolUsed, length);
  const buf = new FastBuffer(poolMemory, poolUsed, written);
  poolUsed = (poolUsed + written + 7) & ~7;
  return buf;
}

function fromString(string, encoding) {
  if (!encoding || encoding === 'utf8' || typeof encoding !== 'string') return fromStringOps(string, utf8);
  const ops = getEncodingOps(encoding);
  if (ops === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return fromStringOps(string, ops);
}

/** A view, not a copy. */
function fromArrayBuffer(memory, byteOffset, length) {
  byteOffset = byteOffset === undefined ? 0 : +byteOffset || 0;
  const available = memory.byteLength - byteOffset;
  if (available < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (length !== undefined) {
    length = +length;
    if (length > available) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
    if (!(length > 0)) length = 0;
  }
  return new FastBuffer(memory, byteOffset, length);
}

/** A copy of anything with a length and numbered elements. */
function fromArrayLike(source) {
  const { length } = source;
  if (length <= 0) return new FastBuffer();
  if (!isSmall(length)) return new FastBuffer(source);
  if (length > poolLength - poolUsed) renewPool();
  const buf = takeFromPool(length);
  setBytes.call(buf, source, 0);
  return buf;
}

/** A copy of a view, an array-like or what `toJSON` made of a buffer; undefined for any other object. */
function fromObject(source) {
  if (source.length !== undefined || isAnyArrayBuffer(source.buffer)) {
    return typeof source.length === 'number' ? fromArrayLike(source) : new FastBuffer();
  }
  if (source.type === 'Buffer' && Array.isArray(source.data)) return fromArrayLike(source.data);
  return undefined;
}

module.exports = {
  allocate, followPoolSize, fromArrayBuffer, fromArrayLike, fromObject, fromString, fromStringOps,
};
