// The classes of node:zlib: what distinguishes one format's stream from another's is its options.
'use strict';

const { createBrotli, createZlib, createZstd } = internalBinding('zlib');
const { Buffer } = require('buffer');
const assert = require('internal/assert');
const {
  codes: { ERR_BROTLI_INVALID_PARAM, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE, ERR_ZSTD_INVALID_PARAM },
} = require('internal/errors');
const { deprecateInstantiation } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { validateFiniteNumber } = require('internal/validators');
const { ZlibBase, checkRangesOrGetDefault, fail } = require('internal/zlib/base');
const { constants } = require('internal/zlib/constants');

const {
  BROTLI_DECODE, BROTLI_ENCODE, BROTLI_OPERATION_EMIT_METADATA, BROTLI_OPERATION_FINISH, BROTLI_OPERATION_FLUSH,
  BROTLI_OPERATION_PROCESS, DEFLATE, DEFLATERAW, GUNZIP, GZIP, INFLATE, INFLATERAW, UNZIP,
  ZSTD_COMPRESS, ZSTD_DECOMPRESS, ZSTD_e_continue, ZSTD_e_end,
  ZSTD_e_flush, Z_BLOCK, Z_DEFAULT_COMPRESSION, Z_DEFAULT_MEMLEVEL, Z_DEFAULT_STRATEGY, Z_DEFAULT_WINDOWBITS, Z_FINISH, Z_FIXED,
  Z_FULL_FLUSH, Z_MAX_LEVEL, Z_MAX_MEMLEVEL, Z_MAX_WINDOWBITS, Z_MIN_LEVEL, Z_MIN_MEMLEVEL, Z_MIN_WINDOWBITS,
  Z_NO_FLUSH, Z_SYNC_FLUSH,
} = constants;

// Each format's flushes: the defaults, and the largest that may be asked for.
const zlibFlushes = { family: 0, flush: Z_NO_FLUSH, finishFlush: Z_FINISH, fullFlush: Z_FULL_FLUSH, most: Z_BLOCK };
const brotliFlushes = {
  family: 1,
  flush: BROTLI_OPERATION_PROCESS,
  finishFlush: BROTLI_OPERATION_FINISH,
  fullFlush: BROTLI_OPERATION_FLUSH,
  most: BROTLI_OPERATION_EMIT_METADATA,
};
const zstdFlushes = {
  family: 2, flush: ZSTD_e_continue, finishFlush: ZSTD_e_end, fullFlush: ZSTD_e_flush, most: ZSTD_e_end,
};

