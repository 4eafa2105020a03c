// How data moves through a Readable: `push` and `unshift` bring it in, `read` and flowing mode take
// it out, and "readable", "data" and "end" tell of it. The functions here are methods of Readable
// (`push`, `unshift`, `read`, `setEncoding`, `resume`, `pause`) and the steps between them.
'use strict';

const { Buffer } = require('buffer');
const { FastBuffer } = require('internal/buffer');
const { isArrayBufferView } = require('internal/util/types');
const {
  ERR_INVALID_ARG_TYPE,
  ERR_OUT_OF_RANGE,
  ERR_STREAM_PUSH_AFTER_EOF,
  ERR_STREAM_UNSHIFT_AFTER_END_EVENT,
} = require('internal/errors').codes;
const { errorOrDestroy } = require('internal/streams/destroy');
const { fromList } = require('internal/streams/readable_list');
const { kOnConstructed } = require('internal/streams/utils');
const {
  kObjectMode, kErrorEmitted, kAutoDestroy, kDestroyed, kCloseEmitted, kErrored, kConstructed,
} = require('internal/streams/bits');
const {
  ReadableState, newDecoder,
  kEnded, kEndEmitted, kReading, kSync, kNeedReadable, kEmittedReadable, kReadableListening, kResumeScheduled,
  kMultiAwaitDrain, kReadingMore, kDataEmitted, kDecoder, kHasFlowing, kFlowing, kHasPaused, kPaused,
  kDataListening, kEndScheduled,
} = require('internal/streams/readable_state');

const kBroken = kDestroyed | kErrored;
const kClosedToPush = kEnded | kBroken;
const kDeliverAtOnce = kFlowing | kDataListening;
const kDeliverMask = kDeliverAtOnce | kSync;
const kReadMoreMask = kReadingMore | kReading | kConstructed;
const kReadMask = kReading | kEnded | kBroken | kConstructed;
const kFlowMask = kHasFlowing | kFlowing;

// Bringing data in --------------------------------------------------------------------------------

/**
 * `readable.push(chunk[, encoding])`; `null` ends the stream.
 * @returns {boolean} whether more may be pushed now
 */
function push(chunk, encoding) {
  const state = this._readableState;
  if (chunk === null) return pushEnd(this, state);
  if ((state.bits & kObjectMode) !== 0) return pushObject(this, state, chunk, encoding);

  if (typeof chunk === 'string') {
    encoding ||= state.defaultEncoding;
    if (state.encoding !== encoding) {
      chunk = Buffer.from(chunk, encoding);
      encoding = '';
    }
  } else if (chunk instanceof Buffer) {
    encoding = '';
  } else if (isArrayBufferView(chunk)) {
    chunk = toBuffer(chunk);
    encoding = '';
  } else if (chunk !== undefined) {
    return refuse(this, chunk);
  }

  // Nothing was read this time; the next attempt may bring something.
  if (!chunk || chunk.length <= 0) {
    state.bits &= ~kReading;
    maybeReadMore(this, state);
    return canPushMore(state);
  }

  if ((state.bits & kClosedToPush) !== 0) return pushTooLate(this, state);

  state.bits &= ~kReading;
  if (!encoding && (state.bits & kDecoder) !== 0) {
    chunk = state.decoderValue.write(chunk);
    // All of it is the beginning of a character.
    if (chunk.length === 0) {
      maybeReadMore(this, state);
      return canPushMore(state);
    }
  }
  deliver(this, state, chunk, false);
  return canPushMore(state);
}

function pushObject(stream, state, chunk, encoding) {
  if ((state.bits & kClosedToPush) !== 0) return pushTooLate(stream, state);
  state.bits &= ~kReading;
  if (!encoding && (state.bits & kDecoder) !== 0) chunk = state.decoderValue.write(chunk);
  deliver(stream, state, chunk, false);
  return canPushMore(state);
}

