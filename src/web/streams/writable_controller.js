// The controller of a writable stream: the queue, and when its chunks go to the sink.
'use strict';

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { AbortController } = require('internal/abort_controller');
const {
  ChunkQueue, checkChunkSize, checkInternal, defineInspection, defineInterface, kState,
} = require('internal/webstreams/util');
const { isolate, promiseCall, react, whenSettled, whenStarted } = require('internal/webstreams/settlement');

/** Stands in the queue for the end. */
const kClose = Symbol('kClose');

const noSink = { write: undefined, close: undefined, abort: undefined, object: undefined };

class WritableController {
  /**
   * @param stream a WritableState
   * @param sink `{ write, close, abort }`, any of which may be missing, called on `sink.object`
   */
  constructor(stream, sink, highWaterMark, size) {
    this.stream = stream;
    this.sink = sink;
    this.highWaterMark = highWaterMark;
    this.size = size;
    this.queue = new ChunkQueue();
    this.started = false;
    this.abortController = undefined;
    this.abortion = undefined; // { reason } once it is aborted.
    this.onWritten = undefined;
    this.onWriteFailed = undefined;
    // What the sink's methods get: a public controller, or this one for sinks of our own.
    this.face = this;
    stream.controller = this;
    stream.updateBackpressure(this.hasBackpressure);
  }

  /** Goes on with what the sink's `start` returned. */
  begin(startResult) {
    whenStarted(startResult, () => {
      this.started = true;
      this.#advance();
    }, (error) => {
      this.started = true;
      this.stream.dealWithRejection(error);
    });
  }

  get desiredSize() {
    return this.highWaterMark - this.queue.totalSize;
  }

  get hasBackpressure() {
    return this.desiredSize <= 0;
  }

  get signal() {
    if (this.abortController === undefined) {
      this.abortController = new AbortController();
      if (this.abortion !== undefined) this.abortController.abort(this.abortion.reason);
    }
    return this.abortController.signal;
  }

  signalAbort(reason) {
    this.abortion ??= { reason };
    this.abortController?.abort(reason);
  }

  chunkSize(chunk) {
    if (this.size === undefined) return 1;
    try {
      const algorithm = this.size;
      return algorithm(chunk);
    } catch (error) {
      this.errorIfNeeded(error);
      return 1;
    }
  }

  write(chunk, size) {
    try {
      this.queue.add(chunk, size === 1 ? 1 : checkChunkSize(size));
    } catch (error) {
      this.errorIfNeeded(error);
      return;
    }
    this.#update();
    this.#advance();
  }

  close() {
    this.queue.add(kClose, 0);
    this.#advance();
  }

  error(error) {
    this.#clearAlgorithms();
    this.stream.startErroring(error);
  }

  errorIfNeeded(error) {
    if (this.stream.status === 'writable') this.error(error);
  }

  abortSteps(reason) {
    const { abort, object } = this.sink;
    const promise = promiseCall(abort, object, reason);
    this.#clearAlgorithms();
    return promise;
  }

  resetQueue() {
    this.queue = new ChunkQueue();
  }

  #update() {
    const { stream } = this;
    if (!stream.closeQueuedOrInFlight && stream.status === 'writable') stream.updateBackpressure(this.hasBackpressure);
  }

  #advance() {
    const { stream } = this;
    if (!this.started || stream.inFlightWrite !== undefined) return;
    if (stream.status === 'erroring') {
      stream.finishErroring();
      return;
    }
    if (this.queue.length === 0) return;
    const chunk = this.queue.peek();
    if (chunk === kClose) this.#processClose();
    else this.#processWrite(chunk);
  }

  #processClose() {
    const { stream, sink: { close, object } } = this;
    stream.inFlightClose = stream.closeRequest;
    stream.closeRequest = undefined;
    this.queue.take();
    const promise = promiseCall(close, object);
    this.#clearAlgorithms();
    react(promise, () => stream.finishClose(), (error) => stream.finishCloseWithError(error));
  }

  #processWrite(chunk) {
    const { stream, sink: { write, object } } = this;
    stream.inFlightWrite = stream.writeRequests.shift();
    if (this.onWritten === undefined) this.#prepare();
    let result;
    if (write !== undefined) {
      try {
        result = Reflect.apply(write, object, [chunk, this.face]);
      } catch (error) {
        result = Promise.reject(error);
      }
    }
    whenSettled(result, this.onWritten, this.onWriteFailed);
  }

  // Once for all writes.
  #prepare() {
    const { stream } = this;
    this.onWritten = () => {
      stream.finishWrite();
      this.queue.take();
      this.#update();
      this.#advance();
    };
    this.onWriteFailed = (error) => {
      if (stream.status === 'writable') this.#clearAlgorithms();
      stream.finishWriteWithError(error);
    };
  }

  #clearAlgorithms() {
    this.sink = noSink;
    this.size = undefined;
  }
}

isolate(WritableController);

class WritableStreamDefaultController {
  constructor(token = undefined, state) {
    checkInternal(token);
    this[kState] = state;
  }

  get signal() {
    return stateOf(this).signal;
  }

  error(error = undefined) {
    stateOf(this).errorIfNeeded(error);
  }
}

function stateOf(controller) {
  const state = controller?.[kState];
  if (!(state instanceof WritableController)) throw new ERR_INVALID_THIS('WritableStreamDefaultController');
  return state;
}

defineInterface(WritableStreamDefaultController, ['signal', 'error']);
defineInspection(WritableStreamDefaultController, ({ [kState]: state }) => ({ stream: state.stream.stream }));

module.exports = { WritableController, WritableStreamDefaultController };
