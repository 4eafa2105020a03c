// WritableStream.
'use strict';

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  kValidateObjectAllowObjects, kValidateObjectAllowObjectsAndNull, validateObject,
} = require('internal/validators');
const { markPrototype } = require('internal/worker/transfer_marks');
const {
  defineInspection, defineInterface, extractHighWaterMark, extractMethod, extractSizeAlgorithm, kInternal, kState,
} = require('internal/webstreams/util');
const { WritableState } = require('internal/webstreams/writable_state');
const { WritableController, WritableStreamDefaultController } = require('internal/webstreams/writable_controller');
const { WritableStreamDefaultWriter } = require('internal/webstreams/writer');
const { makeTransferable } = require('internal/webstreams/transfer');

class WritableStream {
  constructor(sink = kEmptyObject, strategy = kEmptyObject) {
    // One of our own comes with its state, which begins when it is ready.
    if (sink === kInternal) {
      this[kState] = new WritableState(this);
      return;
    }
    validateObject(sink, 'sink', kValidateObjectAllowObjects);
    validateObject(strategy, 'strategy', kValidateObjectAllowObjectsAndNull);
    const { type } = sink;
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('type', type);
    const state = this[kState] = new WritableState(this);
    const size = extractSizeAlgorithm(strategy?.size);
    const highWaterMark = extractHighWaterMark(strategy?.highWaterMark, 1);
    const { start } = sink;
    const methods = {
      write: extractMethod(sink, 'write', 'sink.write'),
      close: extractMethod(sink, 'close', 'sink.close'),
      abort: extractMethod(sink, 'abort', 'sink.abort'),
      object: sink,
    };
    const controller = new WritableController(state, methods, highWaterMark, size);
    controller.face = new WritableStreamDefaultController(kInternal, controller);
    controller.begin(start ? Reflect.apply(start, sink, [controller.face]) : undefined);
  }

  get locked() {
    if (!isWritableStream(this)) throw new ERR_INVALID_THIS('WritableStream');
    return this[kState].locked;
  }

  abort(reason = undefined) {
    if (!isWritableStream(this)) return Promise.reject(new ERR_INVALID_THIS('WritableStream'));
    return this[kState].locked ? Promise.reject(isLocked()) : this[kState].abort(reason);
  }

  close() {
    if (!isWritableStream(this)) return Promise.reject(new ERR_INVALID_THIS('WritableStream'));
    const state = this[kState];
    if (state.locked) return Promise.reject(isLocked());
    if (state.closeQueuedOrInFlight) {
      return Promise.reject(new ERR_INVALID_STATE.TypeError('Failure closing WritableStream'));
    }
    return state.close();
  }

  getWriter() {
    if (!isWritableStream(this)) throw new ERR_INVALID_THIS('WritableStream');
    return new WritableStreamDefaultWriter(this);
  }
}

/**
 * A stream over a sink of our own, `{ write(chunk), close(), abort(reason) }`, that begins at once, or when
 * `startPromise` is fulfilled.
 */
function createWritableStream(sink, highWaterMark = 1, size = undefined, startPromise = undefined) {
  const stream = new WritableStream(kInternal);
  const { write, close, abort } = sink;
  const controller = new WritableController(stream[kState], { write, close, abort, object: sink }, highWaterMark, size);
  controller.begin(startPromise);
  return stream;
}

function isWritableStream(value) {
  return value?.[kState] instanceof WritableState;
}

function isLocked() {
  return new ERR_INVALID_STATE.TypeError('WritableStream is locked');
}

// How classic streams and their functions look at one.
Object.defineProperties(WritableStream.prototype, Object.getOwnPropertyDescriptors({
  get [Symbol.for('nodejs.stream.errored')]() { return this[kState].status === 'errored'; },
  get [Symbol.for('nodejs.stream.writable')]() { return this[kState].status === 'writable'; },
  get [Symbol.for('nodejs.webstream.isClosedPromise')]() { return this[kState].closedSettlement; },
  [Symbol.for('nodejs.webstream.controllerErrorFunction')](error) {
    this[kState].controller.errorIfNeeded(error);
  },
}));
for (const key of Object.getOwnPropertySymbols(WritableStream.prototype)) {
  Object.defineProperty(WritableStream.prototype, key, { enumerable: false });
}

defineInterface(WritableStream, ['locked', 'abort', 'close', 'getWriter']);
defineInspection(WritableStream, (stream) => ({ locked: stream.locked, state: stream[kState].status }));
makeTransferable(WritableStream, 'Writable');
markPrototype(WritableStream.prototype, false, true);

// Made by the structured clone, which then fills it.
function TransferredWritableStream() {
  return new WritableStream(kInternal);
}
TransferredWritableStream.prototype = WritableStream.prototype;

module.exports = {
  TransferredWritableStream,
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
  createWritableStream,
  isWritableStream,
};