function checkDictionary(dictionary) {
  if (dictionary === undefined || isArrayBufferView(dictionary)) return dictionary;
  if (isAnyArrayBuffer(dictionary)) return Buffer.from(dictionary);
  throw new ERR_INVALID_ARG_TYPE(
    'options.dictionary', ['Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], dictionary);
}

// ---- zlib

function Zlib(opts, mode) {
  let windowBits = Z_DEFAULT_WINDOWBITS;
  let level = Z_DEFAULT_COMPRESSION;
  let memLevel = Z_DEFAULT_MEMLEVEL;
  let strategy = Z_DEFAULT_STRATEGY;
  let dictionary;
  const decompresses = mode === INFLATE || mode === GUNZIP || mode === UNZIP;
  if (opts) {
    if (!opts.windowBits && decompresses) {
      // Of the size that the compressed stream's header tells.
      windowBits = 0;
    } else {
      // gzip's smallest window cannot be told apart from one of 512 bytes.
      const least = Z_MIN_WINDOWBITS + (mode === GZIP ? 1 : 0);
      windowBits = checkRangesOrGetDefault(
        opts.windowBits, 'options.windowBits', least, Z_MAX_WINDOWBITS, Z_DEFAULT_WINDOWBITS);
    }
    level = checkRangesOrGetDefault(opts.level, 'options.level', Z_MIN_LEVEL, Z_MAX_LEVEL, level);
    memLevel = checkRangesOrGetDefault(opts.memLevel, 'options.memLevel', Z_MIN_MEMLEVEL, Z_MAX_MEMLEVEL, memLevel);
    strategy = checkRangesOrGetDefault(opts.strategy, 'options.strategy', Z_DEFAULT_STRATEGY, Z_FIXED, strategy);
    dictionary = checkDictionary(opts.dictionary);
  }
  const handle = createZlib(mode, windowBits, level, memLevel, strategy, dictionary);
  ZlibBase.call(this, opts, mode, handle, zlibFlushes);
  this._level = level;
  this._strategy = strategy;
  this._mode = mode;
}
Object.setPrototypeOf(Zlib.prototype, ZlibBase.prototype);
Object.setPrototypeOf(Zlib, ZlibBase);

function checkRangeOrThrow(number, name, lower, upper) {
  if (number === undefined || Number.isNaN(number)) throw new ERR_INVALID_ARG_TYPE(name, 'number', number);
  validateFiniteNumber(number, name);
  if (number < lower || number > upper) throw new ERR_OUT_OF_RANGE(name, `>= ${lower} and <= ${upper}`, number);
}

Zlib.prototype.params = function params(level, strategy, callback) {
  checkRangeOrThrow(level, 'level', Z_MIN_LEVEL, Z_MAX_LEVEL);
  checkRangeOrThrow(strategy, 'strategy', Z_DEFAULT_STRATEGY, Z_FIXED);
  if (this._level === level && this._strategy === strategy) {
    process.nextTick(callback);
    return;
  }
  this.flush(Z_SYNC_FLUSH, () => {
    assert(this._handle, 'zlib binding closed');
    const failure = this._handle.params(level, strategy);
    if (failure !== undefined) {
      fail(this, failure);
      return;
    }
    this._level = level;
    this._strategy = strategy;
    callback?.();
  });
};

// ---- Brotli and Zstandard

/** `options.params` as a flat array of numbers and values. */
function checkParams(given, most, ERR_INVALID_PARAM) {
  const flat = [];
  const seen = new Set();
  for (const key of given ? Object.keys(given) : []) {
    const param = +key;
    if (Number.isNaN(param) || param < 0 || param > most || seen.has(param)) throw new ERR_INVALID_PARAM(key);
    const value = given[key];
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw new ERR_INVALID_ARG_TYPE('options.params[key]', 'number', value);
    }
    seen.add(param);
    flat.push(param, Number(value));
  }
  return flat;
}

function largestParam(prefixes) {
  const names = Object.keys(constants).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  return Math.max(...names.map((name) => constants[name]));
}

let brotliParamMax;
let zstdCompressParamMax;
let zstdDecompressParamMax;

function Brotli(opts, mode) {
  brotliParamMax ??= Math.max(9, largestParam(['BROTLI_PARAM_']));
  const params = checkParams(opts?.params, brotliParamMax, ERR_BROTLI_INVALID_PARAM);
  const dictionary = checkDictionary(opts?.dictionary);
  const handle = createBrotli(mode === BROTLI_ENCODE, params, dictionary);
  ZlibBase.call(this, opts, mode, handle, brotliFlushes);
}
Object.setPrototypeOf(Brotli.prototype, ZlibBase.prototype);
Object.setPrototypeOf(Brotli, ZlibBase);

function checkPledgedSize(size) {
  if (size === undefined) return;
  if (typeof size !== 'number') {
    const error = new ERR_INVALID_ARG_TYPE('pledgedSrcSize', 'number', size);
    error.message = 'pledgedSrcSize must be a number';
    throw error;
  }
  if (size < 0) {
    const error = new ERR_OUT_OF_RANGE('pledgedSrcSize', '>= 0', size);
    error.message = 'pledgedSrcSize must be non-negative';
    throw error;
  }
}

function Zstd(opts, mode) {
  zstdCompressParamMax ??= largestParam(['ZSTD_c_']);
  zstdDecompressParamMax ??= largestParam(['ZSTD_d_']);
  const compresses = mode === ZSTD_COMPRESS;
  const most = compresses ? zstdCompressParamMax : zstdDecompressParamMax;
  const params = checkParams(opts?.params, most, ERR_ZSTD_INVALID_PARAM);
  const size = compresses ? opts?.pledgedSrcSize : undefined;
  checkPledgedSize(size);
  // Anything that is no buffer is passed over here, as in Node.
  const dictionary = isArrayBufferView(opts?.dictionary) ? opts.dictionary : undefined;
  const handle = createZstd(compresses, params, dictionary, size);
  ZlibBase.call(this, opts, mode, handle, zstdFlushes);
}
Object.setPrototypeOf(Zstd.prototype, ZlibBase.prototype);
Object.setPrototypeOf(Zstd, ZlibBase);

// ---- The classes themselves

/** Makes `Class` a subclass of `Base`, as `function` classes are: callable without `new`, which is deprecated. */
function inherit(Class, Base) {
  Object.setPrototypeOf(Class.prototype, Base.prototype);
  Object.setPrototypeOf(Class, Base);
}

function Deflate(opts) {
  if (!(this instanceof Deflate)) return deprecateInstantiation(Deflate, 'DEP0184', opts);
  Zlib.call(this, opts, DEFLATE);
}
inherit(Deflate, Zlib);

function Inflate(opts) {
  if (!(this instanceof Inflate)) return deprecateInstantiation(Inflate, 'DEP0184', opts);
  Zlib.call(this, opts, INFLATE);
}
inherit(Inflate, Zlib);

function Gzip(opts) {
  if (!(this instanceof Gzip)) return deprecateInstantiation(Gzip, 'DEP0184', opts);
  Zlib.call(this, opts, GZIP);
}
inherit(Gzip, Zlib);

function Gunzip(opts) {
  if (!(this instanceof Gunzip)) return deprecateInstantiation(Gunzip, 'DEP0184', opts);
  Zlib.call(this, opts, GUNZIP);
}
inherit(Gunzip, Zlib);

function DeflateRaw(opts) {
  // zlib refuses a raw window of 256 bytes, which once was allowed. Node changes the caller's own object.
  if (opts && opts.windowBits === 8) opts.windowBits = 9;
  if (!(this instanceof DeflateRaw)) return deprecateInstantiation(DeflateRaw, 'DEP0184', opts);
  Zlib.call(this, opts, DEFLATERAW);
}
inherit(DeflateRaw, Zlib);

function InflateRaw(opts) {
  if (!(this instanceof InflateRaw)) return deprecateInstantiation(InflateRaw, 'DEP0184', opts);
  Zlib.call(this, opts, INFLATERAW);
}
inherit(InflateRaw, Zlib);

function Unzip(opts) {
  if (!(this instanceof Unzip)) return deprecateInstantiation(Unzip, 'DEP0184', opts);
  Zlib.call(this, opts, UNZIP);
}
inherit(Unzip, Zlib);

function BrotliCompress(opts) {
  if (!(this instanceof BrotliCompress)) return deprecateInstantiation(BrotliCompress, 'DEP0184', opts);
  Brotli.call(this, opts, BROTLI_ENCODE);
}
inherit(BrotliCompress, Brotli);

function BrotliDecompress(opts) {
  if (!(this instanceof BrotliDecompress)) return deprecateInstantiation(BrotliDecompress, 'DEP0184', opts);
  Brotli.call(this, opts, BROTLI_DECODE);
}
inherit(BrotliDecompress, Brotli);

class ZstdCompress extends Zstd {
  constructor(opts) { super(opts, ZSTD_COMPRESS); }
}

class ZstdDecompress extends Zstd {
  constructor(opts) { super(opts, ZSTD_DECOMPRESS); }
}

module.exports = {
  BrotliCompress, BrotliDecompress, Deflate, DeflateRaw, Gunzip, Gzip, Inflate, InflateRaw, Unzip, ZstdCompress,
  ZstdDecompress,
};
