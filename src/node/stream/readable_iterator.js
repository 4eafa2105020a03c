// `for await (const chunk of readable)`: takes chunks with `read()` on "readable", and destroys the
// stream when the loop is left, unless told not to.
'use strict';

const { aggregateTwoErrors } = require('internal/errors');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end-of-stream');

const AsyncGeneratorPrototype = Object.getPrototypeOf(async function* () {}).prototype;

/** @param {{ destroyOnReturn?: boolean }} [options] */
function createIterator(stream, options) {
  if (typeof stream.read !== 'function') {
    stream = require('internal/streams/readable').wrap(stream, { objectMode: true });
  }
  return new ReadableIterator(stream, options);
}

// To its users an async generator; no real one, so that a loop that is left destroys the stream at
// once, and a chunk that is there costs one promise.
class ReadableIterator {
  constructor(stream, options) {
    this.stream = stream;
    this.options = options;
    this.started = false;
    this.finished = false;
    // undefined while the stream goes on, null once it ended well.
    this.error = undefined;
    this.wake = undefined;
    this.onReadable = undefined;
    this.cleanup = undefined;
    // The promise of the last call that is still waiting.
    this.last = undefined;
  }

  next() {
    return this.inTurn(() => this.read());
  }

  return(value) {
    return this.inTurn(() => {
      if (this.started && !this.finished) this.leave();
      this.finished = true;
      return Promise.resolve(value).then((unwrapped) => ({ value: unwrapped, done: true }));
    });
  }

  throw(error) {
    return this.inTurn(() => {
      if (this.started && !this.finished) return this.fail(error);
      this.finished = true;
      return Promise.reject(error);
    });
  }

  // Calls are answered one after the other.
  inTurn(action) {
    if (this.last === undefined) return action();
    const promise = this.last.then(action, action);
    this.waitFor(promise);
    return promise;
  }

  waitFor(promise) {
    this.last = promise;
    const settled = () => {
      if (this.last === promise) this.last = undefined;
    };
    promise.then(settled, settled);
  }

  start() {
    const { stream } = this;
    this.started = true;
    this.onReadable = () => this.wakeUp();
    stream.on('readable', this.onReadable);
    this.cleanup = eos(stream, { writable: false }, (error) => {
      this.error = error ? aggregateTwoErrors(this.error, error) : null;
      this.wakeUp();
    });
  }

  wakeUp() {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }

  read() {
    if (this.finished) return Promise.resolve({ value: undefined, done: true });
    if (!this.started) this.start();
    let chunk;
    try {
      chunk = this.stream.destroyed ? null : this.stream.read();
    } catch (error) {
      return this.fail(error);
    }
    if (chunk !== null) {
      if (typeof chunk?.then !== 'function') return Promise.resolve({ value: chunk, done: false });
      // As `yield` does.
      const promise = Promise.resolve(chunk).then((value) => ({ value, done: false }), (error) => this.fail(error));
      if (this.last === undefined) this.waitFor(promise);
      return promise;
    }
    if (this.error) return this.fail(this.error);
    if (this.error === null) {
      this.leave();
      return Promise.resolve({ value: undefined, done: true });
    }
    const promise = new Promise((resolve) => { this.wake = resolve; }).then(() => this.read());
    if (this.last === undefined) this.waitFor(promise);
    return promise;
  }

  fail(error) {
    this.error = aggregateTwoErrors(this.error, error);
    this.leave();
    return Promise.reject(this.error);
  }

  leave() {
    const { stream } = this;
    this.finished = true;
    if (destroysOnLeave(stream, this.error, this.options)) {
      destroyer(stream, null);
    } else {
      stream.off('readable', this.onReadable);
      this.cleanup();
    }
  }
}

Object.setPrototypeOf(ReadableIterator.prototype, AsyncGeneratorPrototype);

function destroysOnLeave(stream, error, options) {
  // The writable side of a socket that was read to its end may still be in use.
  if (error === null && stream.allowHalfOpen === true &&
      stream.writable === true && stream.writableEnded !== true) {
    return false;
  }
  return (error || options?.destroyOnReturn !== false) &&
    (error === undefined || stream._readableState.autoDestroy);
}

module.exports = { createIterator };
