// What a body is read from: bytes, a Blob, a stream of the program's, or a response that is coming in. It is read
// straight from there; a ReadableStream is made when somebody asks for one, and is from then on what is read.
'use strict';

const kDisturbed = Symbol.for('nodejs.stream.disturbed');

const { Blob, isBlob } = require('internal/blob');
const { TextEncoder } = require('internal/encoding');

function isReadableStream(value) {
  if (typeof value !== 'object' || value === null || typeof value.getReader !== 'function') return false;
  return value instanceof require('internal/webstreams/readablestream').ReadableStream;
}

class BodySource {
  #origin;
  #stream = null;
  #used = false;

  /** `origin`: a Uint8Array that nobody else writes to, a Blob, a ReadableStream, or `{ read, cancel }`. */
  constructor(origin, length = null) {
    this.#origin = origin;
    /** Bytes, where they are known. */
    this.length = length;
    if (isReadableStream(origin)) this.#stream = origin;
  }

  /** The same bytes can be read anew: for a second request after a redirect. */
  get isRepeatable() {
    return this.#origin instanceof Uint8Array || isBlob(this.#origin);
  }

  get used() {
    return this.#stream === null ? this.#used : this.#stream[kDisturbed];
  }

  get unusable() {
    return this.#stream === null ? this.#used : this.#stream[kDisturbed] || this.#stream.locked;
  }

  /** The bytes, if they are there already. */
  get bytes() {
    return this.#stream === null && this.#origin instanceof Uint8Array ? this.#origin : null;
  }

  /** A source of its own for a second reading of something repeatable. */
  again() {
    return new BodySource(this.#origin, this.length);
  }

  /** The whole body, to its end. */
  async readAll() {
    const chunks = [];
    let length = 0;
    for (let chunk; (chunk = await this.next()) !== null;) {
      chunks.push(chunk);
      length += chunk.byteLength;
    }
    if (chunks.length === 1) return chunks[0];
    const whole = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.byteLength;
    }
    return whole;
  }

  #reader = null;
  #given = false;

  /** The next bytes; null at the end. A request's stream may have text in it, as in Node. */
  async next(allowText = false) {
    this.#used = true;
    if (this.#stream !== null) {
      this.#reader ??= this.#stream.getReader();
      const { done, value } = await this.#reader.read();
      return done ? null : toBytes(value, allowText);
    }
    const origin = this.#origin;
    if (origin instanceof Uint8Array || isBlob(origin)) {
      if (this.#given) return null;
      this.#given = true;
      return origin instanceof Uint8Array ? origin : new Uint8Array(await Blob.prototype.arrayBuffer.call(origin));
    }
    return origin.read();
  }

  cancel(reason) {
    if (this.#reader !== null) return this.#reader.cancel(reason);
    if (this.#stream !== null) return this.#stream.locked ? undefined : this.#stream.cancel(reason);
    this.#used = true;
    return this.#origin.cancel?.(reason);
  }

  /** The body as a stream, always the same one. */
  get stream() {
    return this.#stream ??= toStream(this.#origin);
  }

  /** Two sources where there was one. */
  tee() {
    if (this.#stream === null && this.isRepeatable) return this.again();
    const [first, second] = this.stream.tee();
    this.#stream = first;
    return new BodySource(second, this.length);
  }
}

function toBytes(value, allowText) {
  if (value instanceof Uint8Array) return value;
  if (allowText && typeof value === 'string') return new TextEncoder().encode(value);
  throw new TypeError('Received non-Uint8Array chunk');
}

function toStream(origin) {
  const { ReadableStream } = require('internal/webstreams/readablestream');
  if (isBlob(origin)) return origin.stream();
  if (origin instanceof Uint8Array) {
    return new ReadableStream({
      type: 'bytes',
      pull(controller) {
        // The stream gives the chunk's memory away.
        if (origin.byteLength > 0) controller.enqueue(new Uint8Array(origin));
        close(controller);
      },
    }, { highWaterMark: 0 });
  }
  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      const chunk = await origin.read();
      if (chunk === null) close(controller);
      else controller.enqueue(chunk);
    },
    cancel(reason) {
      return origin.cancel(reason);
    },
  }, { highWaterMark: 0 });
}

function close(controller) {
  controller.close();
  controller.byobRequest?.respond(0);
}

module.exports = { BodySource, isReadableStream };
