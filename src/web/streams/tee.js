// Two streams that each give what one stream of chunks gives.
'use strict';

const { DefaultReaderState } = require('internal/webstreams/reader_states');
const { react } = require('internal/webstreams/settlement');
const { kState } = require('internal/webstreams/util');

const { queueMicrotask } = globalThis;

/** What cancelling two branches means: when both are, the source is, with both reasons. */
class SharedCancellation {
  constructor(source) {
    this.source = source;
    this.cancelled = [false, false];
    this.reasons = [undefined, undefined];
    this.outcome = Promise.withResolvers();
  }

  cancel(branch, reason) {
    this.cancelled[branch] = true;
    this.reasons[branch] = reason;
    if (this.cancelled[1 - branch]) this.outcome.resolve(this.source.cancel(this.reasons));
    return this.outcome.promise;
  }

  /** Nobody will cancel both any more. */
  settle() {
    if (!this.cancelled[0] || !this.cancelled[1]) this.outcome.resolve(undefined);
  }
}

/** @param source a ReadableState */
function tee(source, cloneForBranch2) {
  const { createReadableStream } = require('internal/webstreams/readablestream');
  const reader = new DefaultReaderState(source);
  const cancellation = new SharedCancellation(source);
  let reading = false;
  let readAgain = false;
  let branches;

  const each = (action) => {
    for (let i = 0; i < 2; i++) {
      if (!cancellation.cancelled[i]) action(branches[i][kState].controller, i);
    }
  };

  const request = {
    chunk(chunk) {
      // Not in the source's enqueue(): its error would come before what it enqueued.
      queueMicrotask(() => {
        readAgain = false;
        each((controller, i) => {
          controller.enqueue(i === 1 && cloneForBranch2 ? structuredClone(chunk) : chunk);
        });
        reading = false;
        if (readAgain) pull();
      });
    },
    close() {
      reading = false;
      each((controller) => controller.close());
      cancellation.settle();
    },
    error() {
      reading = false;
    },
  };

  function pull() {
    if (reading) {
      readAgain = true;
      return;
    }
    reading = true;
    reader.read(request);
  }

  branches = [0, 1].map((i) => createReadableStream({
    pull, cancel: (reason) => cancellation.cancel(i, reason),
  }));
  react(reader.closed.promise, undefined, (error) => {
    for (const branch of branches) branch[kState].controller.error(error);
    cancellation.settle();
  });
  return branches;
}

module.exports = { SharedCancellation, tee };
