// ReadableStream.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS } } =
  require('internal/errors');
const { kEmptyObject, kEnumerableProperty } = require('internal/util');
const {
  kValidateObjectAllowObjects, kValidateObjectAllowObjectsAndNull, validateAbortSignal, validateObject,
} = require('internal/validators');
const { markPrototype } = require('internal/worker/transfer_marks');
const {
  defineInspection, defineInterface, extractHighWaterMark, extractMethod, extractSizeAlgorithm, kInternal, kState,
} = require('internal/webstreams/util');
const { markHandled } = require('internal/webstreams/settlement');
const { ReadableState } = require('internal/webstreams/readable_state');
const { DefaultController } = require('internal/webstreams/readable_default');
const { ByteController } = require('internal/webstreams/readable_bytes');
const { ReadableByteStreamController, ReadableStreamBYOBRequest, ReadableStreamDefaultController } =
  require('internal/webstreams/readable_controllers');
const { ReadableStreamBYOBReader, ReadableStreamDefaultReader } = require('internal/webstreams/readers');
const { isWritableStream } = require('internal/webstreams/writablestream');
const { makeTransferable } = require('internal/webstreams/transfer');

class ReadableStream {
  constructor(source = kEmptyObject, strategy = kEmptyObject) {
    // One of our own comes with its state, which begins when it is ready.
    if (source === kInternal) {
      this[kState] = new ReadableState(this);
      return;
    }
    validateObject(source, 'source', kValidateObjectAllowObjects);
    validateObject(strategy, 'strategy', kValidateObjectAllowObjectsAndNull);
    const state = this[kState] = new ReadableState(this);
    // The strategy first: that its getters are called before the source's can be seen.
    const size = strategy?.size;
    const highWaterMark = strategy?.highWaterMark;
    const { type } = source;
    let controller;
    if (`${type}` === 'bytes') {
      if (size !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.size', size);
      controller = byteControllerFor(state, source, extractHighWaterMark(highWaterMark, 0));
    } else {
      if (type !== undefined) throw new ERR_INVALID_ARG_VALUE('source.type', type);
      const mark = extractHighWaterMark(highWaterMark, 1);
      const algorithm = extractSizeAlgorithm(size);
      controller = new DefaultController(state, methodsOf(source), mark, algorithm);
      controller.face = new ReadableStreamDefaultController(kInternal, controller);
    }
    const { start } = source;
    controller.begin(start ? Reflect.apply(start, source, [controller.face]) : undefined);
  }

  static from(iterable) {
    const { sourceFromIterable } = require('internal/webstreams/iteration');
    return createReadableStream(sourceFromIterable(iterable), 0);
  }

  get locked() {
    return stateOf(this).locked;
  }

  cancel(reason = undefined) {
    if (!isReadableStream(this)) return Promise.reject(new ERR_INVALID_THIS('ReadableStream'));
    if (this[kState].locked) return Promise.reject(new ERR_INVALID_STATE.TypeError('ReadableStream is locked'));
    return this[kState].cancel(reason);
  }

  getReader(options = kEmptyObject) {
    stateOf(this);
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const mode = options?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') throw new ERR_INVALID_ARG_VALUE('options.mode', mode);
    return new ReadableStreamBYOBReader(this);
  }

  pipeThrough(transform, options = kEmptyObject) {
    const state = stateOf(this);
    const readable = transform?.readable;
    if (!isReadableStream(readable)) throw new ERR_INVALID_ARG_TYPE('transform.readable', 'ReadableStream', readable);
    const writable = transform?.writable;
    if (!isWritableStream(writable)) throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', writable);
    markHandled(pipe(state, writable[kState], options));
    return readable;
  }

  pipeTo(destination, options = kEmptyObject) {
    try {
      const state = stateOf(this);
      if (!isWritableStream(destination)) {
        throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', destination);
      }
      return pipe(state, destination[kState], options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  tee() {
    return readableStreamTee(this, false);
  }

  values(options = kEmptyObject) {
    const state = stateOf(this);
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    return require('internal/webstreams/iteration').iterate(state, !!options?.preventCancel);
  }
}

function byteControllerFor(state, source, highWaterMark) {
  const methods = methodsOf(source);
  const { autoAllocateChunkSize } = source;
  if (autoAllocateChunkSize === 0) {
    throw new ERR_INVALID_ARG_VALUE('source.autoAllocateChunkSize', autoAllocateChunkSize);
  }
  const controller = new ByteController(state, methods, highWaterMark, autoAllocateChunkSize);
  controller.face = new ReadableByteStreamController(kInternal, controller);
  return controller;
}

function methodsOf(source) {
  const pull = extractMethod(source, 'pull', 'source.pull');
  return { pull, cancel: extractMethod(source, 'cancel', 'source.cancel'), object: source };
}

function pipe(source, destination, options) {
  validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
  // One after the other: the order in which getters are called can be seen.
  const preventAbort = !!options?.preventAbort;
  const preventCancel = !!options?.preventCancel;
  const preventClose = !!options?.preventClose;
  const signal = options?.signal;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  if (source.locked) throw new ERR_INVALID_STATE.TypeError('The ReadableStream is locked');
  if (destination.locked) throw new ERR_INVALID_STATE.TypeError('The WritableStream is locked');
  const { pipeTo } = require('internal/webstreams/pipe');
  return pipeTo(source, destination, { preventAbort, preventCancel, preventClose, signal });
}

function readableStreamTee(stream, cloneForBranch2) {
  const state = stateOf(stream);
  if (state.controller.isByteController) return require('internal/webstreams/tee_bytes').teeBytes(state);
  return require('internal/webstreams/tee').tee(state, cloneForBranch2);
}

/**
 * A stream over a source of our own: `{ pull(controller), cancel(reason) }`, whose controller is the inner one. It
 * begins at once, or when `startPromise` is fulfilled.
 */
function createReadableStream(source, highWaterMark = 1, size = undefined, startPromise = undefined) {
  const stream = new ReadableStream(kInternal);
  const { pull, cancel } = source;
  const controller = new DefaultController(stream[kState], { pull, cancel, object: source }, highWaterMark, size);
  controller.begin(startPromise);
  return stream;
}

/** The same for bytes. */
function createReadableByteStream(source) {
  const stream = new ReadableStream(kInternal);
  const { pull, cancel } = source;
  const controller = new ByteController(stream[kState], { pull, cancel, object: source }, 0, undefined);
  controller.begin(undefined);
  return stream;
}

/** Cancels a stream whoever has locked it. */
function readableStreamCancel(stream, reason) {
  return stateOf(stream).cancel(reason);
}

function isReadableStream(value) {
  return value?.[kState] instanceof ReadableState;
}

function stateOf(stream) {
  if (!isReadableStream(stream)) throw new ERR_INVALID_THIS('ReadableStream');
  return stream[kState];
}

// How classic streams and their functions look at one.
Object.defineProperties(ReadableStream.prototype, Object.getOwnPropertyDescriptors({
  get [Symbol.for('nodejs.stream.disturbed')]() { return this[kState].disturbed; },
  get [Symbol.for('nodejs.stream.errored')]() { return this[kState].status === 'errored'; },
  get [Symbol.for('nodejs.stream.readable')]() { return this[kState].status === 'readable'; },
  get [Symbol.for('nodejs.webstream.isClosedPromise')]() { return this[kState].closedSettlement; },
  [Symbol.for('nodejs.webstream.controllerErrorFunction')](error) {
    const { controller } = this[kState];
    if (!controller.isByteController) controller.error(error);
  },
}));
for (const key of Object.getOwnPropertySymbols(ReadableStream.prototype)) {
  Object.defineProperty(ReadableStream.prototype, key, { enumerable: false });
}

defineInterface(ReadableStream, ['locked', 'cancel', 'getReader', 'pipeThrough', 'pipeTo', 'tee', 'values']);
defineInspection(ReadableStream, (stream) => ({
  locked: stream.locked, state: stream[kState].status, supportsBYOB: stream[kState].controller.isByteController,
}));
Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
  value: ReadableStream.prototype.values, writable: true, configurable: true,
});
Object.defineProperty(ReadableStream, 'from', kEnumerableProperty);
makeTransferable(ReadableStream, 'Readable');
markPrototype(ReadableStream.prototype, false, true);

// Made by the structured clone, which then fills it.
function TransferredReadableStream() {
  return new ReadableStream(kInternal);
}
TransferredReadableStream.prototype = ReadableStream.prototype;

module.exports = {
  ReadableByteStreamController,
  ReadableStream,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  TransferredReadableStream,
  createReadableByteStream,
  createReadableStream,
  isReadableStream,
  readableStreamCancel,
  readableStreamTee,
};
