// `node:string_decoder`: turns a run of chunks into strings without breaking a character that two
// chunks share. What is incomplete at the end of a chunk, at most four bytes, waits for the next.
'use strict';

const { utf8Whole } = internalBinding('buffer');
const { Buffer } = require('buffer');
const { FastBuffer } = require('internal/buffer');
const { normalizeEncoding } = require('internal/util');
const { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_UNKNOWN_ENCODING } = require('internal/errors').codes;

// Which method of Buffer decodes an encoding, and how its characters may be cut.
const decodings = {
  utf8: { slice: 'utf8Slice', tail: utf8Tail },
  utf16le: { slice: 'ucs2Slice', tail: utf16Tail },
  base64: { slice: 'base64Slice', tail: base64Tail },
  base64url: { slice: 'base64urlSlice', tail: base64Tail },
  latin1: { slice: 'latin1Slice', tail: null },
  ascii: { slice: 'asciiSlice', tail: null },
  hex: { slice: 'hexSlice', tail: null },
};

const kDecoding = Symbol('kDecoding');
// The incomplete character: its bytes so far (a Buffer of four, once there was one), how many there
// are, and how many are missing.
const kBytes = Symbol('kIncompleteCharacter');
const kHeld = Symbol('kBufferedBytes');
const kMissing = Symbol('kMissingBytes');

function StringDecoder(encoding) {
  const name = encoding === 'utf8' ? encoding : normalizeEncoding(encoding);
  this.encoding = name;
  if (name === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  this[kDecoding] = decodings[name];
}

const prototype = StringDecoder.prototype;

prototype[kBytes] = null;
prototype[kHeld] = 0;
prototype[kMissing] = 0;

/** The characters that `buf` completes; a string is passed through. */
prototype.write = function write(buf) {
  if (typeof buf === 'string') return buf;
  if (!ArrayBuffer.isView(buf)) throw new ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray', 'DataView'], buf);

  const decoding = this[kDecoding];
  if (decoding === undefined) throw new ERR_INVALID_THIS('StringDecoder');
  if (decoding === decodings.utf8 && this[kMissing] === 0) {
    const text = utf8Whole(buf);
    if (text !== undefined) return text;
  }
  if (!(buf instanceof Buffer)) buf = new FastBuffer(buf.buffer, buf.byteOffset, buf.byteLength);

  const { length } = buf;
  if (decoding.tail === null) return buf[decoding.slice](0, length);

  let text = '';
  let start = 0;
  if (this[kMissing] > 0) {
    start = takeMissing(this, decoding, buf);
    if (this[kMissing] > 0 && start === length) return '';
    text = complete(this, decoding);
    if (start === length) return text;
  }

  const end = length - decoding.tail(this, buf, start);
  if (end < length) hold(this, buf, end);
  if (end > start) text += buf[decoding.slice](start, end);
  return text;
};

/** As `write`, and then what is incomplete, as well as that can be decoded. */
prototype.end = function end(buf) {
  const text = buf === undefined ? '' : this.write(buf);
  return this[kHeld] > 0 ? text + flush(this) : text;
};

// Undocumented, and old.
prototype.text = function text(buf, offset) {
  this[kMissing] = 0;
  this[kHeld] = 0;
  return this.write(buf.slice(offset));
};

Object.defineProperties(prototype, {
  lastChar: {
    configurable: true,
    enumerable: true,
    get() { return this[kBytes] ??= Buffer.alloc(4); },
  },
  lastNeed: {
    configurable: true,
    enumerable: true,
    get() { return this[kMissing]; },
  },
  lastTotal: {
    configurable: true,
    enumerable: true,
    get() { return this[kHeld] + this[kMissing]; },
  },
});

// Nothing is missing any more. Half a surrogate pair that comes about here is let go as it is.
function complete(decoder, decoding) {
  const held = decoder[kHeld];
  decoder[kHeld] = 0;
  return decoder[kBytes][decoding.slice](0, held);
}

function flush(decoder) {
  // Half a code unit is nothing.
  if (decoder.encoding === 'utf16le' && decoder[kHeld] % 2 === 1) {
    decoder[kMissing]--;
    decoder[kHeld]--;
  }
  const held = decoder[kHeld];
  decoder[kMissing] = 0;
  decoder[kHeld] = 0;
  return held === 0 ? '' : decoder[kBytes][decoder[kDecoding].slice](0, held);
}

// The incomplete character is what follows `start`.
function hold(decoder, buf, start) {
  const bytes = decoder[kBytes] ??= Buffer.alloc(4);
  for (let i = start; i < buf.length; i++) bytes[i - start] = buf[i];
}

// Adds to the incomplete character what it misses and `buf` begins with. Returns how many bytes.
function takeMissing(decoder, decoding, buf) {
  const bytes = decoder[kBytes];
  let taken = 0;
  while (taken < buf.length && decoder[kMissing] > 0) {
    const byte = buf[taken];
    if (decoding.slice === 'utf8Slice' && (byte & 0xC0) !== 0x80) {
      // It will never be completed: what there is of it is decoded as it is.
      decoder[kMissing] = 0;
      break;
    }
    bytes[decoder[kHeld]++] = byte;
    decoder[kMissing]--;
    taken++;
  }
  return taken;
}

// How many bytes at the end of `buf`, from `start` on, are incomplete; the decoder's counts are set
// accordingly ------------------------------------------------------------------------------------

function utf8Tail(decoder, buf, start) {
  const { length } = buf;
  if (length === start || buf[length - 1] < 0x80) return 0;

  // The character's first byte is one of the last three, or the character is complete or invalid.
  for (let i = length - 1; i >= start && i > length - 4; i--) {
    const byte = buf[i];
    if ((byte & 0xC0) === 0x80) continue;
    const held = length - i;
    const size = utf8Size(byte);
    if (held >= size) return 0;
    decoder[kHeld] = held;
    decoder[kMissing] = size - held;
    return held;
  }
  return 0;
}

function utf8Size(firstByte) {
  if ((firstByte & 0xE0) === 0xC0) return 2;
  if ((firstByte & 0xF0) === 0xE0) return 3;
  return (firstByte & 0xF8) === 0xF0 ? 4 : 0;
}

function utf16Tail(decoder, buf, start) {
  const { length } = buf;
  if ((length - start) % 2 === 1) {
    decoder[kHeld] = 1;
    decoder[kMissing] = 1;
    return 1;
  }
  if (length > start && (buf[length - 1] & 0xFC) === 0xD8) {
    decoder[kHeld] = 2;
    decoder[kMissing] = 2;
    return 2;
  }
  return 0;
}

function base64Tail(decoder, buf, start) {
  const held = (buf.length - start) % 3;
  if (held === 0) return 0;
  decoder[kHeld] = held;
  decoder[kMissing] = 3 - held;
  return held;
}

exports.StringDecoder = StringDecoder;
