// WritableState, the bookkeeping behind a Writable that programs reach as `_writableState`. As with
// ReadableState, an instance is born with one property and gets the others as they are needed.
'use strict';

const { Buffer } = require('buffer');
const { ERR_UNKNOWN_ENCODING } = require('internal/errors').codes;
const { getHighWaterMark, getDefaultHighWaterMark } = require('internal/streams/state');
const { kOnConstructed } = require('internal/streams/utils');
const {
  kObjectMode, kErrorEmitted, kAutoDestroy, kEmitClose, kDestroyed, kClosed, kCloseEmitted, kErrored, kConstructed,
  defineFlags, defineOptional, defineTristate, defineDefaultEncoding,
} = require('internal/streams/bits');

const kSync = 1 << 9;
const kFinalCalled = 1 << 10;
const kNeedDrain = 1 << 11;
const kEnding = 1 << 12;
const kFinished = 1 << 13;
const kDecodeStrings = 1 << 14;
const kWriting = 1 << 15;
const kBufferProcessing = 1 << 16;
const kPrefinished = 1 << 17;
const kAllBuffers = 1 << 18;
const kAllNoop = 1 << 19;
const kOnFinished = 1 << 20;
const kHasWritable = 1 << 21;
const kWritable = 1 << 22;
const kCorked = 1 << 23;
const kDefaultUTF8Encoding = 1 << 24;
const kWriteCb = 1 << 25;
const kExpectWriteCb = 1 << 26;
const kAfterWriteTickInfo = 1 << 27;
const kAfterWritePending = 1 << 28;
const kBuffered = 1 << 29;
const kEnded = 1 << 30;

const kInitial = kSync | kConstructed | kEmitClose | kAutoDestroy | kDecodeStrings | kDefaultUTF8Encoding |
  kAllBuffers | kAllNoop;
const kUsualHighWaterMark = getDefaultHighWaterMark(false);

function nop() {}

function WritableState(options, stream, isDuplex) {
  this.bits = kInitial;

  if (!options) {
    const mark = getDefaultHighWaterMark(false);
    if (mark !== kUsualHighWaterMark) this.highWaterMark = mark;
    return;
  }

  if (options.objectMode || (isDuplex && options.writableObjectMode)) this.bits |= kObjectMode;

  const mark = getHighWaterMark(this, options, 'writableHighWaterMark', isDuplex);
  if (mark !== kUsualHighWaterMark) this.highWaterMark = mark;

  if (options.decodeStrings === false) this.bits &= ~kDecodeStrings;
  if (options.emitClose === false) this.bits &= ~kEmitClose;
  if (options.autoDestroy === false) this.bits &= ~kAutoDestroy;

  const defaultEncoding = options.defaultEncoding;
  if (defaultEncoding != null && defaultEncoding !== 'utf8') {
    if (defaultEncoding !== 'utf-8' && !Buffer.isEncoding(defaultEncoding)) {
      throw new ERR_UNKNOWN_ENCODING(defaultEncoding);
    }
    this.defaultEncoding = defaultEncoding;
  }
}

const prototype = WritableState.prototype;

prototype.highWaterMark = kUsualHighWaterMark;
// What was written and not yet accepted by `_write`, in bytes or objects.
prototype.length = 0;
prototype.corked = 0;
// The size of the chunk that `_write` has.
prototype.writelen = 0;
// Callbacks still owed; "finish" waits for them.
prototype.pendingcb = 0;
// The backlog, `{ chunk, encoding, callback }` from `bufferedIndex` on; `null` when empty.
prototype.backlog = null;
prototype.bufferedIndex = 0;
// The callback that `_write` and `_writev` get: one function for a stream's life, made at its first write.
prototype.onwrite = null;
// The callbacks of `end()`, until "finish".
prototype.onFinished = null;

defineFlags(prototype, {
  objectMode: kObjectMode,
  finalCalled: kFinalCalled,
  needDrain: kNeedDrain,
  ending: kEnding,
  ended: kEnded,
  finished: kFinished,
  destroyed: kDestroyed,
  decodeStrings: kDecodeStrings,
  writing: kWriting,
  sync: kSync,
  bufferProcessing: kBufferProcessing,
  constructed: kConstructed,
  prefinished: kPrefinished,
  errorEmitted: kErrorEmitted,
  emitClose: kEmitClose,
  autoDestroy: kAutoDestroy,
  closed: kClosed,
  closeEmitted: kCloseEmitted,
  allBuffers: kAllBuffers,
  allNoop: kAllNoop,
});
defineOptional(prototype, 'errored', 'erroredValue', kErrored, null);
defineOptional(prototype, 'writecb', 'writeCallback', kWriteCb, nop);
defineOptional(prototype, 'afterWriteTickInfo', 'tickInfo', kAfterWriteTickInfo, null);
defineTristate(prototype, 'writable', kHasWritable, kWritable, undefined);
defineDefaultEncoding(prototype, kDefaultUTF8Encoding);

Object.defineProperties(prototype, {
  buffered: {
    get() { return (this.bits & kBuffered) !== 0 ? this.backlog : []; },
    set(value) {
      this.backlog = value;
      if (value) this.bits |= kBuffered;
      else this.bits &= ~kBuffered;
    },
  },
  bufferedRequestCount: {
    get() { return (this.bits & kBuffered) === 0 ? 0 : this.backlog.length - this.bufferedIndex; },
  },
});

prototype.getBuffer = function getBuffer() {
  return (this.bits & kBuffered) === 0 ? [] : this.backlog.slice(this.bufferedIndex);
};

// Set by the writing machinery, which the state does not know.
prototype[kOnConstructed] = null;

module.exports = {
  WritableState,
  nop,
  kSync,
  kFinalCalled,
  kNeedDrain,
  kEnding,
  kEnded,
  kFinished,
  kDecodeStrings,
  kWriting,
  kBufferProcessing,
  kPrefinished,
  kAllBuffers,
  kAllNoop,
  kOnFinished,
  kHasWritable,
  kWritable,
  kCorked,
  kDefaultUTF8Encoding,
  kWriteCb,
  kExpectWriteCb,
  kAfterWriteTickInfo,
  kAfterWritePending,
  kBuffered,
};
