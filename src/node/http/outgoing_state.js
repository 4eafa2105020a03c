// The state of an OutgoingMessage: one integer for everything that is on or off, under Node's names,
// and defaults on the prototype for everything else, so that making a message sets next to nothing.
'use strict';

const { kOutHeaders, kNeedDrain } = require('internal/http');
const { kSource } = require('internal/http/incoming_state');
const { getDefaultHighWaterMark } = require('internal/streams/state');

const kBits = Symbol('kState');
const kHead = Symbol('kHead');
const kSocket = Symbol('kSocket');
const kTransport = Symbol('kTransport');
const kNative = Symbol('kNativeConnection');
const kQueue = Symbol('kQueue');
const kCorked = Symbol('corked');
const kChunkedBuffer = Symbol('kChunkedBuffer');
const kChunkedLength = Symbol('kChunkedLength');
const kUniqueHeaders = Symbol('kUniqueHeaders');
const kBytesWritten = Symbol('kBytesWritten');
const kErrored = Symbol('errored');
const kEndCallbacks = Symbol('kEndCallbacks');
const kFlushError = Symbol('kFlushError');
const kHighWaterMark = Symbol('kHighWaterMark');
const kAfterFinish = Symbol('kAfterFinish');

const kDestroyed = 1;
const kFinished = 1 << 1;
const kClosed = 1 << 2;
const kWritableFinished = 1 << 3;
const kHeaderSent = 1 << 4;
const kHasBody = 1 << 5;
const kChunked = 1 << 6;
const kUseChunked = 1 << 7;
const kShouldKeepAlive = 1 << 8;
const kDefaultKeepAlive = 1 << 9;
const kLast = 1 << 10;
const kSendDate = 1 << 11;
const kRemovedConnection = 1 << 12;
const kRemovedContLen = 1 << 13;
const kRemovedTE = 1 << 14;
const kStrictContentLength = 1 << 15;
const kMaxRequestsReached = 1 << 16;
const kWantsDrain = 1 << 17;
const kWritable = 1 << 18;
const kRejectBody = 1 << 19;
const kSent100 = 1 << 20;
const kExpectContinue = 1 << 21;
// The only listener for "response" is told once, and is not wrapped for it.
const kOnceResponse = 1 << 22;
// A request that the binding has made, for a connection that was kept.
const kMadeKept = 1 << 23;

const kInitial = kHasBody | kUseChunked | kShouldKeepAlive | kDefaultKeepAlive | kWritable;

/** Gives a prototype a boolean accessor for each bit named in `flags`. */
function defineFlags(prototype, flags) {
  for (const name of Reflect.ownKeys(flags)) {
    const bit = flags[name];
    Object.defineProperty(prototype, name, {
      configurable: true,
      get() { return (this[kBits] & bit) !== 0; },
      set(on) { this[kBits] = on ? this[kBits] | bit : this[kBits] & ~bit; },
    });
  }
}

function nop() {}

/** Furnishes OutgoingMessage's prototype. */
function defineState(prototype) {
  prototype[kBits] = kInitial;
  defineFlags(prototype, {
    destroyed: kDestroyed,
    finished: kFinished,
    writable: kWritable,
    _closed: kClosed,
    _headerSent: kHeaderSent,
    _hasBody: kHasBody,
    _last: kLast,
    chunkedEncoding: kChunked,
    useChunkedEncodingByDefault: kUseChunked,
    shouldKeepAlive: kShouldKeepAlive,
    maxRequestsOnConnectionReached: kMaxRequestsReached,
    _defaultKeepAlive: kDefaultKeepAlive,
    sendDate: kSendDate,
    _removedConnection: kRemovedConnection,
    _removedContLen: kRemovedContLen,
    _removedTE: kRemovedTE,
    strictContentLength: kStrictContentLength,
    [kNeedDrain]: kWantsDrain,
  });

  prototype[kHead] = null;
  prototype[kSource] = null;
  prototype[kSocket] = null;
  prototype[kNative] = null;
  prototype[kOutHeaders] = null;
  prototype[kQueue] = null;
  prototype[kCorked] = 0;
  prototype[kChunkedBuffer] = null;
  prototype[kChunkedLength] = 0;
  prototype[kUniqueHeaders] = null;
  prototype[kBytesWritten] = 0;
  prototype[kErrored] = null;
  prototype[kEndCallbacks] = null;
  prototype[kFlushError] = null;
  // What a kind of message does before its "finish" event.
  prototype[kAfterFinish] = nop;
  prototype.outputSize = 0;
  prototype._contentLength = null;
  prototype._trailer = '';
  prototype._keepAliveTimeout = 0;
  prototype._onPendingData = nop;
  defineProperties(prototype);
}

