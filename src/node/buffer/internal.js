// What the rest of the runtime needs of buffers without loading all of `node:buffer`: the class itself,
// uninitialised memory, and the prototype's methods that are the same for every Uint8Array.
'use strict';

const {
  asciiSlice, base64Slice, base64urlSlice, hexSlice, latin1Slice, ucs2Slice, utf8Slice,
  asciiWriteStatic, base64Write, base64urlWrite, hexWrite, latin1WriteStatic, ucs2Write, utf8WriteStatic,
  createUnsafeArrayBuffer, setBufferPrototype,
} = internalBinding('buffer');
const { codes: { ERR_BUFFER_OUT_OF_BOUNDS } } = require('internal/errors');
const { isMarkedAsUntransferable, markAsUntransferable } = require('internal/worker/transfer_marks');
const { methods: numberMethods } = require('internal/buffer/numbers');

// Below this size zeroed memory costs no more than a separate allocation.
const inlineSizeMax = 64;

class FastBuffer extends Uint8Array {}

// Natives make buffers of this class: `Buffer.prototype` is the same object.
setBufferPrototype(FastBuffer.prototype);

/** A buffer of `size` bytes of its own (never pooled) whose contents are whatever the memory held. */
function createUnsafeBuffer(size) {
  return size <= inlineSizeMax ? new FastBuffer(size) : new FastBuffer(createUnsafeArrayBuffer(size));
}

// utf8, latin1 and ascii share bounds checks that the raw bindings leave out; the other encodings' bindings
// check for themselves.
function boundedLength(buf, offset, length) {
  const size = buf.byteLength;
  if (offset < 0 || offset > size) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (length === undefined) return size - offset;
  length = Number(length);
  if (length < 0 || length > size - offset) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  return length;
}

function utf8Write(buf, string, offset = 0, length) {
  offset = Number(offset);
  return utf8WriteStatic(buf, string, offset, boundedLength(buf, offset, length));
}

function latin1Write(buf, string, offset = 0, length) {
  offset = Number(offset);
  return latin1WriteStatic(buf, string, offset, boundedLength(buf, offset, length));
}

function asciiWrite(buf, string, offset = 0, length) {
  offset = Number(offset);
  return asciiWriteStatic(buf, string, offset, boundedLength(buf, offset, length));
}

// Undocumented, and called by enough programs that they are there to stay.
const rawMethods = {
  asciiSlice(start, end) { return asciiSlice(this, start, end); },
  base64Slice(start, end) { return base64Slice(this, start, end); },
  base64urlSlice(start, end) { return base64urlSlice(this, start, end); },
  latin1Slice(start, end) { return latin1Slice(this, start, end); },
  hexSlice(start, end) { return hexSlice(this, start, end); },
  ucs2Slice(start, end) { return ucs2Slice(this, start, end); },
  utf8Slice(start, end) { return utf8Slice(this, start, end); },
  asciiWrite(string, offset, length) { return asciiWrite(this, string, offset, length); },
  base64Write(string, offset, length) { return base64Write(this, string, offset, length); },
  base64urlWrite(string, offset, length) { return base64urlWrite(this, string, offset, length); },
  latin1Write(string, offset, length) { return latin1Write(this, string, offset, length); },
  hexWrite(string, offset, length) { return hexWrite(this, string, offset, length); },
  ucs2Write(string, offset, length) { return ucs2Write(this, string, offset, length); },
  utf8Write(string, offset, length) { return utf8Write(this, string, offset, length); },
};

function addBufferPrototypeMethods(proto) {
  Object.assign(proto, numberMethods, rawMethods);
}

module.exports = {
  FastBuffer,
  addBufferPrototypeMethods,
  asciiWrite,
  createUnsafeBuffer,
  isMarkedAsUntransferable,
  latin1Write,
  markAsUntransferable,
  readUInt16BE: (buf, offset) => numberMethods.readUInt16BE.call(buf, offset),
  readUInt32BE: (buf, offset) => numberMethods.readUInt32BE.call(buf, offset),
  utf8Write,
};
