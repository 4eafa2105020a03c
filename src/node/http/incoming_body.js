// The body of a natively served request whose program only listens: "data" and "end" go straight from the connection to
// the listeners, and no stream's state is made. Whatever else a program does with the request as a stream looks at
// `_readableState`, which is made then, as if it had been there all the time.
'use strict';

const { utf8Whole } = internalBinding('buffer');
const { prototype: { emit, on } } = require('events');
const { kCapture } = require('internal/events/symbols');
const { tick } = require('internal/process/task_queues');
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
    state.decoder = decoderOf(request);
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
  addFirst(this, event, listener) || on.call(this, event, listener);
  if (event === 'data' && (this[kBits] & kStraight) === 0) {
    this[kBits] |= kStraight | kConsuming;
    // Without a body there is nobody to tell of its end.
    if ((this[kBits] & kComplete) !== 0) end(this);
  }
  return this;
}

// What `on` does for the first listener of such an event, where nobody wants to hear of it.
function addFirst(request, event, listener) {
  if (!(event in streamEvents) || typeof listener !== 'function') return false;
  const events = request._events;
  if (events === undefined) {
    request._events = { __proto__: null, [event]: listener };
    request._eventsCount = 1;
    return true;
  }
  if (events[event] !== undefined || events.newListener !== undefined) return false;
  events[event] = listener;
  request._eventsCount++;
  return true;
}

// What `emit` does for one listener or none, without a list for the arguments.
function tell(request, event, argument) {
  if (request.emit === emit) {
    const listener = request._events?.[event];
    if (listener === undefined) return;
    if (typeof listener === 'function' && !request[kCapture]) {
      if (argument === undefined) listener.call(request);
      else listener.call(request, argument);
      return;
    }
  }
  if (argument === undefined) request.emit(event);
  else request.emit(event, argument);
}

function setEncoding(encoding) {
  if (!hasNoState(this) || (this[kBits] & kStraight) !== 0) return Readable.prototype.setEncoding.call(this, encoding);
  // Most bodies come in whole characters, which need no decoder.
  this[kDecoder] = encoding === 'utf8' ? encoding : newDecoder(encoding);
  return this;
}

/** A piece of the body came. False: the program has enough for now. */
function deliver(request, buffer) {
  if ((request[kBits] & kStraight) === 0 || request[kState] !== null) return request.push(buffer);
  const chunk = decoded(request, buffer);
  if (chunk.length > 0) {
    request[kBits] |= kStraightData;
    tell(request, 'data', chunk);
  }
  return true;
}

function decoded(request, buffer) {
  const decoder = request[kDecoder];
  if (decoder === null) return buffer;
  if (decoder !== 'utf8') return decoder.write(buffer);
  return utf8Whole(buffer) ?? decoderOf(request).write(buffer);
}

function decoderOf(request) {
  const decoder = request[kDecoder];
  return decoder === 'utf8' ? request[kDecoder] = newDecoder(decoder) : decoder;
}

/** The body's end came. */
function deliverEnd(request) {
  if ((request[kBits] & kStraight) === 0 || request[kState] !== null) {
    request.push(null);
    return;
  }
  const decoder = request[kDecoder];
  if (decoder !== null && decoder !== 'utf8') {
    const rest = decoder.end();
    if (rest) tell(request, 'data', rest);
  }
  if (request[kState] === null) end(request);
  else request.push(null);
}

function end(request) {
  request[kBits] |= kStraightEnd;
  tick(emitEnd, request);
}

function emitEnd(request) {
  // Somebody looked meanwhile: the stream ends as streams do.
  if (request[kState] !== null) return request.read(0);
  request[kBits] |= kStraightEnded;
  tell(request, 'end');
  if (request[kState] !== null) {
    request.destroy();
    return;
  }
  request[kBits] |= kStraightDestroyed;
  tick(emitClose, request);
}

// Streams tell of their end and of their close two ticks apart.
function emitClose(request) {
  if (request._events?.close !== undefined) tick(close, request);
  else close(request);
}

function close(request) {
  request[kBits] |= kStraightClosed;
  if (request[kState] !== null) request[kState].bits |= kClosed | kCloseEmitted;
  tell(request, 'close');
  // Nothing is told any more, and listeners refer to the request as a rule: without them it is freed at once, and no
  // collection has to find it.
  if (hasOnlyOwnListeners(request)) {
    request._events = undefined;
    request._eventsCount = 0;
  }
}

function hasOnlyOwnListeners(request) {
  const events = request._events;
  if (events === undefined) return false;
  let own = 0;
  if (events.data !== undefined) own++;
  if (events.end !== undefined) own++;
  if (events.error !== undefined) own++;
  if (events.close !== undefined) own++;
  if (events.aborted !== undefined) own++;
  return own === request._eventsCount;
}

/** Gives IncomingMessage's prototype what is different for such requests. */
function furnish(prototype) {
  prototype[kDecoder] = null;
  prototype.on = prototype.addListener = onRequest;
  prototype.setEncoding = setEncoding;
}

module.exports = { deliver, deliverEnd, furnish, makeState };
