// ZlibBase: the transform stream that all of node:zlib's classes are, over one native coder.
'use strict';

const { Buffer, kMaxLength } = require('buffer');
const assert = require('internal/assert');
const {
  codes: { ERR_BUFFER_TOO_LARGE, ERR_OUT_OF_RANGE, ERR_TRAILING_JUNK_AFTER_STREAM_END },
  genericNodeError,
  hideStackFrames,
} = require('internal/errors');
const { validateBoolean, validateFiniteNumber, validateUint32 } = require('internal/validators');
const { Transform, finished } = require('stream');
const { constants } = require('internal/zlib/constants');

const {
  Z_BLOCK, Z_DEFAULT_CHUNK, Z_FINISH, Z_FULL_FLUSH, Z_MIN_CHUNK, Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH,
} = constants;

const kFlushFlag = Symbol('kFlushFlag');
const kError = Symbol('kError');

/** Whether a number was given; undefined and NaN count as not given. */
const checkFiniteNumber = hideStackFrames((number, name) => {
  if (number === undefined || Number.isNaN(number)) return false;
  validateFiniteNumber(number, name);
  return true;
});

const checkRangesOrGetDefault = hideStackFrames((number, name, lower, upper, otherwise) => {
  if (!checkFiniteNumber(number, name)) return otherwise;
  if (number < lower || number > upper) throw new ERR_OUT_OF_RANGE(name, `>= ${lower} and <= ${upper}`, number);
  return number;
});

// zlib's flushes from the weakest to the strongest; their numbers are in another order.
const strength = [];
[Z_NO_FLUSH, Z_BLOCK, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_FINISH].forEach((flag, rank) => {
  strength[flag] = rank;
});

const maxFlush = (a, b) => (strength[a] > strength[b] ? a : b);

// Flushes are written in turn with the data, as empty chunks that carry the flush.
const flushBuffers = [];
for (let flag = 0; flag <= Z_FINISH + 1; flag++) {
  const dummy = Buffer.alloc(0);
  dummy[kFlushFlag] = flag;
  flushBuffers[flag] = dummy;
}

function ZlibBase(opts, mode, handle, { family, flush, finishFlush, fullFlush, most }) {
  let chunkSize = Z_DEFAULT_CHUNK;
  let maxOutputLength = kMaxLength;
  let rejectGarbageAfterEnd = false;
  if (opts) {
    if (checkFiniteNumber(opts.chunkSize, 'options.chunkSize')) {
      if (opts.chunkSize < Z_MIN_CHUNK) {
        throw new ERR_OUT_OF_RANGE('options.chunkSize', `>= ${Z_MIN_CHUNK}`, opts.chunkSize);
      }
      chunkSize = opts.chunkSize;
    }
    flush = checkRangesOrGetDefault(opts.flush, 'options.flush', 0, most, flush);
    finishFlush = checkRangesOrGetDefault(opts.finishFlush, 'options.finishFlush', 0, most, finishFlush);
    maxOutputLength = checkRangesOrGetDefault(
      opts.maxOutputLength, 'options.maxOutputLength', 1, kMaxLength, kMaxLength);
    if (opts.rejectGarbageAfterEnd !== undefined) {
      validateBoolean(opts.rejectGarbageAfterEnd, 'options.rejectGarbageAfterEnd');
      rejectGarbageAfterEnd = opts.rejectGarbageAfterEnd;
    }
    // Bytes in, bytes out, whatever else the options are used for.
    if (opts.encoding || opts.objectMode || opts.writableObjectMode) {
      opts = { ...opts, encoding: null, objectMode: false, writableObjectMode: false };
    }
  }
  Transform.call(this, { autoDestroy: true, ...opts });
  this[kError] = null;
  this.bytesWritten = 0;
  this._handle = handle;
  this._outOffset = 0;
  this._chunkSize = chunkSize;
  this._defaultFlushFlag = flush;
  this._finishFlushFlag = finishFlush;
  this._defaultFullFlushFlag = fullFlush;
  this._flushBoundIdx = family;
  this._info = opts && opts.info;
  this._maxOutputLength = maxOutputLength;
  this._rejectGarbageAfterEnd = rejectGarbageAfterEnd;
}
Object.setPrototypeOf(ZlibBase.prototype, Transform.prototype);
Object.setPrototypeOf(ZlibBase, Transform);

Object.defineProperty(ZlibBase.prototype, '_closed', {
  configurable: true,
  enumerable: true,
  get() { return !this._handle; },
});

ZlibBase.prototype.reset = function reset() {
  if (!this._handle) assert(false, 'zlib binding closed');
  const failure = this._handle.reset();
  if (failure !== undefined) fail(this, failure);
};

/** The last flush comes in `_flush`, called when all data is in. */
ZlibBase.prototype._flush = function _flush(callback) {
  this._transform(Buffer.alloc(0), '', callback);
};

ZlibBase.prototype._final = function _final(callback) {
  callback();
};

