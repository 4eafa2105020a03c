// Response (Fetch, "Response class").
'use strict';

const { plainFields } = internalBinding('http_client');
const { TextEncoder } = require('internal/encoding');
const { URL } = require('internal/url');
const { customInspectSymbol } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { extractBody, mixBody } = require('internal/fetch/body');
const { BodySource } = require('internal/fetch/body_source');
const { HeadersList, fill, headersOf, listOf } = require('internal/fetch/headers');
const { checkArguments, defineInterface, illegalInvocation, toByteString, toDictionary, toUSVString } =
  require('internal/fetch/webidl');

const redirectStatuses = [301, 302, 303, 307, 308];
const bodilessStatuses = [101, 103, 204, 205, 304];

const kText = 'text/plain;charset=UTF-8';
const kJson = 'application/json';

let stateOf;
let responseOf;
let sendPlain;

// Most responses are a string and perhaps a few fields, which nobody looks at before they are sent. Such a plain one
// has the text for its state and a flat array, or null, for its headers, until somebody does.
class Response {
  #state = null;
  #headers = null;
  // Of a plain response; negative once it was sent.
  #status = 200;

  static {
    stateOf = (response) => {
      if (typeof response !== 'object' || response === null || !(#state in response)) throw illegalInvocation();
      if (response.#state === null || typeof response.#state === 'string') response.#unfold();
      return response.#state;
    };

    /**
     * Sends a plain response with `reply(target, status, reason, fields, type, body)` and returns what that does;
     * null for any other, and for what is no response.
     */
    sendPlain = (response, target, reply) => {
      if (typeof response !== 'object' || response === null || !(#state in response)) return null;
      const text = response.#state;
      const status = response.#status;
      if (typeof text !== 'string' || status < 0) return null;
      response.#status = -status;
      return reply(target, status, undefined, response.#headers, kText, text);
    };

    /** A response that did not come from a program. */
    responseOf = (state, list, immutable) => {
      const response = new Response();
      response.#unfold();
      Object.assign(response.#state, state);
      response.#headers = headersOf(list, immutable);
      return response;
    };
  }

  static error() {
    return responseOf({ type: 'error', status: 0 }, new HeadersList(), true);
  }

  static json(data, init = undefined) {
    checkArguments(arguments, 1, 'Response.json');
    const options = toDictionary(init, undefined);
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError('Value is not JSON serializable');
    const response = new Response();
    if (response.#fold(text, options)) {
      const flat = response.#headers ??= [];
      if (!hasType(flat)) flat.push('content-type', kJson);
      return response;
    }
    response.#unfold();
    response.#start({ source: ofText(text), type: kJson }, options);
    return response;
  }

  static redirect(url, status = 302) {
    checkArguments(arguments, 1, 'Response.redirect');
    url = toUSVString(url, 'Response.redirect', 'url');
    status = toStatus(status);
    let parsed;
    try {
      parsed = new URL(url);
    } catch (cause) {
      throw new TypeError(`Failed to parse URL from ${url}`, { cause });
    }
    if (!redirectStatuses.includes(status)) throw new RangeError(`Invalid status code ${status}`);
    const list = new HeadersList();
    list.append('location', parsed.href);
    return responseOf({ status }, list, true);
  }

  constructor(body = null, init = undefined) {
    const hasBody = body !== null && body !== undefined;
    if (!hasBody && init === undefined) return;
    const options = toDictionary(init, undefined);
    if (typeof body === 'string' && this.#fold(body, options)) return;
    this.#unfold();
    this.#start(hasBody ? extractBody(body, 'Response') : null, options);
  }

  /** Makes it a plain response, if it can be one. */
  #fold(text, { status, statusText, headers }) {
    if (status !== undefined) {
      if (!Number.isInteger(status) || status < 200 || status > 599 || bodilessStatuses.includes(status)) return false;
      this.#status = status;
    }
    if (statusText !== undefined) return false;
    if (headers !== undefined) {
      const isRecord = headers !== null && Object.getPrototypeOf(headers) === Object.prototype;
      const flat = isRecord ? plainFields(headers) : undefined;
      if (flat === undefined) return false;
      this.#headers = flat;
    }
    this.#state = text;
    return true;
  }

  /** The whole state of a plain response, or of a fresh one. */
  #unfold() {
    const text = this.#state;
    const flat = this.#headers;
    const status = Math.abs(this.#status);
    const list = new HeadersList();
    this.#headers = headersOf(list, false);
    this.#state = { type: 'default', url: null, redirected: false, status, statusText: '', body: null };
    if (text === null) return;
    if (flat !== null) for (let i = 0; i < flat.length; i += 2) list.append(flat[i], flat[i + 1]);
    if (!list.has('content-type')) list.append('content-type', kText);
    this.#state.body = ofText(text.toWellFormed());
    if (this.#status < 0) this.#state.body.next();
  }

  #start(extracted, { status, statusText, headers }) {
    const state = this.#state;
    if (status !== undefined) {
      state.status = toStatus(status);
      if (state.status < 200 || state.status > 599) {
        throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
      }
    }
    if (statusText !== undefined) {
      state.statusText = toByteString(statusText, 'Response constructor', 'statusText');
      // RFC 9112, reason-phrase.
      // eslint-disable-next-line no-control-regex
      if (/[^\t\x20-\x7e\x80-\xff]/.test(state.statusText)) throw new TypeError('Invalid statusText');
    }
    if (headers !== undefined && headers !== null) fill(this.#headers, headers);
    if (extracted === null) return;
    if (bodilessStatuses.includes(state.status)) {
      throw new TypeError(`Response constructor: Invalid response status code ${state.status}`);
    }
    state.body = extracted.source;
    if (extracted.type !== null && !this.#headers.has('content-type')) {
      this.#headers.append('content-type', extracted.type);
    }
  }

  get type() { return stateOf(this).type; }
  get url() {
    const { url } = stateOf(this);
    if (url === null) return '';
    return url.hash === '' ? url.href : url.href.slice(0, -url.hash.length);
  }
  get redirected() { return stateOf(this).redirected; }
  get status() { return stateOf(this).status; }
  get ok() {
    const { status } = stateOf(this);
    return status >= 200 && status <= 299;
  }
  get statusText() { return stateOf(this).statusText; }
  get headers() {
    stateOf(this);
    return this.#headers;
  }
  get body() { return stateOf(this).body?.stream ?? null; }
  get bodyUsed() { return stateOf(this).body?.used ?? false; }

  clone() {
    const state = stateOf(this);
    if (state.body?.unusable) throw new TypeError('Response.clone: Body has already been consumed.');
    const copy = { ...state, body: state.body === null ? null : state.body.tee() };
    return responseOf(copy, HeadersList.from(listOf(this.#headers)), false);
  }

  [customInspectSymbol](depth, options) {
    options = { ...options, depth: options.depth ?? 2 };
    const { status, statusText, headers, body, bodyUsed, ok, redirected, type, url } = this;
    return `Response ${inspect({ status, statusText, headers, body, bodyUsed, ok, redirected, type, url }, options)}`;
  }
}

function ofText(text) {
  const bytes = new TextEncoder().encode(text);
  return new BodySource(bytes, bytes.byteLength);
}

function hasType(flat) {
  for (let i = 0; i < flat.length; i += 2) if (flat[i].toLowerCase() === 'content-type') return true;
  return false;
}

/** [EnforceRange] is not asked for: unsigned short wraps. */
const toStatus = (value) => ((Number(value) || 0) & 0xffff);

mixBody(Response, (response) => ({ body: stateOf(response).body, headers: response.headers }));
defineInterface(Response, 'Response');
Object.defineProperty(Response.prototype, customInspectSymbol, { __proto__: null, enumerable: false });

module.exports = { Response, bodilessStatuses, redirectStatuses, responseOf, sendPlain, stateOf };
