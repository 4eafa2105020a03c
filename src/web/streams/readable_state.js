// A readable stream as its readers and its controller see it.
'use strict';

const { Settlement, ignore, isolate, react } = require('internal/webstreams/settlement');

class ReadableState {
  constructor(stream) {
    this.stream = stream;
    this.status = 'readable';
    this.controller = undefined;
    this.reader = undefined;
    this.storedError = undefined;
    this.disturbed = false;
    // For stream.finished(), which needs it of a stream that others have locked.
    this.closed = undefined;
  }

  get locked() {
    return this.reader !== undefined;
  }

  get closedSettlement() {
    if (this.closed === undefined) {
      if (this.status === 'readable') this.closed = new Settlement();
      else if (this.status === 'closed') this.closed = Settlement.resolved();
      else this.closed = Settlement.rejected(this.storedError);
    }
    return this.closed;
  }

  /** ReadableStreamClose */
  close() {
    this.status = 'closed';
    this.closed?.resolve();
    const { reader } = this;
    if (reader === undefined) return;
    reader.closed.resolve();
    // Reads into buffers end when their buffers are given back.
    if (!reader.isBYOB) reader.closeRequests();
  }

  /** ReadableStreamError */
  error(error) {
    this.status = 'errored';
    this.storedError = error;
    this.closed?.reject(error);
    const { reader } = this;
    if (reader === undefined) return;
    reader.closed.reject(error);
    reader.failRequests(error);
  }

  /** ReadableStreamCancel */
  cancel(reason) {
    this.disturbed = true;
    if (this.status === 'closed') return Promise.resolve(undefined);
    if (this.status === 'errored') return Promise.reject(this.storedError);
    this.close();
    if (this.reader?.isBYOB) this.reader.closeRequests();
    return react(this.controller.cancelSteps(reason), ignore);
  }
}

isolate(ReadableState);

module.exports = { ReadableState };
