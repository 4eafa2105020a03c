// One record per encoding: how long a string is in it, how it is written to bytes and read from them.
'use strict';

const {
  asciiSlice, base64Slice, base64urlSlice, hexSlice, latin1Slice, ucs2Slice, utf8Slice,
  asciiWriteStatic, base64Write, base64urlWrite, hexWrite, latin1WriteStatic, ucs2Write, utf8WriteStatic,
  byteLengthUtf8,
} = internalBinding('buffer');
const { asciiWrite, latin1Write, utf8Write } = require('internal/buffer');
const { encodingsMap } = require('internal/util');

const oneByteEach = (string) => string.length;
const twoBytesEach = (string) => string.length * 2;
const halfByteEach = (string) => string.length >>> 1;

// Four characters carry three bytes; up to two trailing '=' carry none. Whitespace and other characters that
// decoding skips are counted, so this is an upper bound, as Node's is.
function base64ByteLength(string) {
  let length = string.length;
  if (string.charCodeAt(length - 1) === 0x3d) length--;
  if (length > 1 && string.charCodeAt(length - 1) === 0x3d) length--;
  return length * 3 >>> 2;
}

/**
 * @param {number} id the encoding's number in the bindings
 * @param {boolean} searchable whether the bindings find a string in bytes of it without encoding the string first
 * @param {(string) => number} byteLength the bytes that a string needs at most
 * @param {(buf, string, offset, length) => number} write gives the bytes written
 * @param {(buf, string, offset, length) => number} put the same for a place known to be within the buffer
 * @param {(buf, start, end) => string} slice
 */
function describe(id, searchable, byteLength, write, put, slice) {
  return { id, searchable, byteLength, write, put, slice };
}

const utf8 = describe(encodingsMap.utf8, true, byteLengthUtf8, utf8Write, utf8WriteStatic, utf8Slice);
const utf16le = describe(encodingsMap.utf16le, true, twoBytesEach, ucs2Write, ucs2Write, ucs2Slice);
const latin1 = describe(encodingsMap.latin1, true, oneByteEach, latin1Write, latin1WriteStatic, latin1Slice);
const ascii = describe(encodingsMap.ascii, false, oneByteEach, asciiWrite, asciiWriteStatic, asciiSlice);
const base64 = describe(encodingsMap.base64, false, base64ByteLength, base64Write, base64Write, base64Slice);
const base64url = describe(
  encodingsMap.base64url, false, base64ByteLength, base64urlWrite, base64urlWrite, base64urlSlice);
const hex = describe(encodingsMap.hex, false, halfByteEach, hexWrite, hexWrite, hexSlice);

const byName = new Map([
  ['utf8', utf8], ['utf-8', utf8],
  ['utf16le', utf16le], ['utf-16le', utf16le], ['ucs2', utf16le], ['ucs-2', utf16le],
  ['latin1', latin1], ['binary', latin1],
  ['ascii', ascii],
  ['base64', base64], ['base64url', base64url],
  ['hex', hex],
]);

/** The record of an encoding's name in any case, or undefined. */
function getEncodingOps(encoding) {
  return byName.get(encoding) ?? byName.get(`${encoding}`.toLowerCase());
}

module.exports = { ascii, getEncodingOps, utf8 };
