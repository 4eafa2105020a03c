// `_http_incoming`: IncomingMessage, the request that a server gets and the response that a client
// gets. Almost everything about a message has its default on the prototype; the fields stay in the
// parser's hands, as bytes, until they are asked for.
'use strict';

const { Readable } = require('stream');
const { kDestroyed, kClosed, kCloseEmitted } = require('internal/streams/bits');
const { kEnded, kEndEmitted, kReadingMore } = require('internal/streams/readable_state');

const {
  kFlagUpgrade, kFlagKeepAlive, kFlagHost, kFlagExpectContinue, kFlagExpectOther, kFlagBody, kMajorShift,
  kMinorShift, kVersionMask, kHasHead, kComplete, kAborted, kConsuming, kDumped, kJoinDuplicates, kBits, kState,
  kNative,
} = require('internal/http/incoming_state');
const { furnish, makeState, passBy } = require('internal/http/incoming_body');

const kTakeHead = Symbol('kTakeHead');
const kBlock = Symbol('kBlock');
const kSocket = Symbol('kSocket');
const kPairsMax = Symbol('kPairsMax');
const kHeaders = Symbol('kHeaders');
const kHeadersDistinct = Symbol('kHeadersDistinct');
const kHeadersCount = Symbol('kHeadersCount');
const kTrailers = Symbol('kTrailers');
const kTrailersDistinct = Symbol('kTrailersDistinct');
const kTrailersCount = Symbol('kTrailersCount');
const kAbortController = Symbol('kAbortController');
const kAbortSocket = Symbol('kAbortSocket');
const kAbortListener = Symbol('kAbortListener');
const kAbortDetached = Symbol('kAbortDetached');
const kDetachAbortSignal = Symbol('kDetachAbortSignal');

function readStart(socket) {
  if (socket && !socket._paused && socket.readable) socket.resume();
}

function readStop(socket) {
  if (socket) socket.pause();
}

function IncomingMessage(socket) {
  Readable.call(this);
  const state = this._readableState;
  state.bits |= kReadingMore;
  const mark = socket?.readableHighWaterMark;
  if (mark !== undefined && mark !== state.highWaterMark) state.highWaterMark = mark;
  this[kSocket] = socket;
}
Object.setPrototypeOf(IncomingMessage.prototype, Readable.prototype);
Object.setPrototypeOf(IncomingMessage, Readable);

const { prototype } = IncomingMessage;

// A request that is served natively. Most are never read as a stream, and have no stream's state then.
function NativeRequest(connection, block, bits, method, url) {
  this[kNative] = connection;
  this[kBlock] = block;
  this[kBits] = bits;
  this.method = method;
  this.url = url;
}
NativeRequest.prototype = prototype;

// A response that a client gets, most of which are not read as a stream in full either.
function ClientResponse(socket) {
  this[kNative] = clientSide;
  this[kSocket] = socket;
}
ClientResponse.prototype = prototype;

// What a response's stream asks of the connection it comes from.
const clientSide = {
  highWaterMark: (message) => message[kSocket]?.readableHighWaterMark,
  readMore(message) {
    if (message[kSocket]?.readable) readStart(message[kSocket]);
  },
};

prototype[kState] = null;
Object.defineProperty(prototype, '_readableState', {
  configurable: true,
  get() {
    const state = this[kState];
    if (state !== null || this[kNative] === null) return state ?? undefined;
    return this[kState] = makeState(this);
  },
  set(value) { this[kState] = value; },
});

prototype[kBits] = 0;
// Answers `flat`, `joined` and `distinct`; null for a message that no parser made.
prototype[kBlock] = null;
prototype[kPairsMax] = 0;
prototype[kHeaders] = null;
prototype[kHeadersCount] = 0;
prototype[kTrailers] = null;
prototype[kTrailersCount] = 0;
prototype[kAbortController] = null;
prototype[kAbortSocket] = null;
prototype[kAbortListener] = null;
prototype[kAbortDetached] = false;
prototype.url = '';
prototype.method = null;
prototype.statusCode = null;
prototype.statusMessage = null;

/** Takes the head that a parser has read: who answers for its fields, and its flags. */
prototype[kTakeHead] = function(block, flags, pairsMax, joinDuplicates) {
  this[kBlock] = block;
  this[kBits] |= flags | kHasHead | (joinDuplicates ? kJoinDuplicates : 0);
  if (pairsMax > 0 && pairsMax < block.length) this[kPairsMax] = pairsMax;
};

furnish(prototype);

// State -------------------------------------------------------------------------------------------

