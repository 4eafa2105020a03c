// Response (Fetch, "Response class").
'use strict';

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

let stateOf;
let responseOf;

class Response {
  #state = { type: 'default', url: null, redirected: false, status: 200, statusText: '', body: null };
  #headers = headersOf(new HeadersList(), false);

  static {
    stateOf = (response) => {
      if (typeof response !== 'object' || response === null || !(#state in response)) throw illegalInvocation();
      return response.#state;
    };

    /** A response that did not come from a program. */
    responseOf = (state, list, immutable) => {
      const response = new Response();
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
    const bytes = new TextEncoder().encode(text);
    const response = new Response();
    response.#start({ source: new BodySource(bytes, bytes.byteLength), type: 'application/json' }, options);
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
    this.#start(hasBody ? extractBody(body, 'Response') : null, options);
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

/** [EnforceRange] is not asked for: unsigned short wraps. */
const toStatus = (value) => ((Number(value) || 0) & 0xffff);

mixBody(Response, (response) => ({ body: stateOf(response).body, headers: response.headers }));
defineInterface(Response, 'Response');
Object.defineProperty(Response.prototype, customInspectSymbol, { __proto__: null, enumerable: false });

module.exports = { Response, bodilessStatuses, redirectStatuses, responseOf };
