// The controller of a readable stream of bytes, which can fill its readers' own buffers.
'use strict';

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { Queue } = require('internal/webstreams/util');
const { PullingController } = require('internal/webstreams/readable_default');
const { PullInto, partsOf } = require('internal/webstreams/pull_into');

class ByteController extends PullingController {
  constructor(stream, source, highWaterMark, autoAllocateChunkSize) {
    super(stream, source, highWaterMark);
    this.autoAllocateChunkSize = autoAllocateChunkSize;
    this.queue = new Queue(); // Of { buffer, byteOffset, byteLength }.
    this.totalSize = 0;
    this.pendingPullIntos = new Queue();
    // The state of the request that the source was given for the first pending one: { controller, view, face }.
    this.byobRequest = null;
  }

  get isByteController() {
    return true;
  }

  /** The request for the first pending buffer, made when the source asks for it. */
  getBYOBRequest() {
    if (this.byobRequest === null && this.pendingPullIntos.length > 0) {
      this.byobRequest = { controller: this, view: this.pendingPullIntos.peek().rest, face: undefined };
    }
    return this.byobRequest;
  }

  close() {
    const { stream, pendingPullIntos } = this;
    if (this.closeRequested || stream.status !== 'readable') return;
    if (this.totalSize > 0) {
      this.closeRequested = true;
      return;
    }
    if (pendingPullIntos.length > 0) {
      const first = pendingPullIntos.peek();
      if (first.bytesFilled % first.elementSize !== 0) {
        const error = new ERR_INVALID_STATE.TypeError('Partial read');
        this.error(error);
        throw error;
      }
    }
    this.#finish();
  }

  error(error) {
    if (this.stream.status !== 'readable') return;
    this.#reset();
    this.clearAlgorithms();
    this.stream.error(error);
  }

  cancelSteps(reason) {
    this.#reset();
    return this.cancelSource(reason);
  }

  releaseSteps() {
    if (this.pendingPullIntos.length === 0) return;
    // The source may hold its memory: it is kept, and what comes into it is for the next reader.
    const first = this.pendingPullIntos.peek();
    first.type = 'none';
    this.pendingPullIntos = new Queue();
    this.pendingPullIntos.push(first);
  }

  enqueue(chunk) {
    const { stream, pendingPullIntos } = this;
    if (this.closeRequested || stream.status !== 'readable') return;
    const { buffer, byteOffset, byteLength } = partsOf(chunk);
    const transferred = buffer.transfer();

    if (pendingPullIntos.length > 0) {
      const first = pendingPullIntos.peek();
      if (first.buffer.detached) throw new ERR_INVALID_STATE.TypeError('Destination ArrayBuffer is detached');
      this.#invalidateBYOBRequest();
      first.transfer();
      if (first.type === 'none') this.#enqueueDetached(first);
    }

    const { reader } = stream;
    if (reader !== undefined && !reader.isBYOB) {
      while (reader.requests.length > 0 && this.totalSize > 0) reader.requests.shift().chunk(this.takeChunk());
      if (reader.requests.length === 0) {
        this.#addBytes(transferred, byteOffset, byteLength);
      } else {
        if (this.pendingPullIntos.length > 0) this.pendingPullIntos.shift();
        reader.requests.shift().chunk(new Uint8Array(transferred, byteOffset, byteLength));
      }
    } else {
      this.#addBytes(transferred, byteOffset, byteLength);
      if (reader !== undefined) this.#commit(this.#fillFromQueue());
    }
    this.callPullIfNeeded();
  }

  /** ReadableByteStreamController's [[PullSteps]]: for a reader of chunks. */
  pullSteps(request) {
    if (this.totalSize > 0) {
      request.chunk(this.takeChunk());
      return;
    }
    if (this.autoAllocateChunkSize !== undefined) {
      let buffer;
      try {
        buffer = new ArrayBuffer(this.autoAllocateChunkSize);
      } catch (error) {
        request.error(error);
        return;
      }
      const parts = { buffer, byteOffset: 0, byteLength: buffer.byteLength };
      this.pendingPullIntos.push(new PullInto('default', new Uint8Array(buffer), parts, 1));
    }
    this.stream.reader.requests.push(request);
    this.callPullIfNeeded();
  }

  /** The first chunk of a queue that is not empty. */
  takeChunk() {
    const { buffer, byteOffset, byteLength } = this.queue.shift();
    this.totalSize -= byteLength;
    this.#handleQueueDrain();
    return new Uint8Array(buffer, byteOffset, byteLength);
  }

  /** For a reader with a buffer. `min` counts elements. */
  pullInto(view, min, request) {
    const { stream } = this;
    const { buffer, byteOffset, byteLength } = partsOf(view);
    let transferred;
    try {
      transferred = buffer.transfer();
    } catch (error) {
      request.error(error);
      return;
    }
    const pullInto = new PullInto('byob', view, { buffer: transferred, byteOffset, byteLength }, min);

    if (this.pendingPullIntos.length === 0) {
      if (stream.status === 'closed') {
        request.close(pullInto.toView());
        return;
      }
      if (this.totalSize > 0) {
        if (this.#fill(pullInto)) {
          const filled = pullInto.toView();
          this.#handleQueueDrain();
          request.chunk(filled);
          return;
        }
        if (this.closeRequested) {
          const error = new ERR_INVALID_STATE.TypeError('ReadableStream closed');
          this.error(error);
          request.error(error);
          return;
        }
      }
      this.pendingPullIntos.push(pullInto);
      stream.reader.requests.push(request);
      this.callPullIfNeeded();
    } else {
      this.pendingPullIntos.push(pullInto);
      stream.reader.requests.push(request);
    }
  }