function defineBits(target, flags) {
  for (const [name, bit] of Object.entries(flags)) {
    Object.defineProperty(target, name, {
      configurable: true,
      get() { return (this[kBits] & bit) !== 0; },
      set(on) { this[kBits] = on ? this[kBits] | bit : this[kBits] & ~bit; },
    });
  }
}

defineBits(prototype, {
  complete: kComplete,
  aborted: kAborted,
  _consuming: kConsuming,
  // Nobody can read the message any more, so it is not kept.
  _dumped: kDumped,
  joinDuplicateHeaders: kJoinDuplicates,
});

Object.defineProperty(prototype, 'upgrade', {
  configurable: true,
  get() { return (this[kBits] & kHasHead) === 0 ? null : (this[kBits] & kFlagUpgrade) !== 0; },
  set(on) { this[kBits] = (on ? this[kBits] | kFlagUpgrade : this[kBits] & ~kFlagUpgrade) | kHasHead; },
});

// A property that is worked out when it is read, until somebody sets it.
function defineLazy(name, get) {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get,
    set(value) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
  });
}

defineLazy('httpVersionMajor', function() {
  return (this[kBits] & kHasHead) === 0 ? null : (this[kBits] >> kMajorShift) & kVersionMask;
});
defineLazy('httpVersionMinor', function() {
  return (this[kBits] & kHasHead) === 0 ? null : (this[kBits] >> kMinorShift) & kVersionMask;
});
defineLazy('httpVersion', function() {
  return this.httpVersionMajor === null ? null : `${this.httpVersionMajor}.${this.httpVersionMinor}`;
});
defineLazy('client', function() { return this.socket; });
defineLazy('rawHeaders', function() {
  return this.rawHeaders = this[kBlock] === null ? [] : this[kBlock].flat(this[kPairsMax]);
});
defineLazy('rawTrailers', function() { return this.rawTrailers = []; });

// A connection that is served natively has a socket once somebody asks for it.
prototype[kNative] = null;
Object.defineProperty(prototype, 'socket', {
  configurable: true,
  enumerable: true,
  get() {
    const socket = this[kSocket];
    return socket === undefined && this[kNative] !== null ? this[kNative].socketFor(this) : socket;
  },
  set(value) { this[kSocket] = value; },
});

Object.defineProperty(prototype, 'connection', {
  get() { return this.socket; },
  set(value) { this.socket = value; },
});

// Fields ------------------------------------------------------------------------------------------

Object.defineProperty(prototype, 'headers', {
  get() { return this[kHeaders] ??= buildHeaders(this); },
  set(value) { this[kHeaders] = value; },
});

function buildHeaders(message) {
  if (message[kBlock] !== null && message._addHeaderLine === addHeaderLine) {
    return message[kBlock].joined((message[kBits] & kJoinDuplicates) !== 0, message[kPairsMax]);
  }
  const count = message[kBlock] === null ? message[kHeadersCount] : 2 * (message[kPairsMax] || message[kBlock].length);
  return addAll(message, message.rawHeaders, count, {}, '_addHeaderLine');
}

Object.defineProperty(prototype, 'headersDistinct', {
  get() {
    return this[kHeadersDistinct] ??= this[kBlock] !== null ? this[kBlock].distinct(this[kPairsMax]) :
      addAll(this, this.rawHeaders, this[kHeadersCount], { __proto__: null }, '_addHeaderLineDistinct');
  },
  set(value) { this[kHeadersDistinct] = value; },
});

Object.defineProperty(prototype, 'trailers', {
  get() { return this[kTrailers] ??= addAll(this, this.rawTrailers, this[kTrailersCount], {}, '_addHeaderLine'); },
  set(value) { this[kTrailers] = value; },
});

Object.defineProperty(prototype, 'trailersDistinct', {
  get() {
    return this[kTrailersDistinct] ??=
      addAll(this, this.rawTrailers, this[kTrailersCount], { __proto__: null }, '_addHeaderLineDistinct');
  },
  set(value) { this[kTrailersDistinct] = value; },
});

function addAll(message, pairs, count, target, method) {
  for (let i = 0; i < count; i += 2) message[method](pairs[i], pairs[i + 1], target);
  return target;
}

/** Takes `n` strings of a flat list as fields, or once the message is complete as trailers. */
prototype._addHeaderLines = function(headers, n) {
  if (!headers?.length) return;
  let target;
  if (this.complete) {
    this.rawTrailers = headers;
    this[kTrailersCount] = n;
    target = this[kTrailers];
  } else {
    this.rawHeaders = headers;
    this[kHeadersCount] = n;
    this[kBlock] = null;
    target = this[kHeaders];
  }
  if (target) addAll(this, headers, n, target, '_addHeaderLine');
};

