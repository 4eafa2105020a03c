// The writer of a writable stream.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_STATE, ERR_INVALID_THIS } } = require('internal/errors');
const { defineInspection, defineInterface, kState } = require('internal/webstreams/util');
const { Settlement, isolate } = require('internal/webstreams/settlement');
const { WritableState } = require('internal/webstreams/writable_state');

class WriterState {
  /** @param stream a WritableState */
  constructor(stream) {
    if (stream.locked) throw new ERR_INVALID_STATE.TypeError('WritableStream is locked');
    this.stream = stream;
    stream.writer = this;
    const { status, storedError } = stream;
    const waits = status === 'writable' && !stream.closeQueuedOrInFlight && stream.backpressure;
    if (status === 'erroring' || status === 'errored') this.ready = Settlement.rejected(storedError);
    else this.ready = waits ? new Settlement() : Settlement.resolved();
    if (status === 'errored') this.closed = Settlement.rejected(storedError);
    else this.closed = status === 'closed' ? Settlement.resolved() : new Settlement();
  }

  get desiredSize() {
    const { status, controller } = this.stream;
    if (status === 'errored' || status === 'erroring') return null;
    return status === 'closed' ? 0 : controller.desiredSize;
  }

  /** `request` is resolved or rejected when the chunk is written or cannot be. */
  write(chunk, request) {
    const { stream } = this;
    const { controller } = stream;
    const size = controller.chunkSize(chunk);
    // The size algorithm is the program's: it may have released this writer.
    if (stream !== this.stream) {
      request.reject(new ERR_INVALID_STATE.TypeError('Mismatched WritableStreams'));
    } else if (stream.status === 'errored') {
      request.reject(stream.storedError);
    } else if (stream.closeQueuedOrInFlight || stream.status === 'closed') {
      request.reject(new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
    } else if (stream.status === 'erroring') {
      request.reject(stream.storedError);
    } else {
      stream.writeRequests.push(request);
      controller.write(chunk, size);
    }
  }

  closeWithErrorPropagation() {
    const { stream } = this;
    if (stream.closeQueuedOrInFlight || stream.status === 'closed') return Promise.resolve(undefined);
    return stream.status === 'errored' ? Promise.reject(stream.storedError) : stream.close();
  }

  release() {
    const error = new ERR_INVALID_STATE.TypeError('Writer has been released');
    this.ensureReadyRejected(error);
    if (this.closed.isPending) this.closed.reject(error);
    else this.closed = Settlement.rejected(error);
    this.stream.writer = undefined;
    this.stream = undefined;
  }

  ensureReadyRejected(error) {
    if (this.ready.isPending) this.ready.reject(error);
    else this.ready = Settlement.rejected(error);
  }
}

isolate(WriterState);

class WritableStreamDefaultWriter {
  constructor(stream) {
    const state = stream?.[kState];
    if (!(state instanceof WritableState)) throw new ERR_INVALID_ARG_TYPE('stream', 'WritableStream', stream);
    this[kState] = new WriterState(state);
  }

  get closed() {
    return isWriter(this) ? this[kState].closed.promise : Promise.reject(notWriter());
  }

  get ready() {
    return isWriter(this) ? this[kState].ready.promise : Promise.reject(notWriter());
  }

  get desiredSize() {
    if (!isWriter(this)) throw notWriter();
    if (this[kState].stream === undefined) throw notBound();
    return this[kState].desiredSize;
  }

  abort(reason = undefined) {
    if (!isWriter(this)) return Promise.reject(notWriter());
    const { stream } = this[kState];
    return stream === undefined ? Promise.reject(notBound()) : stream.abort(reason);
  }

  close() {
    if (!isWriter(this)) return Promise.reject(notWriter());
    const { stream } = this[kState];
    if (stream === undefined) return Promise.reject(notBound());
    if (stream.closeQueuedOrInFlight) {
      return Promise.reject(new ERR_INVALID_STATE.TypeError('Failure to close WritableStream'));
    }
    return stream.close();
  }

  releaseLock() {
    if (!isWriter(this)) throw notWriter();
    if (this[kState].stream !== undefined) this[kState].release();
  }

  write(chunk = undefined) {
    if (!isWriter(this)) return Promise.reject(notWriter());
    if (this[kState].stream === undefined) return Promise.reject(notBound());
    const request = Promise.withResolvers();
    this[kState].write(chunk, request);
    return request.promise;
  }
}

function isWriter(value) {
  return value?.[kState] instanceof WriterState;
}

function notWriter() {
  return new ERR_INVALID_THIS('WritableStreamDefaultWriter');
}

function notBound() {
  return new ERR_INVALID_STATE.TypeError('Writer is not bound to a WritableStream');
}

defineInterface(WritableStreamDefaultWriter, [
  'closed', 'ready', 'desiredSize', 'abort', 'close', 'releaseLock', 'write',
]);
defineInspection(WritableStreamDefaultWriter, (writer) => ({
  stream: writer[kState].stream?.stream,
  close: writer[kState].closed.promise,
  ready: writer[kState].ready.promise,
  desiredSize: writer.desiredSize,
}));

module.exports = { WritableStreamDefaultWriter, WriterState };
