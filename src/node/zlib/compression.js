// CompressionStream and DecompressionStream (Compression Standard): zlib's classic streams as a pair of web streams.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const { isArrayBufferView, isSharedArrayBuffer } = require('internal/util/types');
const { customInspect, defineInterface } = require('internal/webstreams/util');

const compressors = {
  '__proto__': null,
  'deflate': 'createDeflate',
  'deflate-raw': 'createDeflateRaw',
  'gzip': 'createGzip',
  'brotli': 'createBrotliCompress',
};
const decompressors = {
  '__proto__': null,
  'deflate': 'createInflate',
  'deflate-raw': 'createInflateRaw',
  'gzip': 'createGunzip',
  'brotli': 'createBrotliDecompress',
};

class CompressionStream {
  #pair;

  constructor(format) {
    this.#pair = pairOf(compressors, format, 'CompressionStream', undefined);
  }

  get readable() {
    return this.#pair.readable;
  }

  get writable() {
    return this.#pair.writable;
  }

  [customInspectSymbol](depth, options) {
    const { readable, writable } = this;
    return customInspect(depth, options, 'CompressionStream', { readable, writable });
  }
}

class DecompressionStream {
  #pair;

  constructor(format) {
    this.#pair = pairOf(decompressors, format, 'DecompressionStream', { rejectGarbageAfterEnd: true });
  }

  get readable() {
    return this.#pair.readable;
  }

  get writable() {
    return this.#pair.writable;
  }

  [customInspectSymbol](depth, options) {
    const { readable, writable } = this;
    return customInspect(depth, options, 'DecompressionStream', { readable, writable });
  }
}

defineInterface(CompressionStream, ['readable', 'writable']);
defineInterface(DecompressionStream, ['readable', 'writable']);

function pairOf(makers, format, name, options) {
  const failed = `Failed to construct '${name}': `;
  if (typeof format === 'symbol') {
    throw conversionError(`${failed}1st argument is a Symbol and cannot be converted to a string.`, 'ERR_INVALID_ARG_TYPE');
  }
  const maker = makers[`${format}`];
  if (maker === undefined) {
    throw conversionError(
      `${failed}1st argument '${format}' is not a valid enum value of type CompressionFormat.`, 'ERR_INVALID_ARG_VALUE');
  }
  const { kDestroyOnSyncError, kValidateChunk, newReadableWritablePairFromDuplex } =
    require('internal/webstreams/adapters');
  return newReadableWritablePairFromDuplex(require('zlib')[maker](options), {
    [kValidateChunk]: checkChunk, [kDestroyOnSyncError]: true,
  });
}

function conversionError(message, code) {
  return Object.assign(new TypeError(message), { code });
}

// A BufferSource may not be shared memory.
function checkChunk(chunk) {
  if (isSharedArrayBuffer(isArrayBufferView(chunk) ? chunk.buffer : chunk)) {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], chunk);
  }
}

module.exports = { CompressionStream, DecompressionStream };
