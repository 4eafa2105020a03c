// One request on the network (Fetch, "HTTP-network fetch"), through the native client.
'use strict';

const { HttpClient } = internalBinding('http_client');
const { createDecoder } = require('internal/fetch/decoding');
const { InvalidArgumentError, NotSupportedError, fetchFailed, networkCause, terminated } =
  require('internal/fetch/errors');
const { HeadersList, isToken } = require('internal/fetch/headers');
const { proxyOf } = require('internal/fetch/proxies');
const { URL } = require('internal/url');

// Bytes that wait for the program, above which nothing more is read.
const QUEUE_BYTES_HIGH = 64 * 1024;
const DEFAULT_PORT = 80;

const client = new HttpClient();

/** `{ status, statusText, list, arrival }`, once the response's head is there. The job's exchange can be aborted. */
function send(request, job) {
  const { url, method, body } = request;
  if (url.protocol === 'https:') {
    const cause = new Error('There is no fetch() of https: URLs yet, as it needs TLS');
    cause.code = 'ERR_METHOD_NOT_IMPLEMENTED';
    throw fetchFailed(cause);
  }
  const fields = fieldsOf(request);
  let proxy;
  try {
    proxy = proxyOf(url);
  } catch (error) {
    throw fetchFailed(error);
  }
  return new Promise((resolve, reject) => {
    const arrival = new Arrival(body, job, resolve, reject);
    const bytes = body === null ? null : body.bytes;
    if (bytes !== null) void body.next();
    arrival.exchange = client.send(
      url.hostname.replace(/^\[(.*)\]$/, '$1'), url.port === '' ? DEFAULT_PORT : Number(url.port), method,
      url.pathname + url.search, fields, body === null ? null : bytes ?? true, arrival, proxy);
    job.exchange = arrival;
    if (job.aborted) arrival.abort();
  });
}

/** The header fields as they are sent, flat: Node's own, in Node's order. */
function fieldsOf({ url, method, body, list, referrer, referrerPolicy, cache }) {
  for (const name of ['transfer-encoding', 'keep-alive', 'upgrade']) if (list.has(name)) throw fetchFailed(invalid(name));
  if (list.has('expect')) throw fetchFailed(new NotSupportedError('expect header not supported', 'UND_ERR_NOT_SUPPORTED'));
  const fields = ['host', list.get('host') ?? url.host, 'connection', connectionOf(list)];
  for (const [key, { name, value }] of list.map) {
    if (key !== 'host' && key !== 'connection' && key !== 'content-length') fields.push(name, value);
  }
  const add = (name, value) => {
    if (!list.has(name)) fields.push(name, value);
  };
  add('accept', '*/*');
  add('accept-language', '*');
  const sent = referrerOf(url, referrer, referrerPolicy);
  if (sent !== null) add('referer', sent);
  add('sec-fetch-mode', 'cors');
  add('user-agent', 'node');
  if (cache === 'no-cache') add('cache-control', 'max-age=0');
  if (cache === 'no-store' || cache === 'reload') {
    add('pragma', 'no-cache');
    add('cache-control', 'no-cache');
  }
  add('accept-encoding', list.has('range') ? 'identity' : 'gzip, deflate');
  if (body !== null && body.length === null) fields.push('transfer-encoding', 'chunked');
  else if (body !== null) fields.push('content-length', `${body.length}`);
  else if (method === 'POST' || method === 'PUT' || method === 'PATCH') fields.push('content-length', '0');
  return fields;
}

const invalid = (name) => new InvalidArgumentError(`invalid ${name} header`, 'UND_ERR_INVALID_ARG');

function connectionOf(list) {
  const tokens = list.get('connection')?.toLowerCase().split(',').map((token) => token.trim()) ?? [];
  if (!tokens.every(isToken)) throw fetchFailed(invalid('connection'));
  return tokens.includes('close') ? 'close' : 'keep-alive';
}

/** What a referrer that the program gave becomes (Referrer Policy, section 8.3). Null: nothing is told. */
function referrerOf(url, referrer, policy) {
  if (referrer === 'no-referrer' || referrer === 'about:client') return null;
  const from = new URL(referrer);
  const origin = `${from.origin}/`;
  from.username = from.password = from.hash = '';
  const same = from.origin === url.origin;
  const downgrade = from.protocol === 'https:' && url.protocol === 'http:';
  switch (policy) {
    case 'no-referrer': return null;
    case 'unsafe-url': return from.href;
    case 'origin': return origin;
    case 'strict-origin': return downgrade ? null : origin;
    case 'same-origin': return same ? from.href : null;
    case 'origin-when-cross-origin': return same ? from.href : origin;
    case 'no-referrer-when-downgrade': return downgrade ? null : from.href;
    default: return same ? from.href : downgrade ? null : origin;
  }
}

