// ReadableStreamPipeTo: a pump, and who stops it.
'use strict';

const { AbortError, codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { lazyDOMException } = require('internal/util');
const { addAbortListener } = require('internal/events/abort_listener');
const { react } = require('internal/webstreams/settlement');
const { DefaultReaderState } = require('internal/webstreams/reader_states');
const { WriterState } = require('internal/webstreams/writer');

const { queueMicrotask } = globalThis;

/** @param source a ReadableState  @param dest a WritableState; neither is locked */
function pipeTo(source, dest, options) {
  return new Pipe(source, dest, options).run();
}

class Pipe {
  constructor(source, dest, options) {
    this.source = source;
    this.dest = dest;
    this.options = options;
    this.reader = new DefaultReaderState(source);
    this.writer = new WriterState(dest);
    this.shuttingDown = false;
    this.outcome = Promise.withResolvers();
    this.abortListener = undefined;
    this.writes = new PendingWrites();
    this.readRequest = { chunk: (chunk) => this.#forward(chunk), close() {}, error() {} };
    source.disturbed = true;
  }

  run() {
    const { signal } = this.options;
    if (signal !== undefined) {
      if (signal.aborted) {
        this.#abort();
        return this.outcome.promise;
      }
      this.abortListener = addAbortListener(signal, () => this.#abort());
    }
    this.#pump();
    this.#watch();
    return this.outcome.promise;
  }

  // The four conditions that end a pipe, errors first.
  #watch() {
    const { dest, source, options: { preventAbort, preventCancel, preventClose } } = this;
    const sourceFailed = (error) => this.#shutdown(
      preventAbort ? undefined : () => dest.abort(error), true, error);
    const destFailed = (error) => this.#shutdown(
      preventCancel ? undefined : () => source.cancel(error), true, error);
    const sourceClosed = () => this.#shutdown(
      preventClose ? undefined : () => this.writer.closeWithErrorPropagation(), false, undefined);

    if (source.status === 'errored') sourceFailed(source.storedError);
    else react(this.reader.closed.promise, undefined, sourceFailed);

    if (dest.status === 'errored') destFailed(dest.storedError);
    else react(this.writer.closed.promise, undefined, destFailed);

    if (source.status === 'closed') sourceClosed();
    else react(this.reader.closed.promise, sourceClosed, () => {});

    if (dest.closeQueuedOrInFlight || dest.status === 'closed') {
      destFailed(new ERR_INVALID_STATE.TypeError('Destination WritableStream is closed'));
    }
  }

  #pump() {
    const { dest, source } = this;
    if (this.shuttingDown) return;
    if (dest.backpressure) {
      react(this.writer.ready.promise, () => this.#pump(), () => {});
      return;
    }
    const { controller } = source;
    if (source.status !== 'readable' || controller.isByteController || controller.queue.length === 0) {
      this.reader.read(this.readRequest);
      return;
    }
    // Chunks that are there are written without a request for each.
    do {
      this.writer.write(controller.takeChunk(), this.writes.add());
    } while (!this.shuttingDown && controller.queue.length > 0 && source.status === 'readable' &&
             !dest.backpressure && dest.status === 'writable' && !dest.closeQueuedOrInFlight);
    if (source.status === 'readable') queueMicrotask(() => this.#pump());
  }

  // Never inside the source's enqueue(): a microtask later (the chunk steps of the standard).
  #forward(chunk) {
    const request = this.writes.add();
    queueMicrotask(() => {
      this.writer.write(chunk, request);
      this.#pump();
    });
  }

  #abort() {
    const { dest, source, options: { preventAbort, preventCancel, signal } } = this;
    const { reason } = signal;
    // A DOMException, where ours stands for one.
    const error = reason instanceof AbortError ? lazyDOMException(reason.message, 'AbortError') : reason;
    const actions = [];
    if (!preventAbort) actions.push(() => (dest.status === 'writable' ? dest.abort(error) : undefined));
    if (!preventCancel) actions.push(() => (source.status === 'readable' ? source.cancel(error) : undefined));
    this.#shutdown(() => Promise.all(actions.map((action) => action())), true, error);
  }

  #shutdown(action, failed, error) {
    if (this.shuttingDown) return;
    this.shuttingDown = true;
    const fail = (reason) => this.#finalize(true, reason);
    const act = () => {
      if (action === undefined) this.#finalize(failed, error);
      else react(action(), () => this.#finalize(failed, error), fail);
    };
    const { dest } = this;
    if (dest.status === 'writable' && !dest.closeQueuedOrInFlight) react(this.writes.finished(), act, fail);
    else act();
  }

  #finalize(failed, error) {
    this.writer.release();
    this.reader.release();
    this.abortListener?.[Symbol.dispose]();
    if (failed) this.outcome.reject(error);
    else this.outcome.resolve(undefined);
  }
}

// The request of all writes of a pipe.
class PendingWrites {
  constructor() {
    this.count = 0;
    this.failure = undefined;
    this.waiting = undefined;
  }

  add() {
    this.count++;
    return this;
  }

  resolve() {
    this.count--;
    this.#check();
  }

  reject(error) {
    this.count--;
    this.failure = { error };
    this.#check();
  }

  finished() {
    this.waiting = Promise.withResolvers();
    this.#check();
    return this.waiting.promise;
  }

  #check() {
    if (this.waiting === undefined) return;
    if (this.failure !== undefined) this.waiting.reject(this.failure.error);
    else if (this.count === 0) this.waiting.resolve(undefined);
  }
}

module.exports = { pipeTo };
