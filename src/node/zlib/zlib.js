// node:zlib.
'use strict';

const { crc32: crc32Native } = internalBinding('zlib');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { isArrayBufferView } = require('internal/util/types');
const { validateUint32 } = require('internal/validators');
const classes = require('internal/zlib/classes');
const { codes, constants } = require('internal/zlib/constants');
const { createConvenienceMethod } = require('internal/zlib/whole');

function crc32(data, value = 0) {
  if (typeof data !== 'string' && !isArrayBufferView(data)) {
    throw new ERR_INVALID_ARG_TYPE('data', ['Buffer', 'TypedArray', 'DataView', 'string'], data);
  }
  validateUint32(value, 'value');
  return crc32Native(data, value);
}

const {
  BrotliCompress, BrotliDecompress, Deflate, DeflateRaw, Gunzip, Gzip, Inflate, InflateRaw, Unzip, ZstdCompress,
  ZstdDecompress,
} = classes;

module.exports = {
  crc32,
  Deflate,
  Inflate,
  Gzip,
  Gunzip,
  DeflateRaw,
  InflateRaw,
  Unzip,
  BrotliCompress,
  BrotliDecompress,
  ZstdCompress,
  ZstdDecompress,
};

const methods = [
  ['deflate', Deflate], ['gzip', Gzip], ['deflateRaw', DeflateRaw], ['unzip', Unzip], ['inflate', Inflate],
  ['gunzip', Gunzip], ['inflateRaw', InflateRaw], ['brotliCompress', BrotliCompress],
  ['brotliDecompress', BrotliDecompress], ['zstdCompress', ZstdCompress], ['zstdDecompress', ZstdDecompress],
];

for (const [name, Class] of methods) {
  module.exports[name] = createConvenienceMethod(Class, false);
  module.exports[`${name}Sync`] = createConvenienceMethod(Class, true);
}

const constant = (value) => ({ configurable: false, enumerable: true, writable: false, value });

for (const name of [
  'Deflate', 'Inflate', 'DeflateRaw', 'InflateRaw', 'Gzip', 'Gunzip', 'Unzip', 'BrotliCompress', 'BrotliDecompress',
  'ZstdCompress', 'ZstdDecompress',
]) {
  const Class = classes[name];
  const create = (options) => new Class(options);
  Object.defineProperty(create, 'name', { value: `create${name}`, configurable: true });
  Object.defineProperty(module.exports, `create${name}`, {
    configurable: true, enumerable: true, writable: false, value: create,
  });
}

Object.defineProperties(module.exports, { constants: constant(constants), codes: constant(codes) });

// The constants were the module's own properties once; all but Brotli's are still, hidden.
for (const name of Object.keys(constants)) {
  if (name.startsWith('BROTLI')) continue;
  Object.defineProperty(module.exports, name, {
    configurable: false, enumerable: false, writable: false, value: constants[name],
  });
}
