// How data moves through a Writable: `write` hands a chunk to `_write` or keeps it while one is
// under way, the write's callback takes the next, and `end` leads over `_final` to "finish". The
// functions here are methods of Writable and the steps between them.
'use strict';

const { Buffer } = require('buffer');
const { FastBuffer } = require('internal/buffer');
const { isArrayBufferView } = require('internal/util/types');
const {
  ERR_INVALID_ARG_TYPE,
  ERR_MULTIPLE_CALLBACK,
  ERR_STREAM_ALREADY_FINISHED,
  ERR_STREAM_DESTROYED,
  ERR_STREAM_NULL_VALUES,
  ERR_STREAM_WRITE_AFTER_END,
  ERR_UNKNOWN_ENCODING,
} = require('internal/errors').codes;
const { errorOrDestroy } = require('internal/streams/destroy');
const { kOnConstructed } = require('internal/streams/utils');
const {
  kObjectMode, kErrorEmitted, kAutoDestroy, kDestroyed, kCloseEmitted, kErrored, kConstructed,
} = require('internal/streams/bits');
const {
  WritableState, nop,
  kSync, kFinalCalled, kNeedDrain, kEnding, kEnded, kFinished, kDecodeStrings, kWriting, kBufferProcessing,
  kPrefinished, kAllBuffers, kAllNoop, kOnFinished, kCorked, kWriteCb, kExpectWriteCb, kAfterWriteTickInfo,
  kAfterWritePending, kBuffered,
} = require('internal/streams/writable_state');

const kBroken = kDestroyed | kErrored;
const kLateToWrite = kEnding | kDestroyed;
const kInWrite = kWriting | kSync | kExpectWriteCb;
const kDirectMask = kWriting | kErrored | kCorked | kConstructed;
const kClearMask = kDestroyed | kBufferProcessing | kCorked | kBuffered | kConstructed;
const kMayClear = kBuffered | kConstructed;
const kFinishMask = kEnding | kDestroyed | kConstructed | kFinished | kWriting | kErrorEmitted | kCloseEmitted |
  kErrored | kBuffered;
const kMayFinish = kEnding | kConstructed;

// Spent places of the backlog are given back once there are this many.
const kSpentMax = 256;

// Writing -----------------------------------------------------------------------------------------

/**
 * `writable.write(chunk[, encoding][, callback])`.
 * @returns {boolean} false when the writer should wait for "drain"
 */
function write(chunk, encoding, cb) {
  if (typeof encoding === 'function') {
    cb = encoding;
    encoding = null;
  }
  return writeChunk(this, this._writableState, chunk, encoding, cb) === true;
}

