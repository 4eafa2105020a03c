// What kind of stream something is, and how far it got. Everything here goes by shape, never by
// class: streams come from other versions of `readable-stream`, from http, and from plain emitters.
'use strict';

const bits = require('internal/streams/bits');

const kIsDestroyed = Symbol.for('nodejs.stream.destroyed');
const kIsErrored = Symbol.for('nodejs.stream.errored');
const kIsReadable = Symbol.for('nodejs.stream.readable');
const kIsWritable = Symbol.for('nodejs.stream.writable');
const kIsDisturbed = Symbol.for('nodejs.stream.disturbed');
const kIsClosedPromise = Symbol.for('nodejs.webstream.isClosedPromise');
const kControllerErrorFunction = Symbol.for('nodejs.webstream.controllerErrorFunction');
const kOnConstructed = Symbol('kOnConstructed');

const isFunction = (value) => typeof value === 'function';

// Kinds -------------------------------------------------------------------------------------------

function isNodeStream(obj) {
  return obj && (
    obj._readableState ||
    obj._writableState ||
    (isFunction(obj.on) && (isFunction(obj.write) || isFunction(obj.pipe)))
  );
}

// A Writable inherits a `pipe` that only fails, and a Duplex may have its readable side off.
function isReadableNodeStream(obj, strict = false) {
  if (!obj || !isFunction(obj.pipe) || !isFunction(obj.on)) return false;
  if (strict && !(isFunction(obj.pause) && isFunction(obj.resume))) return false;
  if (!obj._writableState) return true;
  return !!obj._readableState && obj._readableState.readable !== false;
}

function isWritableNodeStream(obj) {
  if (!obj || !isFunction(obj.write) || !isFunction(obj.on)) return false;
  return !obj._readableState || obj._writableState?.writable !== false;
}

function isDuplexNodeStream(obj) {
  return !!(obj && obj._readableState && isFunction(obj.pipe) && isFunction(obj.on) && isFunction(obj.write));
}

function isReadableStream(obj) {
  return !!(obj && !isNodeStream(obj) &&
    isFunction(obj.pipeThrough) && isFunction(obj.getReader) && isFunction(obj.cancel));
}

function isWritableStream(obj) {
  return !!(obj && !isNodeStream(obj) && isFunction(obj.getWriter) && isFunction(obj.abort));
}

function isTransformStream(obj) {
  return !!(obj && !isNodeStream(obj) &&
    typeof obj.readable === 'object' && typeof obj.writable === 'object');
}

function isWebStream(obj) {
  return isReadableStream(obj) || isWritableStream(obj) || isTransformStream(obj);
}

function isIterable(obj, isAsync) {
  if (obj == null) return false;
  return (isAsync !== false && isFunction(obj[Symbol.asyncIterator])) ||
    (isAsync !== true && isFunction(obj[Symbol.iterator]));
}

function isOutgoingMessage(stream) {
  return typeof stream._closed === 'boolean' &&
    typeof stream._defaultKeepAlive === 'boolean' &&
    typeof stream._removedConnection === 'boolean' &&
    typeof stream._removedContLen === 'boolean';
}

function isServerResponse(stream) {
  return typeof stream._sent100 === 'boolean' && isOutgoingMessage(stream);
}

function isServerRequest(stream) {
  return typeof stream._consuming === 'boolean' &&
    typeof stream._dumped === 'boolean' &&
    stream.req?.upgradeOrConnect === undefined;
}

// Progress. `null` means that the question does not apply or cannot be answered. -----------------

function isDestroyed(stream) {
  if (!isNodeStream(stream)) return null;
  const state = stream._writableState || stream._readableState;
  return !!(stream.destroyed || stream[kIsDestroyed] || state?.destroyed);
}

function isWritableEnded(stream) {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableEnded === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  return typeof state?.ended === 'boolean' ? state.ended : null;
}

// With `strict` false, an ended side with nothing left in it counts as finished.
function isWritableFinished(stream, strict) {
  if (!isWritableNodeStream(stream)) return null;
  if (stream.writableFinished === true) return true;
  const state = stream._writableState;
  if (state?.errored) return false;
  if (typeof state?.finished !== 'boolean') return null;
  return state.finished || (strict === false && state.ended === true && state.length === 0);
}

