// The path of a file URL in bytes: names of files need not be UTF-8.
'use strict';

const { percentDecode } = internalBinding('url');
const { codes: { ERR_INVALID_FILE_URL_HOST, ERR_INVALID_FILE_URL_PATH } } = require('internal/errors');
const { Buffer } = require('buffer');
const { domainToUnicode, toFileURL } = require('internal/url');

function decodeBytes(pathname) {
  const bytes = percentDecode(pathname);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// Encoded separators are let through, unlike in fileURLToPath: in another encoding they may be part of a character.
function fileURLToPathBuffer(path, options) {
  const url = toFileURL(path);
  const { hostname, pathname } = url;
  if (!(options?.windows ?? process.platform === 'win32')) {
    if (hostname !== '') throw new ERR_INVALID_FILE_URL_HOST(process.platform);
    return decodeBytes(pathname);
  }
  const bytes = decodeBytes(pathname.replaceAll('/', '\\'));
  if (hostname !== '') return Buffer.concat([Buffer.from(`\\\\${domainToUnicode(hostname)}`), bytes]);
  const letter = bytes[1] | 0x20;
  if (letter < 0x61 || letter > 0x7a || bytes[2] !== 0x3a) {
    throw new ERR_INVALID_FILE_URL_PATH('must be absolute', url);
  }
  return bytes.subarray(1);
}

module.exports = { fileURLToPathBuffer };
