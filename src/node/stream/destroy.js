// How a stream is torn down, and how one that must first be constructed is started: `destroy()`,
// `_construct`, the rule that an error either destroys or is emitted, and `stream.destroy()`, which
// takes down anything that looks like a stream.
'use strict';

const {
  AbortError,
  aggregateTwoErrors,
  codes: { ERR_MULTIPLE_CALLBACK },
} = require('internal/errors');
const { kIsDestroyed, isDestroyed, isFinished, isServerRequest } = require('internal/streams/utils');
const {
  kErrorEmitted, kAutoDestroy, kEmitClose, kDestroyed, kClosed, kCloseEmitted, kErrored, kConstructed,
} = require('internal/streams/bits');

// What waits for `_construct` to call back: `{ started: [function], destroyed: function | null }`.
const kConstruction = Symbol('kConstruction');

// Teardown ----------------------------------------------------------------------------------------

/** `stream.destroy([error[, callback]])` of both sides. */
function destroy(err, cb) {
  const r = this._readableState;
  const w = this._writableState;

  if ((w && (w.bits & kDestroyed) !== 0) || (r && (r.bits & kDestroyed) !== 0)) {
    if (typeof cb === 'function') cb();
    return this;
  }

  if (err) recordError(err, w, r);
  if (w) w.bits |= kDestroyed;
  if (r) r.bits |= kDestroyed;

  if (((w || r).bits & kConstructed) !== 0) {
    runDestroy(this, err, cb);
  } else if (this[kConstruction]) {
    // `_destroy` must not overlap `_construct`.
    this[kConstruction].destroyed = (constructError) => {
      runDestroy(this, aggregateTwoErrors(constructError, err), cb);
    };
  }
  return this;
}

/** The `_destroy` that every stream has until it brings its own. */
function defaultDestroy(err, cb) {
  cb(err);
}

function runDestroy(stream, err, cb) {
  if (stream._destroy === defaultDestroy) {
    finishDestroy(stream, err || null, cb);
    return;
  }

  let called = false;
  function onDestroyed(er) {
    if (called) return;
    called = true;
    finishDestroy(stream, er, cb);
  }
  try {
    stream._destroy(err || null, onDestroyed);
  } catch (thrown) {
    onDestroyed(thrown);
  }
}

function finishDestroy(stream, err, cb) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (err) recordError(err, w, r);
  if (w) w.bits |= kClosed;
  if (r) r.bits |= kClosed;

  if (typeof cb === 'function') cb(err);

  if (err) process.nextTick(emitErrorAndClose, stream, err);
  else process.nextTick(emitClose, stream);
}

// The first error of a side is the one that it keeps.
function recordError(err, w, r) {
  if (w && !w.errored) w.errored = err;
  if (r && !r.errored) r.errored = err;
}

function emitErrorAndClose(stream, err) {
  emitError(stream, err);
  emitClose(stream);
}

function emitClose(stream) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (w) w.bits |= kCloseEmitted;
  if (r) r.bits |= kCloseEmitted;
  if ((w && (w.bits & kEmitClose) !== 0) || (r && (r.bits & kEmitClose) !== 0)) stream.emit('close');
}

function emitError(stream, err) {
  const r = stream._readableState;
  const w = stream._writableState;
  if ((w && (w.bits & kErrorEmitted) !== 0) || (r && (r.bits & kErrorEmitted) !== 0)) return;
  if (w) w.bits |= kErrorEmitted;
  if (r) r.bits |= kErrorEmitted;
  stream.emit('error', err);
}

/** `_undestroy`: makes a destroyed stream usable again, as a reconnecting socket does. */
function undestroy() {
  const r = this._readableState;
  const w = this._writableState;
  if (r) {
    r.bits = (r.bits | kConstructed) & ~(kClosed | kCloseEmitted | kDestroyed | kErrored | kErrorEmitted);
    r.reading = false;
    r.ended = r.readable === false;
    r.endEmitted = r.readable === false;
  }
  if (w) {
    w.bits = (w.bits | kConstructed) & ~(kClosed | kCloseEmitted | kDestroyed | kErrored | kErrorEmitted);
    w.finalCalled = false;
    w.prefinished = false;
    w.ended = w.writable === false;
    w.ending = w.writable === false;
    w.finished = w.writable === false;
  }
}

