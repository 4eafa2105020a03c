// Two streams of bytes that each give what one gives. The source is read into a branch's own buffer while that branch
// is read into one, and in chunks otherwise.
'use strict';

const { react } = require('internal/webstreams/settlement');
const { kState } = require('internal/webstreams/util');
const { BYOBReaderState, DefaultReaderState } = require('internal/webstreams/reader_states');
const { SharedCancellation } = require('internal/webstreams/tee');

const { queueMicrotask } = globalThis;

const copyOf = (view) => new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

/** @param source a ReadableState */
function teeBytes(source) {
  const { createReadableByteStream } = require('internal/webstreams/readablestream');
  const tee = new ByteTee(source);
  tee.branches = [0, 1].map((i) => createReadableByteStream({
    pull: () => tee.pull(i), cancel: (reason) => tee.cancellation.cancel(i, reason),
  }));
  tee.forwardErrors();
  return tee.branches;
}

class ByteTee {
  constructor(source) {
    this.source = source;
    this.reader = new DefaultReaderState(source);
    this.cancellation = new SharedCancellation(source);
    this.reading = false;
    this.readAgainFor = [false, false];
    this.branches = undefined;
  }

  controller(i) {
    return this.branches[i][kState].controller;
  }

  isCancelled(i) {
    return this.cancellation.cancelled[i];
  }

  forwardErrors() {
    const { reader } = this;
    react(reader.closed.promise, undefined, (error) => {
      if (reader !== this.reader) return;
      this.controller(0).error(error);
      this.controller(1).error(error);
      this.cancellation.settle();
    });
  }

  switchReader(Class) {
    if (this.reader instanceof Class) return;
    this.reader.release();
    this.reader = new Class(this.source);
    this.forwardErrors();
  }

  pull(i) {
    if (this.reading) {
      this.readAgainFor[i] = true;
      return;
    }
    this.reading = true;
    const request = this.controller(i).getBYOBRequest();
    if (request === null) this.#pullChunk();
    else this.#pullInto(request.view, i);
  }

  #afterRead() {
    this.reading = false;
    const [first, second] = this.readAgainFor;
    if (first) this.pull(0);
    else if (second) this.pull(1);
  }

  // A copy for the second branch; undefined when there is no memory for it, which ends all.
  #copy(chunk) {
    try {
      return copyOf(chunk);
    } catch (error) {
      this.controller(0).error(error);
      this.controller(1).error(error);
      this.cancellation.outcome.resolve(this.source.cancel(error));
      return undefined;
    }
  }

  #pullChunk() {
    this.switchReader(DefaultReaderState);
    this.reader.read({
      chunk: (chunk) => {
        queueMicrotask(() => {
          this.readAgainFor = [false, false];
          let second = chunk;
          if (!this.isCancelled(0) && !this.isCancelled(1)) {
            second = this.#copy(chunk);
            if (second === undefined) return;
          }
          if (!this.isCancelled(0)) this.controller(0).enqueue(chunk);
          if (!this.isCancelled(1)) this.controller(1).enqueue(second);
          this.#afterRead();
        });
      },
      close: () => {
        this.reading = false;
        for (let i = 0; i < 2; i++) {
          if (!this.isCancelled(i)) this.controller(i).close();
        }
        for (let i = 0; i < 2; i++) {
          if (this.controller(i).pendingPullIntos.length > 0) this.controller(i).respond(0);
        }
        this.cancellation.settle();
      },
      error: () => { this.reading = false; },
    });
  }

  #pullInto(view, i) {
    this.switchReader(BYOBReaderState);
    const other = 1 - i;
    this.reader.read(view, 1, {
      chunk: (chunk) => {
        queueMicrotask(() => {
          this.readAgainFor = [false, false];
          if (!this.isCancelled(other)) {
            const copy = this.#copy(chunk);
            if (copy === undefined) return;
            if (!this.isCancelled(i)) this.controller(i).respondWithNewView(chunk);
            this.controller(other).enqueue(copy);
          } else if (!this.isCancelled(i)) {
            this.controller(i).respondWithNewView(chunk);
          }
          this.#afterRead();
        });
      },
      close: (chunk) => {
        this.reading = false;
        if (!this.isCancelled(i)) this.controller(i).close();
        if (!this.isCancelled(other)) this.controller(other).close();
        if (chunk !== undefined) {
          if (!this.isCancelled(i)) this.controller(i).respondWithNewView(chunk);
          if (!this.isCancelled(other) && this.controller(other).pendingPullIntos.length > 0) {
            this.controller(other).respond(0);
          }
        }
        this.cancellation.settle();
      },
      error: () => { this.reading = false; },
    });
  }
}

module.exports = { teeBytes };