function pushTooLate(stream, state) {
  if ((state.bits & kEnded) !== 0) errorOrDestroy(stream, new ERR_STREAM_PUSH_AFTER_EOF());
  return false;
}

function pushEnd(stream, state) {
  state.bits &= ~kReading;
  if ((state.bits & kEnded) !== 0) return false;

  if ((state.bits & kDecoder) !== 0) {
    const rest = state.decoderValue.end();
    if (rest?.length) {
      state.buffer.push(rest);
      state.length += (state.bits & kObjectMode) !== 0 ? 1 : rest.length;
    }
  }
  state.bits |= kEnded;

  if ((state.bits & kSync) !== 0) {
    // `_read` is still running: its caller learns of the end on the next tick.
    emitReadable(stream);
  } else {
    state.bits = (state.bits | kEmittedReadable) & ~kNeedReadable;
    emitReadableNow(stream);
  }
  return false;
}

/** `readable.unshift(chunk[, encoding])`: puts back what was read too much. */
function unshift(chunk, encoding) {
  const state = this._readableState;
  if (chunk === null) return pushEnd(this, state);

  if ((state.bits & kObjectMode) === 0) {
    if (typeof chunk === 'string') {
      encoding ||= state.defaultEncoding;
      const own = state.encoding;
      if (own !== encoding) {
        chunk = Buffer.from(chunk, encoding);
        if (own) chunk = chunk.toString(own);
      }
    } else if (isArrayBufferView(chunk)) {
      chunk = toBuffer(chunk);
    } else if (chunk !== undefined) {
      return refuse(this, chunk);
    }
    if (!(chunk && chunk.length > 0)) return canPushMore(state);
  }

  if ((state.bits & kEndEmitted) !== 0) errorOrDestroy(this, new ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
  else if ((state.bits & kBroken) !== 0) return false;
  else deliver(this, state, chunk, true);
  return canPushMore(state);
}

function refuse(stream, chunk) {
  errorOrDestroy(stream, new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk));
  return false;
}

function toBuffer(view) {
  return new FastBuffer(view.buffer, view.byteOffset, view.byteLength);
}

// At the high water mark a source should stop, except that an empty stream takes one more chunk:
// with a mark of 0 nothing would ever come otherwise.
function canPushMore(state) {
  return (state.bits & kEnded) === 0 && (state.length < state.highWaterMark || state.length === 0);
}

function deliver(stream, state, chunk, atFront) {
  if ((state.bits & kDeliverMask) === kDeliverAtOnce && state.length === 0) {
    // Every destination gets the chunk, so whoever was waited for will say so again.
    if (state.awaitDrainWriters !== null) forgetDrain(state);
    state.bits |= kDataEmitted;
    stream.emit('data', chunk);
  } else {
    state.length += (state.bits & kObjectMode) !== 0 ? 1 : chunk.length;
    if (!atFront) state.buffer.push(chunk);
    else if (state.bufferIndex > 0) state.items[--state.bufferIndex] = chunk;
    else state.buffer.unshift(chunk);
    if ((state.bits & kNeedReadable) !== 0) emitReadable(stream);
  }
  maybeReadMore(stream, state);
}

function forgetDrain(state) {
  if ((state.bits & kMultiAwaitDrain) !== 0) state.awaitDrainWriters.clear();
  else state.awaitDrainWriters = null;
}

// Fills the backlog up to the high water mark while the program does something else.
function maybeReadMore(stream, state) {
  if ((state.bits & kReadMoreMask) === kConstructed) {
    state.bits |= kReadingMore;
    process.nextTick(readMore, stream, state);
  }
}

function readMore(stream, state) {
  while ((state.bits & (kReading | kEnded)) === 0 &&
         (state.length < state.highWaterMark || ((state.bits & kFlowing) !== 0 && state.length === 0))) {
    const before = state.length;
    stream.read(0);
    // A `_read` that pushed nothing will do so later.
    if (before === state.length) break;
  }
  state.bits &= ~kReadingMore;
}

