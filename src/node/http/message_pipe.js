// `pipe` from a message without a stream's state to another message: what a proxy does, both ways. Both ends have the
// listeners that every pipe has, where everybody sees them; but they are the same functions for all pipes, which find the
// other end on the message. As soon as the source waits, it is a stream with a state, and goes on as such.
'use strict';

const { ondata, onend, onfinish, preparePipes } = internalBinding('http_piping');
const { prototype: { on, once, prependListener, removeListener } } = require('events');
const { kEmitting, originals: { emit } } = require('internal/events/symbols');
const { drained } = require('internal/streams/readable_pipe');
const { kMultiAwaitDrain } = require('internal/streams/readable_state');
const { kBits, kPipe, kSource, kState, kStraightEnd, kStraightPaused } = require('internal/http/incoming_state');
const { write } = require('internal/http/originals');
const { kId } = require('internal/http/response');
const {
  kBits: kDestBits, kCorked, kHead, kNative: kDestNative, kTransport,
  kDestroyed, kFinished, kHasBody, kHeaderSent, kStrictContentLength, kWantsDrain,
} = require('internal/http/outgoing_state');

const kMayWriteMask = kDestroyed | kFinished | kWantsDrain;

/** Pipes `src` to `dest`; false if that takes an ordinary pipe. */
function pipeMessage(src, dest) {
  if (!(typeof dest === 'object' && dest !== null && kTransport in dest) || src[kPipe] !== null || dest[kSource] !== null) {
    return false;
  }
  if (!isPlainEmitter(dest) || (dest[kDestBits] & kMayWriteMask) === kWantsDrain) return false;
  const events = dest._events ?? listenToFirst(dest);
  if (events.newListener !== undefined || events.unpipe !== undefined || events.close !== undefined ||
      events.finish !== undefined || src._events?.newListener !== undefined) {
    return false;
  }
  src[kPipe] = dest;
  dest[kSource] = src;
  src.on('end', onend);
  events.unpipe = onunpipe;
  src.on('data', ondata);
  if (events.error === undefined) {
    events.error = onerror;
    dest._eventsCount += 4;
  } else {
    dest.prependListener('error', onerror);
    dest._eventsCount += 3;
  }
  events.close = onclose;
  events.finish = onfinish;
  if (events.pipe !== undefined) dest.emit('pipe', src);
  return true;
}

function isPlainEmitter(dest) {
  return dest.on === on && dest.emit === emit && dest.once === once && dest.prependListener === prependListener &&
    dest.removeListener === removeListener;
}

function listenToFirst(dest) {
  dest._eventsCount = 0;
  return dest._events = Object.create(null);
}

// The source's listeners, behind the binding's own --------------------------------------------------

function passOn(chunk) {
  const dest = this[kPipe];
  try {
    if (dest.write(chunk) === false) waitForDrain(this, dest);
  } catch (error) {
    dest.destroy(error);
  }
}

function waitForDrain(src, dest) {
  // A `write` may have unpiped its own destination.
  if (src[kPipe] !== dest) return;
  const state = src._readableState;
  if (state.pipes.length === 1) {
    state.awaitDrainWriters = dest;
    state.bits &= ~kMultiAwaitDrain;
  } else if (state.pipes.includes(dest)) {
    state.awaitDrainWriters.add(dest);
  }
  src.pause();
  if (dest.listenerCount('drain', ondrain) === 0) dest.on('drain', ondrain);
}

// The destination's ---------------------------------------------------------------------------------

function ondrain() {
  if (this[kSource] !== null) drained(this[kSource], this);
}

function onunpipe(readable, info) {
  if (readable === this[kSource] && info && info.hasUnpiped === false) {
    info.hasUnpiped = true;
    detach(readable, this);
  }
}

// Only looks on: an error that nobody else listens for must still be thrown.
function onerror(error) {
  this[kSource]?.unpipe(this);
  this.removeListener('error', onerror);
  if (this.listenerCount('error') === 0) this.emit('error', error);
}

function onclose() {
  this.removeListener('close', onclose);
  this.removeListener('finish', onfinish);
  this[kSource]?.unpipe(this);
}

// Behind the binding's `onfinish`. A listener in front may have unpiped what this one is still called for.
function finished() {
  const src = this[kSource];
  if (src === null) return;
  const hasEnded = src[kState] === null && (src[kBits] & kStraightEnd) !== 0;
  if (hasEnded && this._events.unpipe === onunpipe && src._events?.pause === undefined) {
    // All that `unpipe` does, where nobody hears of it.
    detach(src, this);
    src[kBits] |= kStraightPaused;
    return;
  }
  this.removeListener('finish', onfinish);
  this.removeListener('close', onclose);
  src.unpipe(this);
}

function detach(src, dest) {
  dropFrom(dest, 'close', onclose);
  dropFrom(dest, 'finish', onfinish);
  dropFrom(dest, 'error', onerror);
  dropFrom(dest, 'unpipe', onunpipe);
  if (src[kState] === null) {
    dropFrom(src, 'end', onend);
    dropFrom(src, 'data', ondata);
  } else {
    src.removeListener('end', onend);
    src.removeListener('data', ondata);
  }
  // "drain" will not be heard any more: do not wait for it.
  if (dest._events.drain !== undefined && dest.listenerCount('drain', ondrain) > 0) {
    dest.removeListener('drain', ondrain);
    if (src._readableState.awaitDrainWriters) drained(src, dest);
  }
  src[kPipe] = null;
  dest[kSource] = null;
}

// What `removeListener` does for an event's only listener in place, where nobody wants to hear of it.
function dropFrom(emitter, type, listener) {
  const events = emitter._events;
  if (events === undefined) return;
  if (events.removeListener !== undefined) {
    emitter.removeListener(type, listener);
  } else if (events[type] === listener) {
    events[type] = undefined;
    emitter._eventsCount--;
  } else if (events[type] !== undefined) {
    removeListener.call(emitter, type, listener);
  }
}

function table(listeners) {
  return Object.assign(Object.create(null), listeners);
}

/** Tells the binding what pipes look like, so that it does by itself what most of them need; `pipeMessage`. */
function prepare() {
  return preparePipes({
    ondata,
    onend,
    onfinish,
    functions: {
      emit, on, once, prependListener, removeListener, write,
      onerror, onclose, onunpipe,
      sourceEvents: table({ end: onend, data: ondata }),
      destEvents: table({ unpipe: onunpipe, error: onerror, close: onclose, finish: onfinish }),
      pipe: pipeMessage, passOn, finished, waitForDrain,
    },
    symbols: {
      kBits, kState, kPipe, kSource, kEmitting, kTransport, kDestBits, kDestNative, kHead, kId, kCorked,
    },
    bits: {
      kStraightEnd, kStraightPaused, kDestroyed, kFinished, kWantsDrain, kHeaderSent, kHasBody, kStrictContentLength,
    },
  });
}

module.exports = { prepare };