function isReadableEnded(stream) {
  if (!isReadableNodeStream(stream)) return null;
  if (stream.readableEnded === true) return true;
  const state = stream._readableState;
  if (!state || state.errored) return false;
  return typeof state.ended === 'boolean' ? state.ended : null;
}

function isReadableFinished(stream, strict) {
  if (!isReadableNodeStream(stream)) return null;
  const state = stream._readableState;
  if (state?.errored) return false;
  if (typeof state?.endEmitted !== 'boolean') return null;
  return state.endEmitted || (strict === false && state.ended === true && state.length === 0);
}

function isReadable(stream) {
  const known = stream?.[kIsReadable];
  if (known != null) return known;
  if (typeof stream?.readable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isReadableNodeStream(stream) && stream.readable && !isReadableFinished(stream);
}

function isWritable(stream) {
  const known = stream?.[kIsWritable];
  if (known != null) return known;
  if (typeof stream?.writable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isWritableNodeStream(stream) && stream.writable && !isWritableEnded(stream);
}

function isFinished(stream, opts) {
  if (!isNodeStream(stream)) return null;
  if (isDestroyed(stream)) return true;
  if (opts?.readable !== false && isReadable(stream)) return false;
  return opts?.writable === false || !isWritable(stream);
}

function isWritableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.writableErrored || (stream._writableState?.errored ?? null);
}

function isReadableErrored(stream) {
  if (!isNodeStream(stream)) return null;
  return stream.readableErrored || (stream._readableState?.errored ?? null);
}

function isClosed(stream) {
  if (!isNodeStream(stream)) return null;
  if (typeof stream.closed === 'boolean') return stream.closed;
  const writable = stream._writableState?.closed;
  const readable = stream._readableState?.closed;
  if (typeof writable === 'boolean' || typeof readable === 'boolean') return writable || readable;
  return isOutgoingMessage(stream) ? stream._closed : null;
}

function willEmitClose(stream) {
  if (!isNodeStream(stream)) return null;
  const state = stream._writableState || stream._readableState;
  if (!state) return isServerResponse(stream);
  return !!(state.autoDestroy && state.emitClose && state.closed === false);
}

function isDisturbed(stream) {
  return !!(stream && (stream[kIsDisturbed] ?? (stream.readableDidRead || stream.readableAborted)));
}

function isErrored(stream) {
  return !!(stream && (
    stream[kIsErrored] ??
    stream.readableErrored ??
    stream.writableErrored ??
    stream._readableState?.errorEmitted ??
    stream._writableState?.errorEmitted ??
    stream._readableState?.errored ??
    stream._writableState?.errored
  ));
}

module.exports = {
  kState: bits.kState,
  kObjectMode: bits.kObjectMode,
  kErrorEmitted: bits.kErrorEmitted,
  kAutoDestroy: bits.kAutoDestroy,
  kEmitClose: bits.kEmitClose,
  kDestroyed: bits.kDestroyed,
  kClosed: bits.kClosed,
  kCloseEmitted: bits.kCloseEmitted,
  kErrored: bits.kErrored,
  kConstructed: bits.kConstructed,
  kOnConstructed,
  kIsDestroyed,
  kIsErrored,
  kIsReadable,
  kIsWritable,
  kIsDisturbed,
  kIsClosedPromise,
  kControllerErrorFunction,
  isNodeStream,
  isReadableNodeStream,
  isWritableNodeStream,
  isDuplexNodeStream,
  isReadableStream,
  isWritableStream,
  isTransformStream,
  isWebStream,
  isIterable,
  isServerRequest,
  isServerResponse,
  isDestroyed,
  isDisturbed,
  isErrored,
  isReadable,
  isWritable,
  isFinished,
  isClosed,
  isReadableEnded,
  isReadableFinished,
  isReadableErrored,
  isWritableEnded,
  isWritableFinished,
  isWritableErrored,
  willEmitClose,
};
