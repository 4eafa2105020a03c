// A writable stream as its writer and its controller see it.
'use strict';

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { Queue } = require('internal/webstreams/util');
const { Settlement, isolate, react } = require('internal/webstreams/settlement');

class WritableState {
  constructor(stream) {
    this.stream = stream;
    this.status = 'writable';
    this.controller = undefined;
    this.writer = undefined;
    this.storedError = undefined;
    this.backpressure = false;
    // Requests have `resolve` and `reject`; those of writes may be one object many times over.
    this.writeRequests = new Queue();
    this.inFlightWrite = undefined;
    this.closeRequest = undefined;
    this.inFlightClose = undefined;
    this.pendingAbort = undefined; // { promise, resolve, reject, reason, wasAlreadyErroring }
    // For stream.finished(), which needs it of a stream that others have locked.
    this.closed = undefined;
  }

  get locked() {
    return this.writer !== undefined;
  }

  get closedSettlement() {
    if (this.closed === undefined) {
      if (this.status === 'closed') this.closed = Settlement.resolved();
      else if (this.status === 'errored') this.closed = Settlement.rejected(this.storedError);
      else this.closed = new Settlement();
    }
    return this.closed;
  }

  get closeQueuedOrInFlight() {
    return this.closeRequest !== undefined || this.inFlightClose !== undefined;
  }

  get hasOperationInFlight() {
    return this.inFlightWrite !== undefined || this.inFlightClose !== undefined;
  }

  /** WritableStreamAbort */
  abort(reason) {
    if (this.status === 'closed' || this.status === 'errored') return Promise.resolve(undefined);
    this.controller.signalAbort(reason);
    // The signal's listeners may have ended the stream.
    if (this.status === 'closed' || this.status === 'errored') return Promise.resolve(undefined);
    if (this.pendingAbort !== undefined) return this.pendingAbort.promise;
    const wasAlreadyErroring = this.status === 'erroring';
    if (wasAlreadyErroring) reason = undefined;
    this.pendingAbort = { ...Promise.withResolvers(), reason, wasAlreadyErroring };
    const { promise } = this.pendingAbort;
    if (!wasAlreadyErroring) this.startErroring(reason);
    return promise;
  }

  /** WritableStreamClose */
  close() {
    if (this.status === 'closed' || this.status === 'errored') {
      return Promise.reject(new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
    }
    this.closeRequest = Promise.withResolvers();
    const { promise } = this.closeRequest;
    if (this.writer !== undefined && this.backpressure && this.status === 'writable') this.writer.ready.resolve();
    this.controller.close();
    return promise;
  }

  dealWithRejection(error) {
    if (this.status === 'writable') this.startErroring(error);
    else this.finishErroring();
  }

  startErroring(reason) {
    this.status = 'erroring';
    this.storedError = reason;
    this.writer?.ensureReadyRejected(reason);
    if (!this.hasOperationInFlight && this.controller.started) this.finishErroring();
  }

  finishErroring() {
    this.status = 'errored';
    this.controller.resetQueue();
    const requests = this.writeRequests;
    this.writeRequests = new Queue();
    while (requests.length > 0) requests.shift().reject(this.storedError);

    const abort = this.pendingAbort;
    this.pendingAbort = undefined;
    if (abort === undefined) {
      this.#rejectCloseAndClosed();
    } else if (abort.wasAlreadyErroring) {
      abort.reject(this.storedError);
      this.#rejectCloseAndClosed();
    } else {
      react(this.controller.abortSteps(abort.reason), () => {
        abort.resolve(undefined);
        this.#rejectCloseAndClosed();
      }, (error) => {
        abort.reject(error);
        this.#rejectCloseAndClosed();
      });
    }
  }

  #rejectCloseAndClosed() {
    this.closeRequest?.reject(this.storedError);
    this.closeRequest = undefined;
    this.writer?.closed.reject(this.storedError);
    this.closed?.reject(this.storedError);
  }

  finishWrite() {
    const request = this.inFlightWrite;
    this.inFlightWrite = undefined;
    request.resolve(undefined);
  }

  finishWriteWithError(error) {
    const request = this.inFlightWrite;
    this.inFlightWrite = undefined;
    request.reject(error);
    this.dealWithRejection(error);
  }

  finishClose() {
    this.inFlightClose.resolve(undefined);
    this.inFlightClose = undefined;
    if (this.status === 'erroring') {
      this.storedError = undefined;
      this.pendingAbort?.resolve(undefined);
      this.pendingAbort = undefined;
    }
    this.status = 'closed';
    this.writer?.closed.resolve();
    this.closed?.resolve();
  }

  finishCloseWithError(error) {
    this.inFlightClose.reject(error);
    this.inFlightClose = undefined;
    this.pendingAbort?.reject(error);
    this.pendingAbort = undefined;
    this.dealWithRejection(error);
  }

  updateBackpressure(backpressure) {
    const { writer } = this;
    const changed = backpressure !== this.backpressure;
    // Before the writer is told: what waits for it may write at once.
    this.backpressure = backpressure;
    if (writer === undefined || !changed) return;
    if (backpressure) writer.ready = new Settlement();
    else writer.ready.resolve();
  }
}

isolate(WritableState);

module.exports = { WritableState };
