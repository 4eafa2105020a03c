// zlib.gzip(), zlib.gzipSync() and their like: a whole buffer through a stream's coder in one native call. The stream
// object is made all the same, as it checks the options and is what `info: true` shows.
'use strict';

const { Buffer } = require('buffer');
const {
  codes: { ERR_BUFFER_TOO_LARGE, ERR_INVALID_ARG_TYPE, ERR_TRAILING_JUNK_AFTER_STREAM_END },
} = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { validateFunction } = require('internal/validators');
const { closeHandle, errorOf, kError, maxFlush } = require('internal/zlib/base');

/** The result of a native `all()` as the caller gets it; throws what it failed with. */
function finish(engine, input, result) {
  engine[kError] = null;
  closeHandle(engine);
  if (result === undefined) throw new ERR_BUFFER_TOO_LARGE(engine._maxOutputLength);
  if (typeof result[0] === 'string') {
    const error = errorOf(result);
    engine[kError] = error;
    throw error;
  }
  const [buffer, taken] = result;
  engine.bytesWritten = taken;
  if (taken < input.byteLength && engine._rejectGarbageAfterEnd) throw new ERR_TRAILING_JUNK_AFTER_STREAM_END();
  return engine._info ? { buffer, engine } : buffer;
}

function runSync(engine, buffer) {
  if (typeof buffer === 'string') {
    buffer = Buffer.from(buffer);
  } else if (!isArrayBufferView(buffer)) {
    if (!isAnyArrayBuffer(buffer)) {
      throw new ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], buffer);
    }
    buffer = Buffer.from(buffer);
  }
  const flag = maxFlush(engine._defaultFlushFlag, engine._finishFlushFlag);
  const result = engine._handle.allSync(flag, buffer, engine._chunkSize, engine._maxOutputLength);
  return finish(engine, buffer, result);
}

function run(engine, buffer, callback) {
  if (typeof buffer === 'string') {
    buffer = Buffer.from(buffer);
  } else if (isAnyArrayBuffer(buffer)) {
    buffer = Buffer.from(buffer);
  } else if (buffer === undefined || buffer === null) {
    // As ending a stream without a last chunk.
    buffer = Buffer.alloc(0);
  } else if (!isArrayBufferView(buffer)) {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
  }
  const flag = maxFlush(engine._defaultFlushFlag, engine._finishFlushFlag);
  engine._handle.all(flag, buffer, engine._chunkSize, engine._maxOutputLength, (result) => {
    let output;
    try {
      output = finish(engine, buffer, result);
    } catch (error) {
      callback(error);
      return;
    }
    callback(null, output);
  });
}

function createConvenienceMethod(Class, sync) {
  if (sync) {
    return function syncBufferWrapper(buffer, opts) {
      return runSync(new Class(opts), buffer);
    };
  }
  return function asyncBufferWrapper(buffer, opts, callback) {
    if (typeof opts === 'function') {
      callback = opts;
      opts = {};
    }
    validateFunction(callback, 'callback');
    return run(new Class(opts), buffer, callback);
  };
}

module.exports = { createConvenienceMethod };
