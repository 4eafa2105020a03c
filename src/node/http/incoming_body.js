// The body of a natively served request whose program only listens: "data" and "end" go straight from the connection to
// the listeners, and no stream's state is made. Whatever else a program does with the request as a stream looks at
// `_readableState`, which is made then, as if it had been there all the time.
'use strict';

const { prototype: { on } } = require('events');
const { Readable } = require('stream');
const { kClosed, kCloseEmitted, kDestroyed } = require('internal/streams/bits');
const {
  newDecoder,
  kDataEmitted, kDataListening, kEnded, kEndEmitted, kFlowing, kHasFlowing, kHasPaused, kReading, kReadingMore, kSync,
} = require('internal/streams/readable_state');
const {
  kBits, kNative, kState, kComplete, kConsuming, kStraight, kStraightData, kStraightEnd, kStraightEnded,
  kStraightDestroyed, kStraightClosed,
} = require('internal/http/incoming_state');

const kDecoder = Symbol('kDecoder');
const streamEvents = { __proto__: null, data: true, end: true, error: true, close: true, aborted: true };

function hasNoState(request) {
  return request[kState] === null && request[kNative] !== null;
}

/** The state of a request's stream, made for somebody who looks. */
function makeState(request) {
  const state = new Readable.ReadableState(undefined, request, false);
  const bits = request[kBits];
  if (request[kDecoder] !== null) {
    state.decoder = request[kDecoder];
    state.encoding = state.decoder.encoding;
  }
  if ((bits & kStraight) === 0) {
    state.bits |= kReadingMore;
    return state;
  }
  state.bits = (state.bits | kReading | kHasFlowing | kFlowing | kHasPaused | kDataListening) & ~kSync;
  if ((bits & kStraightData) !== 0) state.bits |= kDataEmitted;
  if ((bits & kStraightEnd) !== 0) state.bits = (state.bits | kEnded) & ~kReading;
  if ((bits & kStraightEnded) !== 0) state.bits |= kEndEmitted;
  if ((bits & kStraightDestroyed) !== 0) state.bits |= kDestroyed;
  if ((bits & kStraightClosed) !== 0) state.bits |= kClosed | kCloseEmitted;
  return state;
}

function onRequest(event, listener) {
  if (event === 'readable' || !hasNoState(this)) return Readable.prototype.on.call(this, event, listener);
  on.call(this, event, listener);
  if (event === 'data' && (this[kBits] & kStraight) === 0) {
    this[kBits] |= kStraight | kConsuming;
    // Without a body there is nobody to tell of its end.
    if ((this[kBits] & kComplete) !== 0) end(this);
  }
  return this;
}

function setEncoding(encoding) {
  if (!hasNoState(this) || (this[kBits] & kStraight) !== 0) return Readable.prototype.setEncoding.call(this, encoding);
  this[kDecoder] = newDecoder(encoding);
  return this;
}

/** A piece of the body came. False: the program has enough for now. */
function deliver(request, buffer) {
  if ((request[kBits] & kStraight) === 0 || request[kState] !== null) return request.push(buffer);
  const decoder = request[kDecoder];
  const chunk = decoder === null ? buffer : decoder.write(buffer);
  if (chunk.length > 0) {
    request[kBits] |= kStraightData;
    request.emit('data', chunk);
  }
  return true;
}

/** The body's end came. */
function deliverEnd(request) {
  if ((request[kBits] & kStraight) === 0 || request[kState] !== null) {
    request.push(null);
    return;
  }
  const rest = request[kDecoder]?.end();
  if (rest) request.emit('data', rest);
  if (request[kState] === null) end(request);
  else request.push(null);
}

function end(request) {
  request[kBits] |= kStraightEnd;
  process.nextTick(emitEnd, request);
}

function emitEnd(request) {
  // Somebody looked meanwhile: the stream ends as streams do.
  if (request[kState] !== null) return request.read(0);
  request[kBits] |= kStraightEnded;
  request.emit('end');
  if (request[kState] !== null) {
    request.destroy();
    return;
  }
  request[kBits] |= kStraightDestroyed;
  process.nextTick(emitClose, request);
}

// Streams tell of their end and of their close two ticks apart.
function emitClose(request) {
  if (request.listenerCount('close') > 0) process.nextTick(close, request);
  else close(request);
}

function close(request) {
  request[kBits] |= kStraightClosed;
  if (request[kState] !== null) request[kState].bits |= kClosed | kCloseEmitted;
  request.emit('close');
  // Nothing is told any more, and listeners refer to the request as a rule: without them it is freed at once, and no
  // collection has to find it.
  if (hasOnlyOwnListeners(request._events)) {
    request._events = undefined;
    request._eventsCount = 0;
  }
}

function hasOnlyOwnListeners(events) {
  for (const name in events) if (!(name in streamEvents)) return false;
  return true;
}

/** Gives IncomingMessage's prototype what is different for such requests. */
function furnish(prototype) {
  prototype[kDecoder] = null;
  prototype.on = prototype.addListener = onRequest;
  prototype.setEncoding = setEncoding;
}

module.exports = { deliver, deliverEnd, furnish, makeState };
