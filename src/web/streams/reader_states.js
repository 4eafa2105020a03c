// Readers, without the public objects: what is waited for. A request is an object with `chunk`, `close` and `error`
// methods, one of which is called once.
'use strict';

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { Settlement, isolate } = require('internal/webstreams/settlement');
const { Queue } = require('internal/webstreams/util');

class ReaderState {
  /** @param stream a ReadableState */
  constructor(stream) {
    if (stream.locked) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
    this.stream = stream;
    this.requests = new Queue();
    stream.reader = this;
    if (stream.status === 'readable') this.closed = new Settlement();
    else if (stream.status === 'closed') this.closed = Settlement.resolved();
    else this.closed = Settlement.rejected(stream.storedError);
  }

  cancel(reason) {
    return this.stream.cancel(reason);
  }

  release() {
    const { stream } = this;
    const error = new ERR_INVALID_STATE.TypeError('Reader released');
    if (stream.status === 'readable') this.closed.reject(error);
    else this.closed = Settlement.rejected(error);
    stream.controller.releaseSteps();
    stream.reader = undefined;
    this.stream = undefined;
    if (this.requests.length > 0) this.failRequests(new ERR_INVALID_STATE.TypeError('Releasing reader'));
  }

  closeRequests() {
    const { requests } = this;
    this.requests = new Queue();
    while (requests.length > 0) requests.shift().close(undefined);
  }

  failRequests(error) {
    const { requests } = this;
    this.requests = new Queue();
    while (requests.length > 0) requests.shift().error(error);
  }
}

isolate(ReaderState);

class DefaultReaderState extends ReaderState {
  get isBYOB() {
    return false;
  }

  /** ReadableStreamDefaultReaderRead */
  read(request) {
    const { stream } = this;
    stream.disturbed = true;
    if (stream.status === 'readable') stream.controller.pullSteps(request);
    else if (stream.status === 'closed') request.close();
    else request.error(stream.storedError);
  }
}

class BYOBReaderState extends ReaderState {
  constructor(stream) {
    if (!stream.locked && !stream.controller.isByteController) {
      const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
      throw new ERR_INVALID_ARG_VALUE('stream', stream.stream, 'must be a byte stream');
    }
    super(stream);
  }

  get isBYOB() {
    return true;
  }

  /** ReadableStreamBYOBReaderRead */
  read(view, min, request) {
    const { stream } = this;
    stream.disturbed = true;
    if (stream.status === 'errored') request.error(stream.storedError);
    else stream.controller.pullInto(view, min, request);
  }
}

/** A request whose outcome is a promise of `{ value, done }`. */
class PromiseRequest {
  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers();
    this.promise = promise;
    this.resolve = resolve;
    this.error = reject;
  }

  chunk(value) {
    this.resolve({ value, done: false });
  }

  close(value) {
    this.resolve({ value, done: true });
  }
}

module.exports = { BYOBReaderState, DefaultReaderState, PromiseRequest };