ReadableState.prototype[kOnConstructed] = function(stream) {
  if ((this.bits & kNeedReadable) !== 0) maybeReadMore(stream, this);
};

// Taking data out ---------------------------------------------------------------------------------

/**
 * `readable.read([size])`. `read(0)` only triggers a refill, or the events that are due.
 * @returns what was asked for, or null if that is not there yet
 */
function read(n) {
  const state = this._readableState;
  if (n === undefined) {
    n = NaN;
  } else if (n !== 0) {
    if (!Number.isInteger(n)) n = Number.parseInt(n, 10);
    if (n > state.highWaterMark) state.highWaterMark = raisedHighWaterMark(n);
  }
  if (n === 0) return readNothing(this, state);

  const asked = n;
  state.bits &= ~kEmittedReadable;
  n = howMuchToRead(asked, state);
  if (n === 0 && (state.bits & kEnded) !== 0) {
    if (state.length === 0) endReadable(this);
    return null;
  }

  if ((state.bits & kReadMask) === kConstructed && wantsRefill(state, n)) {
    refill(this, state);
    // What came in at once counts.
    if ((state.bits & kReading) === 0) n = howMuchToRead(asked, state);
  }

  const chunk = n > 0 ? fromList(n, state) : null;
  if (chunk === null) {
    if (state.length <= state.highWaterMark) state.bits |= kNeedReadable;
    n = 0;
  } else {
    state.length -= n;
    if (state.awaitDrainWriters !== null) forgetDrain(state);
  }

  if (state.length === 0) {
    if ((state.bits & kEnded) === 0) state.bits |= kNeedReadable;
    else if (asked !== n) endReadable(this);
  }

  if (chunk !== null && (state.bits & (kErrorEmitted | kCloseEmitted)) === 0) {
    state.bits |= kDataEmitted;
    this.emit('data', chunk);
  }
  return chunk;
}

function readNothing(stream, state) {
  if ((state.bits & kNeedReadable) !== 0 && isDue(state)) {
    if (state.length === 0 && (state.bits & kEnded) !== 0) endReadable(stream);
    else emitReadable(stream);
  } else if ((state.bits & kEnded) !== 0) {
    if (state.length === 0) endReadable(stream);
  } else {
    if ((state.bits & kReadMask) === kConstructed && wantsRefill(state, 0)) refill(stream, state);
    if (state.length <= state.highWaterMark) state.bits |= kNeedReadable;
  }
  return null;
}

// Whether `read(0)` finds enough, or the end, to emit "readable" instead of reading on.
function isDue(state) {
  if ((state.bits & kEnded) !== 0) return true;
  const mark = state.highWaterMark;
  return mark !== 0 ? state.length >= mark : state.length > 0;
}

function wantsRefill(state, n) {
  return state.length === 0 || (state.bits & kNeedReadable) !== 0 || state.length - n < state.highWaterMark;
}

function refill(stream, state) {
  state.bits |= state.length === 0 ? kReading | kSync | kNeedReadable : kReading | kSync;
  try {
    stream._read(state.highWaterMark);
  } catch (err) {
    errorOrDestroy(stream, err);
  }
  state.bits &= ~kSync;
}

function howMuchToRead(n, state) {
  if (n <= 0 || (state.length === 0 && (state.bits & kEnded) !== 0)) return 0;
  if ((state.bits & kObjectMode) !== 0) return 1;
  if (n !== n) {
    // NaN stands for as much as there is. A flowing stream hands on chunk by chunk.
    if ((state.bits & kFlowing) !== 0 && state.length) return state.items[state.bufferIndex].length;
    return state.length;
  }
  if (n <= state.length) return n;
  return (state.bits & kEnded) !== 0 ? state.length : 0;
}

// The next power of two, so that a run of small raises does not creep.
function raisedHighWaterMark(n) {
  if (n > 0x40000000) throw new ERR_OUT_OF_RANGE('size', '<= 1GiB', n);
  return n <= 1 ? n : 2 ** (32 - Math.clz32(n - 1));
}