/** What comes back: the native client's sink, and the origin of the response's body. */
class Arrival {
  exchange = null;
  #body;
  #job;
  #resolve;
  #reject;
  #answered = false;
  #decode = null;
  #chunks = [];
  #queued = 0;
  #paused = false;
  #ended = false;
  #discarding = false;
  #error = null;
  #waiting = null;
  #pumping = false;

  constructor(body, job, resolve, reject) {
    this.#body = body;
    this.#job = job;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  // ---- What the native client tells

  onhead(status, statusText, fields) {
    const list = new HeadersList();
    for (let i = 0; i < fields.length; i += 2) list.append(fields[i].toLowerCase(), fields[i + 1]);
    this.#answered = true;
    try {
      this.#decode = createDecoder(list.get('content-encoding'));
    } catch (error) {
      this.abort();
      this.#reject(fetchFailed(error));
      return;
    }
    this.#resolve({ status, statusText, list, arrival: this });
  }

  ondata(bytes) {
    if (this.#discarding) return;
    this.#chunks.push(bytes);
    this.#queued += bytes.byteLength;
    if (this.#queued >= QUEUE_BYTES_HIGH && !this.#paused) {
      this.#paused = true;
      this.exchange.pause();
    }
    this.#wake();
  }

  onend() {
    this.#ended = true;
    this.#job.over();
    this.#wake();
  }

  onerror(kind, status, text, tried) {
    const cause = networkCause(kind, status, text, tried);
    if (!this.#answered) this.#reject(fetchFailed(cause));
    this.#fail(terminated(cause));
  }

  /** The request's body may go on. */
  ondrain() {
    if (!this.#pumping) this.#pump();
  }

  async #pump() {
    this.#pumping = true;
    try {
      for (let chunk; (chunk = await this.#body.next(true)) !== null;) {
        if (this.#ended || this.#error !== null) return;
        if (chunk.byteLength > 0 && !this.exchange.write(chunk)) {
          this.#pumping = false;
          return;
        }
      }
      if (!this.#ended && this.#error === null) this.exchange.end();
    } catch (error) {
      this.exchange.abort();
      if (!this.#answered) this.#reject(fetchFailed(error));
      this.#fail(terminated(error));
    }
  }

  // ---- What reads the body

  /** The next bytes; null at the end. */
  async read() {
    for (;;) {
      if (this.#chunks.length > 0) {
        const chunk = this.#take();
        if (chunk.byteLength > 0) return chunk;
      } else if (this.#error !== null) {
        throw this.#error;
      } else if (this.#ended) {
        return null;
      } else {
        await new Promise((resolve) => { this.#waiting = resolve; });
      }
    }
  }

  // All that has come, in one piece.
  #take() {
    let chunks = this.#chunks;
    this.#chunks = [];
    this.#queued = 0;
    if (this.#paused && !this.#ended) {
      this.#paused = false;
      this.exchange.resume();
    }
    if (this.#decode !== null) {
      try {
        chunks = chunks.flatMap(this.#decode);
      } catch (error) {
        this.exchange.abort();
        this.#fail(terminated(error));
        throw this.#error;
      }
    }
    return join(chunks);
  }

  /** The program wants no more of it. */
  cancel() {
    this.#job.over();
    this.#discarding = true;
    this.#chunks = [];
    if (!this.#ended) this.exchange.abort();
    this.#ended = true;
    this.#wake();
  }

  /** Nobody will read it; the connection is of use again when all has come. */
  discard() {
    this.#discarding = true;
    this.#chunks = [];
    if (this.#paused && !this.#ended) this.exchange.resume();
  }

  /** The request's signal was aborted. */
  abort(reason) {
    if (this.#ended) return;
    this.exchange.abort();
    this.#fail(reason);
  }

  #fail(error) {
    this.#job.over();
    this.#error ??= error;
    this.#wake();
  }

  #wake() {
    const waiting = this.#waiting;
    if (waiting === null) return;
    this.#waiting = null;
    waiting();
  }
}

function join(chunks) {
  if (chunks.length === 1) return chunks[0];
  let length = 0;
  for (const chunk of chunks) length += chunk.byteLength;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

module.exports = { send };