// Like `write`, but returns the Error of a write that came too late.
function writeChunk(stream, state, chunk, encoding, cb) {
  if (typeof cb !== 'function') cb = nop;
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();

  let length = 1;
  if ((state.bits & kObjectMode) === 0) {
    if (!encoding) encoding = state.defaultEncoding;
    else if (encoding !== 'buffer' && !Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);

    if (typeof chunk === 'string') {
      if (encoding === 'buffer') throw new ERR_UNKNOWN_ENCODING(encoding);
      if ((state.bits & kDecodeStrings) !== 0) {
        chunk = Buffer.from(chunk, encoding);
        encoding = 'buffer';
      }
    } else if (chunk instanceof Buffer) {
      encoding = 'buffer';
    } else if (isArrayBufferView(chunk)) {
      chunk = new FastBuffer(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      encoding = 'buffer';
    } else {
      throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
    }
    length = chunk.length;
  }

  if ((state.bits & kLateToWrite) !== 0) {
    const err = (state.bits & kEnding) !== 0 ?
      new ERR_STREAM_WRITE_AFTER_END() : new ERR_STREAM_DESTROYED('write');
    process.nextTick(cb, err);
    errorOrDestroy(stream, err, true);
    return err;
  }

  state.pendingcb++;
  state.length += length;

  if ((state.bits & kDirectMask) === kConstructed) {
    state.writelen = length;
    if (cb !== nop) state.writecb = cb;
    state.bits |= kInWrite;
    stream._write(chunk, encoding, state.onwrite ?? makeOnWrite(stream, state));
    state.bits &= ~kSync;
  } else {
    keep(state, chunk, encoding, cb);
  }

  // What `_write` took at once no longer counts; with a high water mark of 0, nothing else would do.
  const left = state.length;
  if (left === 0 || left < state.highWaterMark) return (state.bits & kBroken) === 0;
  state.bits |= kNeedDrain;
  return false;
}

// Whether a chunk would go to `_write` at once, with nothing in front of it.
function isIdle(state) {
  return (state.bits & (kDirectMask | kLateToWrite | kBuffered)) === kConstructed && state.length === 0;
}

/**
 * For a stream that has begun to write `length` bytes by itself while it was idle: the callback for when that is done.
 * @returns {(err?: Error) => void}
 */
function beginWrite(stream, state, length, cb) {
  state.pendingcb++;
  state.length += length;
  state.writelen = length;
  if (cb !== nop) state.writecb = cb;
  state.bits |= kInWrite;
  return state.onwrite ?? makeOnWrite(stream, state);
}

/** Behind `beginWrite`: what `write` returns. */
function endWrite(state) {
  state.bits &= ~kSync;
  if (state.length === 0 || state.length < state.highWaterMark) return (state.bits & kBroken) === 0;
  state.bits |= kNeedDrain;
  return false;
}

function makeOnWrite(stream, state) {
  return state.onwrite = (err) => { onwrite(stream, err); };
}

function keep(state, chunk, encoding, callback) {
  if ((state.bits & kBuffered) === 0) {
    state.bits |= kBuffered;
    state.backlog = [];
  }
  state.backlog.push({ chunk, encoding, callback });
  if (encoding !== 'buffer') state.bits &= ~kAllBuffers;
  if (callback !== nop) state.bits &= ~kAllNoop;
}

/** `writable.cork()`. */
function cork() {
  const state = this._writableState;
  state.bits |= kCorked;
  state.corked++;
}

/** `writable.uncork()`. */
function uncork() {
  const state = this._writableState;
  if (!state.corked) return;
  state.corked--;
  if (!state.corked) state.bits &= ~kCorked;
  if ((state.bits & kWriting) === 0) clearBuffer(this, state);
}

// Once a write is done ----------------------------------------------------------------------------

function onwrite(stream, err) {
  const state = stream._writableState;
  if ((state.bits & kExpectWriteCb) === 0) {
    errorOrDestroy(stream, new ERR_MULTIPLE_CALLBACK());
    return;
  }

  const sync = (state.bits & kSync) !== 0;
  let cb = nop;
  if ((state.bits & kWriteCb) !== 0) {
    cb = state.writeCallback;
    state.writeCallback = null;
  }
  state.bits &= ~(kWriting | kExpectWriteCb | kWriteCb);
  state.length -= state.writelen;
  state.writelen = 0;

  if (err) {
    if ((state.bits & kErrored) === 0) state.errored = err;
    // A Duplex must not go on reading either, even if the error is emitted a tick later.
    if (stream._readableState && !stream._readableState.errored) stream._readableState.errored = err;
    if (sync) process.nextTick(failWrite, stream, state, err, cb);
    else failWrite(stream, state, err, cb);
    return;
  }

  if ((state.bits & kBuffered) !== 0) clearBuffer(stream, state);
  if (sync) settleLater(stream, state, cb);
  else settle(stream, state, 1, cb);
}

function failWrite(stream, state, err, cb) {
  --state.pendingcb;
  cb(err);
  // Before the "error" event, so that every write hears of it first.
  errorBuffer(state);
  errorOrDestroy(stream, err);
}

// `_write` called back before it returned: the write's callback and "drain" wait for a tick, which
// writes with the same callback share. Where nobody would notice, no tick is spent.
function settleLater(stream, state, cb) {
  if (cb !== nop) {
    const info = state.tickInfo;
    if ((state.bits & kAfterWriteTickInfo) !== 0 && info.cb === cb) {
      info.count++;
    } else {
      const next = { count: 1, cb, stream, state };
      state.tickInfo = next;
      process.nextTick(settleTick, next);
      state.bits |= kAfterWritePending | kAfterWriteTickInfo;
    }
    return;
  }

  // In object mode Node takes the tick in any case, which decides when "finish" comes.
  const needTick = (state.bits & kObjectMode) !== 0 || ((state.bits & kNeedDrain) !== 0 && state.length === 0);
  if (needTick && (state.bits & kAfterWritePending) === 0) {
    process.nextTick(settle, stream, state, 1, nop);
    state.bits |= kAfterWritePending;
  } else {
    state.pendingcb--;
    if ((state.bits & kEnding) !== 0) finishMaybe(stream, state, true);
  }
}

function settleTick(info) {
  const { stream, state, count, cb } = info;
  state.bits &= ~kAfterWriteTickInfo;
  state.tickInfo = null;
  settle(stream, state, count, cb);
}

function settle(stream, state, count, cb) {
  state.bits &= ~kAfterWritePending;

  if ((state.bits & (kEnding | kNeedDrain | kDestroyed)) === kNeedDrain && state.length === 0) {
    state.bits &= ~kNeedDrain;
    stream.emit('drain');
  }

  while (count-- > 0) {
    state.pendingcb--;
    cb(null);
  }

  if ((state.bits & kDestroyed) !== 0) errorBuffer(state);
  if ((state.bits & kEnding) !== 0) finishMaybe(stream, state, true);
}

// Hands the backlog on: all of it to `_writev`, or chunk by chunk until one takes its time.
function clearBuffer(stream, state) {
  if ((state.bits & kClearMask) !== kMayClear) return;
  const backlog = state.backlog;
  const from = state.bufferedIndex;
  const count = backlog.length - from;
  if (count === 0) return;

  state.bits |= kBufferProcessing;
  if (count > 1 && stream._writev) {
    state.pendingcb -= count - 1;
    const allNoop = (state.bits & kAllNoop) !== 0;
    const chunks = allNoop && from === 0 ? backlog : backlog.slice(from);
    chunks.allBuffers = (state.bits & kAllBuffers) !== 0;
    const callback = allNoop ? nop : (err) => {
      for (let i = from; i < backlog.length; i++) backlog[i].callback(err);
    };
    writeKept(stream, state, true, state.length, chunks, '', callback);
    resetBuffer(state);
  } else {
    clearOneByOne(stream, state, backlog, from);
  }
  state.bits &= ~kBufferProcessing;
}

function clearOneByOne(stream, state, backlog, next) {
  const objectMode = (state.bits & kObjectMode) !== 0;
  do {
    const { chunk, encoding, callback } = backlog[next];
    backlog[next++] = null;
    writeKept(stream, state, false, objectMode ? 1 : chunk.length, chunk, encoding, callback);
  } while (next < backlog.length && (state.bits & kWriting) === 0);

  if (next === backlog.length) {
    resetBuffer(state);
  } else if (next > kSpentMax) {
    backlog.splice(0, next);
    state.bufferedIndex = 0;
  } else {
    state.bufferedIndex = next;
  }
}

function writeKept(stream, state, vector, length, chunk, encoding, cb) {
  state.writelen = length;
  if (cb !== nop) state.writecb = cb;
  state.bits |= kInWrite;
  const done = state.onwrite ?? makeOnWrite(stream, state);
  if ((state.bits & kDestroyed) !== 0) done(new ERR_STREAM_DESTROYED('write'));
  else if (vector) stream._writev(chunk, done);
  else stream._write(chunk, encoding, done);
  state.bits &= ~kSync;
}

function resetBuffer(state) {
  if (state.backlog !== null) state.backlog = null;
  if (state.bufferedIndex !== 0) state.bufferedIndex = 0;
  state.bits = (state.bits | kAllBuffers | kAllNoop) & ~kBuffered;
}

/** Fails what is in the backlog and the callbacks of `end()`, unless a write is still under way. */
function errorBuffer(state) {
  if ((state.bits & kWriting) !== 0) return;

  if ((state.bits & kBuffered) !== 0) {
    const objectMode = (state.bits & kObjectMode) !== 0;
    for (let i = state.bufferedIndex; i < state.buffered.length; i++) {
      const { chunk, callback } = state.backlog[i];
      state.length -= objectMode ? 1 : chunk.length;
      callback(state.errored ?? new ERR_STREAM_DESTROYED('write'));
    }
  }
  callFinished(state, state.errored ?? new ERR_STREAM_DESTROYED('end'));
  resetBuffer(state);
}

// Ending ------------------------------------------------------------------------------------------

/** `writable.end([chunk[, encoding]][, callback])`. */
function end(chunk, encoding, cb) {
  const state = this._writableState;
  if (typeof chunk === 'function') {
    cb = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    cb = encoding;
    encoding = null;
  }

  let err;
  if (chunk != null) {
    const result = writeChunk(this, state, chunk, encoding);
    if (typeof result !== 'boolean') err = result;
  }

  // However often it was corked.
  if ((state.bits & kCorked) !== 0) {
    state.corked = 1;
    this.uncork();
  }

  if (err === undefined) {
    if ((state.bits & (kEnding | kErrored)) === 0) {
      // Not an error on a destroyed stream: `end` often races with `destroy`.
      state.bits |= kEnding;
      finishMaybe(this, state, true);
      state.bits |= kEnded;
    } else if ((state.bits & kFinished) !== 0) {
      err = new ERR_STREAM_ALREADY_FINISHED('end');
    } else if ((state.bits & kDestroyed) !== 0) {
      err = new ERR_STREAM_DESTROYED('end');
    }
  }

  if (typeof cb === 'function') {
    if (err) {
      process.nextTick(cb, err);
    } else if ((state.bits & kErrored) !== 0) {
      process.nextTick(cb, state.erroredValue);
    } else if ((state.bits & kFinished) !== 0) {
      process.nextTick(cb, null);
    } else {
      state.bits |= kOnFinished;
      state.onFinished ??= [];
      state.onFinished.push(cb);
    }
  }
  return this;
}

function needFinish(state) {
  return (state.bits & kFinishMask) === kMayFinish && state.length === 0;
}

// "finish" comes when `end` was called, everything is written, and every callback was called.
function finishMaybe(stream, state, sync) {
  if (!needFinish(state)) return;
  prefinish(stream, state);
  if (state.pendingcb !== 0) return;
  if (sync) {
    state.pendingcb++;
    process.nextTick(finishTick, stream, state);
  } else if (needFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function finishTick(stream, state) {
  if (needFinish(state)) finish(stream, state);
  else state.pendingcb--;
}

function prefinish(stream, state) {
  if ((state.bits & (kPrefinished | kFinalCalled)) !== 0) return;

  if (typeof stream._final !== 'function' || (state.bits & kDestroyed) !== 0) {
    state.bits |= kFinalCalled | kPrefinished;
    stream.emit('prefinish');
    return;
  }

  state.bits |= kFinalCalled | kSync;
  state.pendingcb++;
  try {
    stream._final((err) => { onfinal(stream, state, err); });
  } catch (err) {
    onfinal(stream, state, err);
  }
  state.bits &= ~kSync;
}

function onfinal(stream, state, err) {
  if ((state.bits & kPrefinished) !== 0) {
    errorOrDestroy(stream, err ?? new ERR_MULTIPLE_CALLBACK());
    return;
  }
  state.pendingcb--;
  if (err) {
    callFinished(state, err);
    errorOrDestroy(stream, err, (state.bits & kSync) !== 0);
  } else if (needFinish(state)) {
    state.bits |= kPrefinished;
    stream.emit('prefinish');
    // Streams that destroy themselves in `_final` count on this tick.
    state.pendingcb++;
    process.nextTick(finish, stream, state);
  }
}

function finish(stream, state) {
  state.pendingcb--;
  state.bits |= kFinished;
  callFinished(state, null);
  stream.emit('finish');

  if ((state.bits & kAutoDestroy) !== 0 && isOtherSideDone(stream._readableState)) stream.destroy();
}

function isOtherSideDone(r) {
  return !r || (r.autoDestroy && (r.endEmitted || r.readable === false));
}

function callFinished(state, err) {
  if ((state.bits & kOnFinished) === 0) return;
  const callbacks = state.onFinished;
  state.onFinished = null;
  state.bits &= ~kOnFinished;
  for (let i = 0; i < callbacks.length; i++) callbacks[i](err);
}

WritableState.prototype[kOnConstructed] = function(stream) {
  if ((this.bits & kWriting) === 0) clearBuffer(stream, this);
  if ((this.bits & kEnding) !== 0) finishMaybe(stream, this);
};

module.exports = { write, cork, uncork, end, errorBuffer, isIdle, beginWrite, endWrite };
