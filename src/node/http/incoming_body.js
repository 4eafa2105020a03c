// The body of a natively served request, or of a response, whose program only listens: "data" and "end" go straight from
// the connection to the listeners, and no stream's state is made. Whatever else a program does with the message as a
// stream looks at `_readableState`, which is made then, as if it had been there all the time.
'use strict';

const { utf8Whole } = internalBinding('buffer');
const { ordinaryBody } = internalBinding('http_server');
const { prototype: { on } } = require('events');
const { kCapture, kEmitting, originals: { emit } } = require('internal/events/symbols');
const { tick } = require('internal/process/task_queues');
const { Readable } = require('stream');
const { kClosed, kCloseEmitted, kDestroyed } = require('internal/streams/bits');
const { flow, resumeNow } = require('internal/streams/readable_flow');
const {
  newDecoder,
  kDataEmitted, kDataListening, kEnded, kEndEmitted, kFlowing, kHasFlowing, kHasPaused, kPaused, kReading, kReadingMore,
  kResumeScheduled, kSync,
} = require('internal/streams/readable_state');
const {
  kBits, kNative, kPipe, kState, kComplete, kConsuming, kDumped, kStraight, kStraightData, kStraightEnd, kStraightEnded,
  kStraightDestroyed, kStraightClosed, kStraightWaits, kStraightPaused,
} = require('internal/http/incoming_state');

// What listeners are not told at once waits up to here; then the connection does.
const kHeldBytesMax = 64 * 1024;

// Pieces that came before the listeners are due.
const kHeld = Symbol('kHeld');
const kDecoder = Symbol('kDecoder');
const streamEvents = { __proto__: null, data: true, end: true, error: true, close: true, aborted: true };

function hasNoState(request) {
  return request[kState] === null && request[kNative] !== null;
}

/** The state of a request's stream, made for somebody who looks. */
function makeState(request) {
  const state = new Readable.ReadableState(undefined, request, false);
  const bits = request[kBits];
  const mark = request[kNative].highWaterMark(request);
  if (mark !== undefined && mark !== state.highWaterMark) state.highWaterMark = mark;
  if (request[kDecoder] !== null) {
    state.decoder = decoderOf(request);
    state.encoding = state.decoder.encoding;
  }
  if ((bits & kStraight) === 0) {
    state.bits |= kReadingMore;
    return state;
  }
  if (request[kPipe] !== null) state.pipes.push(request[kPipe]);
  if (request[kHeld] !== null || (bits & kStraightWaits) !== 0) takeHeld(request, state);
  if ((bits & kStraightWaits) !== 0) {
    // As `on('data')` leaves a stream: it flows from the next tick on.
    state.bits |= kReadingMore | kHasFlowing | kFlowing | kHasPaused | kDataListening | kResumeScheduled;
    return state;
  }
  state.bits = (state.bits | kReading | kHasFlowing | kFlowing | kHasPaused | kDataListening) & ~kSync;
  if ((bits & kStraightPaused) !== 0) state.bits = (state.bits | kPaused) & ~(kFlowing | kDataListening);
  if ((bits & kStraightData) !== 0) state.bits |= kDataEmitted;
  if ((bits & kStraightEnd) !== 0) state.bits = (state.bits | kEnded) & ~kReading;
  if ((bits & kStraightEnded) !== 0) state.bits |= kEndEmitted;
  if ((bits & kStraightDestroyed) !== 0) state.bits |= kDestroyed;
  if ((bits & kStraightClosed) !== 0) state.bits |= kClosed | kCloseEmitted;
  return state;
}

// What the listeners were not told yet is the stream's from here on.
function takeHeld(request, state) {
  const held = request[kHeld];
  request[kHeld] = null;
  for (let i = 0; held !== null && i < held.length; i++) {
    const chunk = decoded(request, held[i]);
    if (chunk.length === 0) continue;
    state.buffer.push(chunk);
    state.length += chunk.length;
  }
  if ((request[kBits] & kStraightEnd) !== 0) {
    const rest = decodedRest(request);
    if (rest) {
      state.buffer.push(rest);
      state.length += rest.length;
    }
    state.bits |= kEnded;
  }
}

function onRequest(event, listener) {
  if (event === 'readable' || !hasNoState(this)) return Readable.prototype.on.call(this, event, listener);
  addFirst(this, event, listener) || on.call(this, event, listener);
  if (event === 'data' && (this[kBits] & kStraight) === 0) begin(this);
  return this;
}

