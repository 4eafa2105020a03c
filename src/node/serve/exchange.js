// A request that is under way, where more than one call is needed for it: its body, its signal, a response that comes
// later or in pieces. The connection tells it what happens.
'use strict';

const arrivals = internalBinding('http_arrival');
const { AbortController } = require('internal/abort_controller');
const { BodySource } = require('internal/fetch/body_source');
const { lazyDOMException } = require('internal/util');

// Bytes of a body that wait for the program, above which nothing more is read.
const QUEUE_BYTES_HIGH = 64 * 1024;

const kExchange = Symbol('kExchange');

class Exchange {
  arrival;
  /** The response is complete, or never will be. */
  over = false;
  // The connection counts listeners before it tells of an end.
  _eventsCount = 0;
  #hasBody;
  #body = null;
  #chunks = [];
  #queued = 0;
  #paused = false;
  #ended = false;
  #error = null;
  #reading = null;
  #draining = null;
  #abort = null;

  constructor(arrival, hasBody) {
    this.arrival = arrival;
    this.#hasBody = hasBody;
  }

  // ---- What the connection tells

  ondata(bytes) {
    // Nobody will read it.
    if (this.over && this.#body === null) return;
    this.#chunks.push(bytes);
    this.#queued += bytes.byteLength;
    if (this.#queued >= QUEUE_BYTES_HIGH && !this.#paused) {
      this.#paused = true;
      arrivals.pause(this.arrival);
    }
    this.#wake();
  }

  onend() {
    this.#ended = true;
    this.#wake();
  }

  ondrain() {
    this.#draining?.();
    this.#draining = null;
  }

  onclosed() {
    const isOpen = !this.over;
    this.over = true;
    if (!this.#ended) {
      this.#error = lazyDOMException('The connection was closed', 'AbortError');
      this.#wake();
    }
    this.ondrain();
    if (isOpen) this.#abort?.abort();
  }

  // ---- The request's side

  get body() {
    if (!this.#hasBody) return null;
    return this.#body ??= new BodySource({ read: () => this.#read(), cancel: () => this.#discard() });
  }

  get signal() {
    if (this.#abort === null) {
      this.#abort = new AbortController();
      if (this.#error !== null) this.#abort.abort();
    }
    return this.#abort.signal;
  }

  async #read() {
    for (;;) {
      if (this.#chunks.length > 0) return this.#take();
      if (this.#ended) return null;
      if (this.#error !== null) throw this.#error;
      await new Promise((resolve) => { this.#reading = resolve; });
    }
  }

  #take() {
    const chunk = this.#chunks.shift();
    this.#queued -= chunk.byteLength;
    if (this.#queued < QUEUE_BYTES_HIGH) this.#resume();
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }

  #resume() {
    if (!this.#paused) return;
    this.#paused = false;
    arrivals.resume(this.arrival);
  }

  #discard() {
    this.#chunks = [];
    this.#queued = 0;
    this.#hasBody = false;
    this.#body = null;
    this.#resume();
  }

  #wake() {
    this.#reading?.();
    this.#reading = null;
  }

  // ---- The response's side

  /** Sends a body piece by piece, as fast as the peer takes it. */
  async send(source) {
    try {
      for (let chunk; !this.over && (chunk = await source.next()) !== null;) {
        if (chunk.byteLength === 0) continue;
        const told = arrivals.write(this.arrival, chunk);
        if (told < 0) break;
        if (told === 0) await new Promise((resolve) => { this.#draining = resolve; });
      }
    } catch (error) {
      // What was sent cannot be taken back: that it is not all, the peer sees by the connection's end.
      this.over = true;
      arrivals.destroy(this.arrival);
      throw error;
    }
    if (this.over) {
      source.cancel(lazyDOMException('The connection was closed', 'AbortError'));
      return;
    }
    this.end();
    arrivals.end(this.arrival);
  }

  /** The response is complete. What is left of the request's body has to pass before the next one. */
  end() {
    this.over = true;
    if (this.#body === null || !this.#body.used) this.#discard();
    else if (this.#reading === null) this.#resume();
  }
}

const exchangeOf = (arrival, hasBody = false) => arrival[kExchange] ??= new Exchange(arrival, hasBody);

/** The exchange, if one was made. */
const knownExchange = (arrival) => arrival[kExchange];

module.exports = { exchangeOf, knownExchange };