/** `readable.setEncoding(encoding)`: what is in the backlog already is decoded too. */
function setEncoding(enc) {
  const decoder = newDecoder(enc);
  const state = this._readableState;
  state.decoder = decoder;
  state.encoding = decoder.encoding;

  const items = state.items;
  let text = '';
  if (items !== null) {
    for (let i = state.bufferIndex; i < items.length; i++) text += decoder.write(items[i]);
  }
  if ((state.bits & kEnded) !== 0) text += decoder.end();

  if (items !== null) items.length = 0;
  state.bufferIndex = 0;
  if (text !== '') state.buffer.push(text);
  state.length = text.length;
  return this;
}

// Telling of it -----------------------------------------------------------------------------------

// "readable" always waits for a tick: a listener that reads would otherwise recurse.
function emitReadable(stream) {
  const state = stream._readableState;
  state.bits &= ~kNeedReadable;
  if ((state.bits & kEmittedReadable) === 0) {
    state.bits |= kEmittedReadable;
    process.nextTick(emitReadableNow, stream);
  }
}

function emitReadableNow(stream) {
  const state = stream._readableState;
  if ((state.bits & kBroken) === 0 && (state.length || (state.bits & kEnded) !== 0)) {
    stream.emit('readable');
    state.bits &= ~kEmittedReadable;
  }
  // Another "readable" is needed unless the stream flows, has ended, or holds enough already.
  if ((state.bits & (kFlowing | kEnded)) === 0 && state.length <= state.highWaterMark) {
    state.bits |= kNeedReadable;
  }
  flow(stream);
}

function flow(stream) {
  const state = stream._readableState;
  while ((state.bits & kFlowing) !== 0 && stream.read() !== null);
}

/** `readable.resume()`: flowing mode, unless "readable" is listened to. */
function resume() {
  const state = this._readableState;
  if ((state.bits & kFlowing) === 0) {
    state.bits |= (state.bits & kReadableListening) === 0 ? kFlowMask : kHasFlowing;
    if ((state.bits & kResumeScheduled) === 0) {
      state.bits |= kResumeScheduled;
      process.nextTick(resumeNow, this, state);
    }
  }
  state.bits = (state.bits | kHasPaused) & ~kPaused;
  return this;
}

function resumeNow(stream, state) {
  if ((state.bits & kReading) === 0) stream.read(0);
  state.bits &= ~kResumeScheduled;
  stream.emit('resume');
  flow(stream);
  if ((state.bits & (kFlowing | kReading)) === kFlowing) stream.read(0);
}

/** `readable.pause()`. */
function pause() {
  const state = this._readableState;
  if ((state.bits & kFlowMask) !== kHasFlowing) {
    state.bits = (state.bits | kHasFlowing) & ~kFlowing;
    this.emit('pause');
  }
  state.bits |= kHasPaused | kPaused;
  return this;
}

// "end" comes a tick after the last data was taken, and only if nothing was put back meanwhile.
function endReadable(stream) {
  const state = stream._readableState;
  if ((state.bits & (kEndEmitted | kEndScheduled)) === 0) {
    state.bits |= kEnded | kEndScheduled;
    process.nextTick(emitEnd, state, stream);
  }
}

function emitEnd(state, stream) {
  state.bits &= ~kEndScheduled;
  if ((state.bits & (kErrored | kCloseEmitted | kEndEmitted)) !== 0 || state.length !== 0) return;

  state.bits |= kEndEmitted;
  stream.emit('end');

  if (stream.allowHalfOpen === false && stream.writable) {
    process.nextTick(endWritable, stream);
  } else if ((state.bits & kAutoDestroy) !== 0 && isOtherSideDone(stream._writableState)) {
    stream.destroy();
  }
}

function isOtherSideDone(w) {
  return !w || (w.autoDestroy && (w.finished || w.writable === false));
}

function endWritable(stream) {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
}

module.exports = { push, unshift, read, setEncoding, resume, resumeNow, pause, flow, emitReadable };
