// One record per encoding: how long a string is in it, how it is written to bytes and read from them.
'use strict';

const {
  asciiSlice, base64Slice, base64urlSlice, hexSlice, latin1Slice, ucs2Slice, utf8Slice,
  base64Write, base64urlWrite, hexWrite, ucs2Write,
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

// byteLength(string): bytes the string needs at most. write(buf, string, offset, length): bytes written.
// slice(buf, start, end): string. id: the encoding's number in the bindings. searchable: the bindings find a string in
// bytes of this encoding without encoding it first.
const utf8 = {
  id: encodingsMap.utf8, byteLength: byteLengthUtf8, write: utf8Write, slice: utf8Slice, searchable: true,
};
const utf16le = {
  id: encodingsMap.utf16le, byteLength: twoBytesEach, write: ucs2Write, slice: ucs2Slice, searchable: true,
};
const latin1 = {
  id: encodingsMap.latin1, byteLength: oneByteEach, write: latin1Write, slice: latin1Slice, searchable: true,
};
const ascii = {
  id: encodingsMap.ascii, byteLength: oneByteEach, write: asciiWrite, slice: asciiSlice, searchable: false,
};
const base64 = {
  id: encodingsMap.base64, byteLength: base64ByteLength, write: base64Write, slice: base64Slice, searchable: false,
};
const base64url = {
  id: encodingsMap.base64url, byteLength: base64ByteLength, write: base64urlWrite, slice: base64urlSlice,
  searchable: false,
};
const hex = {
  id: encodingsMap.hex, byteLength: halfByteEach, write: hexWrite, slice: hexSlice, searchable: false,
};

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
