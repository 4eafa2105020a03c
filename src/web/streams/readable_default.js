// The controller of a readable stream of any chunks: the queue, and when more is pulled from the source.
'use strict';

const { ChunkQueue, checkChunkSize } = require('internal/webstreams/util');
const { isolate, promiseCall, whenSettled, whenStarted } = require('internal/webstreams/settlement');

class PullingController {
  /**
   * @param stream a ReadableState
   * @param source `{ pull, cancel }`, either of which may be missing, called on `source.object`
   */
  constructor(stream, source, highWaterMark) {
    this.stream = stream;
    this.source = source;
    this.highWaterMark = highWaterMark;
    this.started = false;
    this.closeRequested = false;
    this.pulling = false;
    this.pullAgain = false;
    this.onPulled = undefined;
    this.onPullFailed = undefined;
    // What the source's methods get: a public controller, or this one for sources of our own.
    this.face = this;
    stream.controller = this;
  }

  /** Goes on with what the source's `start` returned. */
  begin(startResult) {
    whenStarted(startResult, () => {
      this.started = true;
      this.callPullIfNeeded();
    }, (error) => this.error(error));
  }

  callPullIfNeeded() {
    if (!this.shouldCallPull()) return;
    if (this.pulling) {
      this.pullAgain = true;
      return;
    }
    const { pull, object } = this.source;
    if (pull === undefined) return;
    this.pulling = true;
    if (this.onPulled === undefined) this.#prepare();
    let result;
    try {
      result = Reflect.apply(pull, object, [this.face]);
    } catch (error) {
      result = Promise.reject(error);
    }
    whenSettled(result, this.onPulled, this.onPullFailed);
  }

  // Once for all pulls.
  #prepare() {
    this.onPulled = () => {
      this.pulling = false;
      if (!this.pullAgain) return;
      this.pullAgain = false;
      this.callPullIfNeeded();
    };
    this.onPullFailed = (error) => this.error(error);
  }

  shouldCallPull() {
    const { stream } = this;
    if (stream.status !== 'readable' || this.closeRequested || !this.started) return false;
    if (stream.reader !== undefined && stream.reader.requests.length > 0) return true;
    return this.highWaterMark - this.totalSize > 0;
  }

  get desiredSize() {
    const { status } = this.stream;
    if (status === 'errored') return null;
    return status === 'closed' ? 0 : this.highWaterMark - this.totalSize;
  }

  cancelSource(reason) {
    const { cancel, object } = this.source;
    const promise = promiseCall(cancel, object, reason);
    this.clearAlgorithms();
    return promise;
  }

  clearAlgorithms() {
    this.source = noSource;
  }
}

isolate(PullingController);

const noSource = { pull: undefined, cancel: undefined, object: undefined };

class DefaultController extends PullingController {
  constructor(stream, source, highWaterMark, size) {
    super(stream, source, highWaterMark);
    this.size = size;
    this.queue = new ChunkQueue();
  }

  get isByteController() {
    return false;
  }

  get totalSize() {
    return this.queue.totalSize;
  }

  get canCloseOrEnqueue() {
    return !this.closeRequested && this.stream.status === 'readable';
  }

  get hasBackpressure() {
    return !this.shouldCallPull();
  }

  close() {
    if (!this.canCloseOrEnqueue) return;
    this.closeRequested = true;
    if (this.queue.length === 0) this.#finish();
  }

  enqueue(chunk) {
    if (!this.canCloseOrEnqueue) return;
    const { reader } = this.stream;
    if (reader !== undefined && reader.requests.length > 0) {
      reader.requests.shift().chunk(chunk);
    } else {
      let size = 1;
      if (this.size !== undefined) {
        try {
          const algorithm = this.size;
          size = checkChunkSize(algorithm(chunk));
        } catch (error) {
          this.error(error);
          throw error;
        }
      }
      this.queue.add(chunk, size);
    }
    this.callPullIfNeeded();
  }

  error(error) {
    if (this.stream.status !== 'readable') return;
    this.queue = new ChunkQueue();
    this.clearAlgorithms();
    this.stream.error(error);
  }

  cancelSteps(reason) {
    this.queue = new ChunkQueue();
    return this.cancelSource(reason);
  }

  pullSteps(request) {
    if (this.queue.length > 0) {
      request.chunk(this.takeChunk());
    } else {
      this.stream.reader.requests.push(request);
      this.callPullIfNeeded();
    }
  }

  releaseSteps() {}

  /** The first chunk of a queue that is not empty. */
  takeChunk() {
    const chunk = this.queue.take();
    if (this.closeRequested && this.queue.length === 0) this.#finish();
    else this.callPullIfNeeded();
    return chunk;
  }

  #finish() {
    this.clearAlgorithms();
    this.stream.close();
  }

  clearAlgorithms() {
    super.clearAlgorithms();
    this.size = undefined;
  }
}

module.exports = { DefaultController, PullingController };