  /** The source has written `bytesWritten` bytes into the first pending buffer. */
  respond(bytesWritten) {
    const first = this.pendingPullIntos.peek();
    if (this.stream.status === 'closed') {
      if (bytesWritten !== 0) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
    } else {
      if (!bytesWritten) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
      if (first.bytesFilled + bytesWritten > first.byteLength) {
        throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', bytesWritten);
      }
    }
    first.transfer();
    this.#respond(first, bytesWritten);
  }

  /** The same, with the bytes in a view of the same memory that was moved meanwhile. */
  respondWithNewView(view) {
    const first = this.pendingPullIntos.peek();
    const { buffer, byteOffset, byteLength } = partsOf(view);
    if (this.stream.status === 'closed') {
      if (byteLength !== 0) throw new ERR_INVALID_STATE.TypeError('View is not zero-length');
    } else if (byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('View is zero-length');
    }
    if (first.byteOffset + first.bytesFilled !== byteOffset || first.bytesFilled + byteLength > first.byteLength ||
        first.bufferByteLength !== buffer.byteLength) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
    }
    first.buffer = buffer.transfer();
    this.#respond(first, byteLength);
  }

  #respond(first, bytesWritten) {
    this.#invalidateBYOBRequest();
    if (this.stream.status === 'closed') this.#respondInClosedState(first);
    else this.#respondInReadableState(first, bytesWritten);
    this.callPullIfNeeded();
  }

  #respondInClosedState(first) {
    if (first.type === 'none') this.pendingPullIntos.shift();
    const { reader } = this.stream;
    if (!reader?.isBYOB) return;
    const filled = [];
    for (let i = reader.requests.length; i > 0; i--) filled.push(this.pendingPullIntos.shift());
    this.#commit(filled);
  }

  #respondInReadableState(first, bytesWritten) {
    first.bytesFilled += bytesWritten;
    if (first.type === 'none') {
      this.#enqueueDetached(first);
      this.#commit(this.#fillFromQueue());
      return;
    }
    if (first.bytesFilled < first.minimumFill) return;
    this.pendingPullIntos.shift();
    // What does not fill an element is for the next read.
    const remainder = first.bytesFilled % first.elementSize;
    if (remainder > 0) {
      const end = first.byteOffset + first.bytesFilled;
      this.#addBytes(first.buffer.slice(end - remainder, end), 0, remainder);
      first.bytesFilled -= remainder;
    }
    const filled = this.#fillFromQueue();
    filled.unshift(first);
    this.#commit(filled);
  }

  // Gives filled buffers to those who asked for them.
  #commit(filled) {
    const { stream } = this;
    for (const pullInto of filled) {
      const request = stream.reader.requests.shift();
      const view = pullInto.toView();
      if (stream.status === 'closed') request.close(view);
      else request.chunk(view);
    }
  }

  #fillFromQueue() {
    const filled = [];
    while (this.pendingPullIntos.length > 0 && this.totalSize > 0) {
      const first = this.pendingPullIntos.peek();
      if (this.#fill(first)) {
        this.pendingPullIntos.shift();
        filled.push(first);
      }
    }
    return filled;
  }

  // Whether enough has come.
  #fill(pullInto) {
    const available = Math.min(this.totalSize, pullInto.byteLength - pullInto.bytesFilled);
    const reached = pullInto.bytesFilled + available;
    const aligned = reached - reached % pullInto.elementSize;
    const isEnough = aligned >= pullInto.minimumFill;
    let rest = isEnough ? aligned - pullInto.bytesFilled : available;
    while (rest > 0) {
      const head = this.queue.peek();
      const length = Math.min(rest, head.byteLength);
      pullInto.rest.set(new Uint8Array(head.buffer, head.byteOffset, length));
      pullInto.bytesFilled += length;
      if (length === head.byteLength) {
        this.queue.shift();
      } else {
        head.byteOffset += length;
        head.byteLength -= length;
      }
      this.totalSize -= length;
      rest -= length;
    }
    return isEnough;
  }

  #addBytes(buffer, byteOffset, byteLength) {
    this.queue.push({ buffer, byteOffset, byteLength });
    this.totalSize += byteLength;
  }

  #enqueueDetached(first) {
    if (first.bytesFilled > 0) {
      const end = first.byteOffset + first.bytesFilled;
      this.#addBytes(first.buffer.slice(first.byteOffset, end), 0, first.bytesFilled);
    }
    this.pendingPullIntos.shift();
  }

  #handleQueueDrain() {
    if (this.totalSize === 0 && this.closeRequested) this.#finish();
    else this.callPullIfNeeded();
  }

  #finish() {
    this.clearAlgorithms();
    this.stream.close();
  }

  #reset() {
    this.#invalidateBYOBRequest();
    this.pendingPullIntos = new Queue();
    this.queue = new Queue();
    this.totalSize = 0;
  }

  #invalidateBYOBRequest() {
    if (this.byobRequest === null) return;
    this.byobRequest.controller = undefined;
    this.byobRequest.view = null;
    this.byobRequest = null;
  }
}

module.exports = { ByteController };