ZlibBase.prototype.flush = function flush(kind, callback) {
  if (typeof kind === 'function' || (kind === undefined && !callback)) {
    callback = kind;
    kind = this._defaultFullFlushFlag;
  }
  if (this.writableFinished) {
    if (callback) process.nextTick(callback);
  } else if (this.writableEnded) {
    if (callback) this.once('end', callback);
  } else {
    this.write(flushBuffers[kind], '', callback);
  }
};

ZlibBase.prototype.close = function close(callback) {
  if (callback) finished(this, callback);
  this.destroy();
};

ZlibBase.prototype._destroy = function _destroy(error, callback) {
  closeHandle(this);
  callback(error);
};

ZlibBase.prototype._transform = function _transform(chunk, encoding, callback) {
  let flag = this._defaultFlushFlag;
  if (typeof chunk[kFlushFlag] === 'number') {
    flag = chunk[kFlushFlag];
  }
  // The last chunk takes the finishing flush along.
  if (this.writableEnded && this.writableLength === chunk.byteLength) flag = maxFlush(flag, this._finishFlushFlag);
  processChunk(this, chunk, flag, callback);
};

ZlibBase.prototype._processChunk = function _processChunk(chunk, flag, callback) {
  if (typeof callback === 'function') processChunk(this, chunk, flag, callback);
  else return processChunkSync(this, chunk, flag);
};

function closeHandle(stream) {
  // The handle is gone for good: what is in work is dropped when it comes back.
  stream._handle?.close();
  stream._handle = null;
}

/** Node's error of a failure `[message, errno, code]`. */
function errorOf([message, errno, code]) {
  const error = genericNodeError(message, { errno, code });
  error.errno = errno;
  error.code = code;
  return error;
}

function fail(stream, failure) {
  const error = errorOf(failure);
  stream.destroy(error);
  stream[kError] = error;
}

function processChunk(stream, chunk, flag, callback) {
  const handle = stream._handle;
  if (!handle) {
    process.nextTick(callback);
    return;
  }
  new Write(stream, handle, flag, chunk.byteLength, callback).start(chunk);
}

/** One chunk on its way through the coder: as many steps as it has output buffers to fill. */
class Write {
  constructor(stream, handle, flag, inputLeft, callback) {
    this.stream = stream;
    this.handle = handle;
    this.flag = flag;
    this.inputLeft = inputLeft;
    this.callback = callback;
    this.done = (failure, step) => this.stepped(failure, step);
  }

  /** The chunk, or undefined for what the coder has kept of it. */
  start(chunk) {
    const { stream } = this;
    this.handle.write(this.flag, chunk, stream._chunkSize - stream._outOffset, this.done);
  }

  stepped(failure, step) {
    const { stream } = this;
    if (stream.destroyed) {
      this.callback();
      return;
    }
    if (failure !== null) {
      fail(stream, failure);
      return;
    }
    const output = step[0];
    const room = step[1];
    const inputLeft = step[2];
    stream.bytesWritten += this.inputLeft - inputLeft;
    this.inputLeft = inputLeft;
    let full = false;
    if (output !== undefined) {
      stream._outOffset += output.byteLength;
      full = !stream.push(output);
      if (stream.destroyed) {
        this.callback();
        return;
      }
    }
    if (room === 0 || stream._outOffset >= stream._chunkSize) stream._outOffset = 0;
    if (room === 0) {
      // More is to come: at once, or when somebody wants it.
      if (!full) this.start(undefined);
      else this.resumeOnRead();
      return;
    }
    if (inputLeft > 0) {
      // With room for output the coder took no more: the compressed stream is over, and this is behind it.
      if (stream._rejectGarbageAfterEnd) {
        stream.destroy(new ERR_TRAILING_JUNK_AFTER_STREAM_END());
        return;
      }
      stream.push(null);
    }
    this.callback();
  }

  resumeOnRead() {
    const { stream } = this;
    const read = stream._read;
    stream._read = (size) => {
      stream._read = read;
      this.start(undefined);
      stream._read(size);
    };
  }
}

/** All output of a chunk, at once; the stream cannot be used afterwards. */
function processChunkSync(stream, chunk, flag) {
  const handle = stream._handle;
  assert(handle, 'zlib binding closed');
  const buffers = [];
  let length = 0;
  let offset = 0;
  for (;;) {
    const step = handle.writeSync(flag, chunk, offset, stream._chunkSize);
    if (typeof step[0] === 'string') {
      const error = errorOf(step);
      // It is thrown; the stream's event is for those who listen.
      stream.on('error', () => {});
      stream.destroy(error);
      throw error;
    }
    const [output, room, inputLeft] = step;
    offset = chunk.byteLength - inputLeft;
    if (output !== undefined) {
      buffers.push(output);
      length += output.byteLength;
      if (length > stream._maxOutputLength) {
        closeHandle(stream);
        throw new ERR_BUFFER_TOO_LARGE(stream._maxOutputLength);
      }
    }
    if (room !== 0) break;
  }
  stream.bytesWritten = offset;
  closeHandle(stream);
  return buffers.length === 1 ? buffers[0] : Buffer.concat(buffers, length);
}

module.exports = { ZlibBase, checkRangesOrGetDefault, closeHandle, errorOf, fail, kError, maxFlush };