// Of these the first counts; all others become lists (RFC 9110, 5.3).
const single = new Set([
  'age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since',
  'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer', 'retry-after',
  'server', 'user-agent',
]);

function addHeaderLine(field, value, target) {
  field = field.toLowerCase();
  if (field === 'set-cookie') {
    if (target[field] === undefined) target[field] = [value];
    else target[field].push(value);
  } else if (single.has(field)) {
    if (target[field] === undefined) target[field] = value;
    else if (this.joinDuplicateHeaders) target[field] += `, ${value}`;
  } else if (typeof target[field] === 'string') {
    target[field] += (field === 'cookie' ? '; ' : ', ') + value;
  } else {
    target[field] = value;
  }
}
prototype._addHeaderLine = addHeaderLine;

prototype._addHeaderLineDistinct = function(field, value, target) {
  field = field.toLowerCase();
  if (target[field]) target[field].push(value);
  else target[field] = [value];
};

// The stream --------------------------------------------------------------------------------------

prototype.setTimeout = function(msecs, callback) {
  if (callback) this.on('timeout', callback);
  this.socket.setTimeout(msecs);
  return this;
};

// The parser pushes; all there is to do is to let it.
prototype._read = function() {
  if ((this[kBits] & kConsuming) === 0) {
    this._readableState.bits &= ~kReadingMore;
    this[kBits] |= kConsuming;
  }
  if (this[kNative] !== null) this[kNative].readMore(this);
  else if (this.socket.readable) readStart(this.socket);
};

prototype._destroy = function(err, callback) {
  if (!this.readableEnded || !this.complete) {
    this.aborted = true;
    this.emit('aborted');
    abort(this);
  }
  const { socket } = this;
  if (!socket || socket.destroyed || !this.aborted) {
    process.nextTick(failUnlessHeard, this, err, callback);
    return;
  }
  socket.destroy(err);
  const cleanup = require('internal/streams/end-of-stream').eos(socket, (failure) => {
    if (failure?.code === 'ERR_STREAM_PREMATURE_CLOSE') failure = null;
    cleanup();
    process.nextTick(failUnlessHeard, this, failure || err, callback);
  });
};

// An aborted message whose program does not listen for errors must not end the process.
function failUnlessHeard(message, error, callback) {
  callback(message.listenerCount('error') > 0 ? error : undefined);
}

/** Lets the rest of the message flow into nothing. */
prototype._dump = function() {
  if (this._dumped) return;
  this._dumped = true;
  if (passBy(this)) return;
  // What it held is not to be delivered.
  this.removeAllListeners('data');
  this.resume();
};

prototype._dumpAndCloseReadable = function() {
  this._dumped = true;
  this._readableState.bits |= kEnded | kEndEmitted | kDestroyed | kClosed | kCloseEmitted;
};

// `signal` ----------------------------------------------------------------------------------------

Object.defineProperty(prototype, 'signal', {
  configurable: true,
  get() {
    if (this[kAbortController] === null) {
      const { AbortController } = require('internal/abort_controller');
      this[kAbortController] = new AbortController();
      if (this.destroyed && (!this.readableEnded || !this.complete)) this[kAbortController].abort();
      else abortOnClose(this);
    }
    return this[kAbortController].signal;
  },
});

function abortOnClose(message) {
  const { socket } = message;
  if (message[kAbortDetached] || message[kAbortListener] !== null || !socket) return;
  if (socket.destroyed) return abort(message);
  message[kAbortSocket] = socket;
  message[kAbortListener] = () => { abort(message); };
  socket.once('close', message[kAbortListener]);
}

function abort(message) {
  message[kDetachAbortSignal]();
  if (message[kAbortController] !== null) message[kAbortController].abort();
}

/** The exchange is over: the connection's end no longer aborts the signal. */
prototype[kDetachAbortSignal] = function() {
  this[kAbortDetached] = true;
  if (this[kAbortListener] === null) return;
  this[kAbortSocket].removeListener('close', this[kAbortListener]);
  this[kAbortSocket] = null;
  this[kAbortListener] = null;
};

module.exports = {
  IncomingMessage,
  ClientResponse,
  clientSide,
  NativeRequest,
  kComplete,
  kConsuming,
  kHasHead,
  kJoinDuplicates,
  kPairsMax,
  kSocket,
  kBits,
  kBlock,
  kNative,
  kDetachAbortSignal,
  kFlagBody,
  kFlagExpectContinue,
  kFlagExpectOther,
  kFlagHost,
  kFlagKeepAlive,
  kFlagUpgrade,
  kTakeHead,
  readStart,
  readStop,
};