// Errors ------------------------------------------------------------------------------------------

/**
 * A stream failed: it is destroyed if it does so by itself, else the error is only emitted.
 * @param {boolean} [sync] the failure is reported from within a call of the user's, so the event waits a tick
 */
function errorOrDestroy(stream, err, sync) {
  const r = stream._readableState;
  const w = stream._writableState;
  if ((w && wasDestroyed(w)) || (r && wasDestroyed(r))) return;

  if ((r && (r.bits & kAutoDestroy) !== 0) || (w && (w.bits & kAutoDestroy) !== 0)) {
    stream.destroy(err);
  } else if (err) {
    if (w && (w.bits & kErrored) === 0) w.errored = err;
    if (r && (r.bits & kErrored) === 0) r.errored = err;
    if (sync) process.nextTick(emitError, stream, err);
    else emitError(stream, err);
  }
}

// `pipe` may hand over a stream of another implementation, whose state has plain properties.
function wasDestroyed(state) {
  return state.bits ? (state.bits & kDestroyed) !== 0 : state.destroyed;
}

// Construction ------------------------------------------------------------------------------------

/** Runs `stream._construct` on the next tick; `cb` is called once it succeeded. */
function construct(stream, cb) {
  if (typeof stream._construct !== 'function') return;

  const r = stream._readableState;
  const w = stream._writableState;
  if (r) r.bits &= ~kConstructed;
  if (w) w.bits &= ~kConstructed;

  // A class that calls both the Readable and the Writable constructor gets here twice.
  if (stream[kConstruction]) {
    stream[kConstruction].started.push(cb);
    return;
  }
  stream[kConstruction] = { started: [cb], destroyed: null };
  process.nextTick(runConstruct, stream);
}

function runConstruct(stream) {
  let called = false;
  function onConstructed(err) {
    if (called) {
      errorOrDestroy(stream, err ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    finishConstruct(stream, err);
  }

  try {
    stream._construct((err) => { process.nextTick(onConstructed, err); });
  } catch (err) {
    process.nextTick(onConstructed, err);
  }
}

function finishConstruct(stream, err) {
  const r = stream._readableState;
  const w = stream._writableState;
  if (r) r.bits |= kConstructed;
  if (w) w.bits |= kConstructed;

  const { started, destroyed } = stream[kConstruction];
  stream[kConstruction] = undefined;

  if ((w || r).destroyed) {
    if (destroyed !== null) destroyed(err);
  } else if (err) {
    errorOrDestroy(stream, err, true);
  } else {
    for (const callback of started) callback();
  }
}

// Anything that looks like a stream ---------------------------------------------------------------

/** `stream.destroy(stream[, error])`: an unfinished stream gets an AbortError if there is no other. */
function destroyer(stream, err) {
  if (!stream || isDestroyed(stream)) return;
  if (!err && !isFinished(stream)) err = new AbortError();

  if (isServerRequest(stream)) {
    // The response still needs the socket.
    stream.socket = null;
    stream.destroy(err);
  } else if (isRequest(stream)) {
    stream.abort();
  } else if (isRequest(stream.req)) {
    stream.req.abort();
  } else if (typeof stream.destroy === 'function') {
    stream.destroy(err);
  } else if (typeof stream.close === 'function') {
    stream.close();
  } else if (err) {
    process.nextTick(emitErrorThenClose, stream, err);
  } else {
    process.nextTick(emitPlainClose, stream);
  }

  if (!stream.destroyed) stream[kIsDestroyed] = true;
}

function isRequest(stream) {
  return stream?.setHeader && typeof stream.abort === 'function';
}

function emitErrorThenClose(stream, err) {
  stream.emit('error', err);
  process.nextTick(emitPlainClose, stream);
}

function emitPlainClose(stream) {
  stream.emit('close');
}

module.exports = { construct, defaultDestroy, destroyer, destroy, undestroy, errorOrDestroy };