function begin(request) {
  request[kBits] |= kStraight | kConsuming | kStraightWaits;
  // Without a body there is nobody to tell of its end.
  if ((request[kBits] & kComplete) !== 0) request[kBits] |= kStraightEnd;
  tick(ordinary.start, request);
}

/** Lets a body go by that nobody has begun to read. False: that takes a stream. */
function passBy(request) {
  if (!hasNoState(request) || (request[kBits] & kStraight) !== 0 || request._events?.data !== undefined) return false;
  begin(request);
  return true;
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
  if ((request[kBits] & kStraightWaits) !== 0) return hold(request, buffer);
  tellData(request, buffer);
  return true;
}

function tellData(request, buffer) {
  const chunk = decoded(request, buffer);
  if (chunk.length > 0) {
    request[kBits] |= kStraightData;
    tell(request, 'data', chunk);
  }
}

function hold(request, buffer) {
  const held = request[kHeld] ??= [];
  held.push(buffer);
  let bytes = 0;
  for (let i = 0; i < held.length; i++) bytes += held[i].length;
  return bytes < kHeldBytesMax;
}

// The tick in which a message begins to flow.
function start(message) {
  message[kBits] &= ~kStraightWaits;
  if (message[kState] !== null) return resumeNow(message, message[kState]);
  tell(message, 'resume');
  if (message[kState] !== null) return flow(message);
  const held = message[kHeld];
  while (held !== null && held.length > 0) {
    tellHeld(message, held.shift());
    // Somebody looked: the rest is the stream's, which goes on as streams do.
    if (message[kState] !== null) return flow(message);
  }
  message[kHeld] = null;
  if ((message[kBits] & kStraightEnd) !== 0) endStraight(message);
  else if (held !== null) message[kNative].readMore(message);
}

// A listener that throws does not keep back what comes behind: that has a tick of its own.
function tellHeld(message, buffer) {
  let isTold = false;
  try {
    tellData(message, buffer);
    isTold = true;
  } finally {
    if (!isTold && message[kState] === null) {
      message[kBits] |= kStraightWaits;
      tick(ordinary.start, message);
    }
  }
}

function decoded(request, buffer) {
  const decoder = request[kDecoder];
  // What was held may be text already.
  if (decoder === null || typeof buffer === 'string') return buffer;
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
  if ((request[kBits] & kStraightWaits) !== 0) request[kBits] |= kStraightEnd;
  else endStraight(request);
}

function endStraight(request) {
  const rest = decodedRest(request);
  if (rest) tell(request, 'data', rest);
  if (request[kState] === null) end(request);
  else request.push(null);
}

function decodedRest(request) {
  const decoder = request[kDecoder];
  return decoder !== null && decoder !== 'utf8' ? decoder.end() : '';
}

function end(request) {
  request[kBits] |= kStraightEnd;
  tick(ordinary.emitEnd, request);
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
  tick(ordinary.emitClose, request);
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

// Most messages are told without these scripts.
const ordinary = ordinaryBody({
  on: onRequest, start, emitEnd, emitClose, emit, flow, tick,
  symbols: { kBits, kCapture, kDecoder, kEmitting, kHeld, kNative, kState },
  bits: {
    kComplete, kConsuming, kDumped, kStraight, kStraightClosed, kStraightData, kStraightDestroyed, kStraightEnd,
    kStraightEnded, kStraightWaits,
  },
});

/** Gives IncomingMessage's prototype what is different for such requests. */
function furnish(prototype) {
  prototype[kDecoder] = null;
  prototype[kHeld] = null;
  prototype[kPipe] = null;
  prototype.on = prototype.addListener = ordinary.on;
  prototype.setEncoding = setEncoding;
  prototype.pipe = pipe;
}

let pipeMessage;

// To another message, as proxies do.
function pipe(dest, options) {
  const isPlain = options === undefined && hasNoState(this) && (this[kBits] & kStraight) === 0;
  if (isPlain) {
    pipeMessage ??= require('internal/http/message_pipe').prepare();
    if (pipeMessage(this, dest)) return dest;
  }
  return Readable.prototype.pipe.call(this, dest, options);
}

module.exports = { deliver, deliverEnd, furnish, makeState, passBy, tell };