function defineProperties(prototype) {
  const getters = {
    errored() { return this[kErrored]; },
    closed() { return (this[kBits] & kClosed) !== 0; },
    writableFinished() { return (this[kBits] & kWritableFinished) !== 0; },
    writableEnded() { return (this[kBits] & kFinished) !== 0; },
    writableObjectMode() { return false; },
    writableLength() {
      const handedOver = this[kNative] !== null ? this[kNative].writeQueueSize : this[kSocket]?.writableLength ?? 0;
      return this.outputSize + this[kChunkedLength] + handedOver;
    },
    writableHighWaterMark() { return this[kSocket] ? this[kSocket].writableHighWaterMark : this[kHighWaterMark]; },
    writableCorked() { return this[kCorked]; },
    writableNeedDrain() { return !this.destroyed && !this.finished && this[kNeedDrain]; },
  };
  for (const [name, get] of Object.entries(getters)) Object.defineProperty(prototype, name, { get });

  Object.defineProperties(prototype, {
    // The text of the head once it is fixed. A transport that makes its own bytes leaves an object
    // in place of the text, and is asked for the text when a program wants to see it.
    _header: {
      configurable: true,
      get() {
        const head = this[kHead];
        if (typeof head === 'object' && head !== null) return this[kHead] = this[kTransport].renderHead(this, head);
        return head;
      },
      set(value) { this[kHead] = value; },
    },
    headersSent: {
      configurable: true,
      enumerable: true,
      get() { return !!this[kHead]; },
    },
    // What waits for the message's turn on the connection: `{ data, encoding, callback }`.
    outputData: {
      configurable: true,
      get() { return this[kQueue] ??= []; },
      set(value) { this[kQueue] = value; },
    },
    [kHighWaterMark]: {
      configurable: true,
      get() { return getDefaultHighWaterMark(); },
      set(value) { Object.defineProperty(this, kHighWaterMark, { value, writable: true, configurable: true }); },
    },
    connection: {
      get() { return this.socket; },
      set(value) { this.socket = value; },
    },
    socket: {
      get() {
        const socket = this[kSocket];
        if (socket !== null && socket !== undefined) return socket;
        const native = this[kNative];
        // Served natively, it has a socket once somebody asks for it, as long as the message is on the connection.
        return native === null || (this[kBits] & kWritableFinished) !== 0 ? null : native.socket;
      },
      set(value) {
        for (let n = 0; n < this[kCorked]; n++) {
          value?.cork();
          this[kSocket]?.uncork();
        }
        this[kSocket] = value;
      },
    },
  });
}

module.exports = {
  defineFlags, defineState, nop,
  kNative,
  kAfterFinish, kBits, kBytesWritten, kChunkedBuffer, kChunkedLength, kCorked, kEndCallbacks, kErrored, kFlushError,
  kHead, kHighWaterMark, kQueue, kSocket, kTransport, kUniqueHeaders,
  kInitial, kDestroyed, kFinished, kClosed, kWritableFinished, kHeaderSent, kHasBody, kChunked, kUseChunked,
  kShouldKeepAlive, kDefaultKeepAlive, kLast, kSendDate, kRemovedConnection, kRemovedContLen, kRemovedTE,
  kStrictContentLength, kMaxRequestsReached, kWantsDrain, kRejectBody, kSent100, kExpectContinue, kOnceResponse,
  kMadeKept,
};
