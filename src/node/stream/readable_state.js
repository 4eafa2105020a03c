// ReadableState, the bookkeeping behind a Readable that programs reach as `_readableState`. An
// instance is born with one property: what most streams never use (a backlog, pipes, a decoder, an
// unusual high water mark) has its default on the prototype and becomes an own property when set.
'use strict';

const { Buffer } = require('buffer');
const { ERR_UNKNOWN_ENCODING } = require('internal/errors').codes;
const { getHighWaterMark, getDefaultHighWaterMark } = require('internal/streams/state');
const { kOnConstructed } = require('internal/streams/utils');
const {
  kObjectMode, kErrorEmitted, kAutoDestroy, kEmitClose, kDestroyed, kClosed, kCloseEmitted, kErrored, kConstructed,
  defineFlags, defineOptional, defineTristate, defineDefaultEncoding,
} = require('internal/streams/bits');

const kEnded = 1 << 9;
const kEndEmitted = 1 << 10;
const kReading = 1 << 11;
const kSync = 1 << 12;
const kNeedReadable = 1 << 13;
const kEmittedReadable = 1 << 14;
const kReadableListening = 1 << 15;
const kResumeScheduled = 1 << 16;
const kMultiAwaitDrain = 1 << 17;
const kReadingMore = 1 << 18;
const kDataEmitted = 1 << 19;
const kDefaultUTF8Encoding = 1 << 20;
const kDecoder = 1 << 21;
const kEncoding = 1 << 22;
const kHasFlowing = 1 << 23;
const kFlowing = 1 << 24;
const kHasPaused = 1 << 25;
const kPaused = 1 << 26;
const kDataListening = 1 << 27;
const kEndScheduled = 1 << 28;

// Sync: "data" must wait for a tick until the first `_read` has run.
const kInitial = kEmitClose | kAutoDestroy | kConstructed | kSync | kDefaultUTF8Encoding;
const kUsualHighWaterMark = getDefaultHighWaterMark(false);

let StringDecoder;

function ReadableState(options, stream, isDuplex) {
  this.bits = kInitial;

  if (!options) {
    const mark = getDefaultHighWaterMark(false);
    if (mark !== kUsualHighWaterMark) this.highWaterMark = mark;
    return;
  }

  if (options.objectMode || (isDuplex && options.readableObjectMode)) this.bits |= kObjectMode;

  const mark = getHighWaterMark(this, options, 'readableHighWaterMark', isDuplex);
  if (mark !== kUsualHighWaterMark) this.highWaterMark = mark;

  if (options.emitClose === false) this.bits &= ~kEmitClose;
  if (options.autoDestroy === false) this.bits &= ~kAutoDestroy;

  const defaultEncoding = options.defaultEncoding;
  if (defaultEncoding != null && defaultEncoding !== 'utf8') {
    if (defaultEncoding !== 'utf-8' && !Buffer.isEncoding(defaultEncoding)) {
      throw new ERR_UNKNOWN_ENCODING(defaultEncoding);
    }
    this.defaultEncoding = defaultEncoding;
  }

  if (options.encoding) {
    this.decoder = newDecoder(options.encoding);
    this.encoding = options.encoding;
  }
}

const prototype = ReadableState.prototype;

prototype.highWaterMark = kUsualHighWaterMark;
prototype.length = 0;
// The backlog is `items` from `bufferIndex` on; `null` until something was kept.
prototype.items = null;
prototype.bufferIndex = 0;
prototype.pipeList = null;
// The destination, or with several pipes the Set of destinations, whose "drain" is waited for.
prototype.awaitDrainWriters = null;

defineFlags(prototype, {
  objectMode: kObjectMode,
  ended: kEnded,
  endEmitted: kEndEmitted,
  reading: kReading,
  constructed: kConstructed,
  sync: kSync,
  needReadable: kNeedReadable,
  emittedReadable: kEmittedReadable,
  readableListening: kReadableListening,
  resumeScheduled: kResumeScheduled,
  errorEmitted: kErrorEmitted,
  emitClose: kEmitClose,
  autoDestroy: kAutoDestroy,
  destroyed: kDestroyed,
  closed: kClosed,
  closeEmitted: kCloseEmitted,
  multiAwaitDrain: kMultiAwaitDrain,
  readingMore: kReadingMore,
  dataEmitted: kDataEmitted,
});
defineOptional(prototype, 'errored', 'erroredValue', kErrored, null);
defineOptional(prototype, 'decoder', 'decoderValue', kDecoder, null);
defineOptional(prototype, 'encoding', 'encodingValue', kEncoding, null);
defineTristate(prototype, 'flowing', kHasFlowing, kFlowing, null);
defineDefaultEncoding(prototype, kDefaultUTF8Encoding);

Object.defineProperties(prototype, {
  buffer: {
    get() { return this.items ??= []; },
    set(value) { this.items = value; },
  },
  pipes: {
    get() { return this.pipeList ??= []; },
    set(value) { this.pipeList = value; },
  },
  pipesCount: {
    get() { return this.pipeList === null ? 0 : this.pipeList.length; },
  },
  paused: {
    get() { return (this.bits & kPaused) !== 0; },
    set(value) {
      this.bits |= kHasPaused;
      if (value) this.bits |= kPaused;
      else this.bits &= ~kPaused;
    },
  },
});

// Set by the reading machinery, which the state does not know.
prototype[kOnConstructed] = null;

function newDecoder(encoding) {
  StringDecoder ??= require('string_decoder').StringDecoder;
  return new StringDecoder(encoding);
}

module.exports = {
  ReadableState,
  newDecoder,
  kEnded,
  kEndEmitted,
  kReading,
  kSync,
  kNeedReadable,
  kEmittedReadable,
  kReadableListening,
  kResumeScheduled,
  kMultiAwaitDrain,
  kReadingMore,
  kDataEmitted,
  kDecoder,
  kHasFlowing,
  kFlowing,
  kHasPaused,
  kPaused,
  kDataListening,
  kEndScheduled,
};
