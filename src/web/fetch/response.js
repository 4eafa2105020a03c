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

// The state of a response that was a text, and was sent.
const kSent = Symbol('kSent');

/** What a plain response is, if not just a text. `fields` is a flat array, or undefined. */
class Plain {
  sent = false;

  constructor(text, status, fields) {
    this.text = text;
    this.status = status;
    this.fields = fields;
  }
}

/** What any other response is. */
class State {
  type = 'default';
  url = null;
  redirected = false;
  status = 200;
  statusText = '';
  body = null;
  headers;

  constructor(headers) {
    this.headers = headers;
  }
}

let stateOf;
let begin;
let sendPlain;

// Most responses are a string and perhaps a few fields, which nobody looks at before they are sent. The state of such a
// plain one is the text, or a Plain, until somebody does. One field, so that making a response is cheap.
class Response {
  #state = null;

  static {
    stateOf = (response) => {
      if (typeof response !== 'object' || response === null || !(#state in response)) throw illegalInvocation();
      const state = response.#state;
      return state instanceof State ? state : response.#state = unfold(state);
    };

    /** Gives a fresh response its state: a whole one, or that of a plain response. */
    begin = (response, state) => {
      response.#state = state;
      return response;
    };

    /**
     * Sends a plain response with `reply(target, status, reason, fields, type, body)` and returns what that does;
     * null for any other, and for what is no response.
     */
    sendPlain = (response, target, reply) => {
      if (typeof response !== 'object' || response === null || !(#state in response)) return null;
      const state = response.#state;
      if (typeof state === 'string') {
        response.#state = kSent;
        return reply(target, 200, undefined, undefined, kText, state);
      }
      if (!(state instanceof Plain) || state.sent) return null;
      state.sent = true;
      return reply(target, state.status, undefined, state.fields, kText, state.text);
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
    const plain = fold(text, options);
    if (plain !== null) {
      const { status, fields = [] } = typeof plain === 'string' ? {} : plain;
      if (!hasType(fields)) fields.push('content-type', kJson);
      return begin(new Response(), new Plain(text, status ?? 200, fields));
    }
    return begin(new Response(), start({ source: ofText(text), type: kJson }, options));
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
    if (init === undefined && typeof body === 'string') {
      this.#state = body;
      return;
    }
    const options = toDictionary(init, undefined);
    const plain = typeof body === 'string' ? fold(body, options) : null;
    this.#state = plain ?? start(hasBody ? extractBody(body, 'Response') : null, options);
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
  get headers() { return stateOf(this).headers; }
  get body() { return stateOf(this).body?.stream ?? null; }
  get bodyUsed() { return stateOf(this).body?.used ?? false; }

  clone() {
    const state = stateOf(this);
    if (state.body?.unusable) throw new TypeError('Response.clone: Body has already been consumed.');
    const copy = { ...state, body: state.body === null ? null : state.body.tee() };
    return responseOf(copy, HeadersList.from(listOf(state.headers)), false);
  }

  [customInspectSymbol](depth, options) {
    options = { ...options, depth: options.depth ?? 2 };
    const { status, statusText, headers, body, bodyUsed, ok, redirected, type, url } = this;
    return `Response ${inspect({ status, statusText, headers, body, bodyUsed, ok, redirected, type, url }, options)}`;
  }
}

/** A response that did not come from a program. */
function responseOf(state, list, immutable) {
  return begin(new Response(), Object.assign(new State(null), state, { headers: headersOf(list, immutable) }));
}

/** The state of a plain response; null if it cannot be one. */
function fold(text, { status = 200, statusText, headers }) {
  if (!Number.isInteger(status) || status < 200 || status > 599 || bodilessStatuses.includes(status)) return null;
  if (statusText !== undefined) return null;
  if (headers === undefined) return status === 200 ? text : new Plain(text, status, undefined);
  const isRecord = headers !== null && Object.getPrototypeOf(headers) === Object.prototype;
  const fields = isRecord ? plainFields(headers) : undefined;
  return fields === undefined ? null : new Plain(text, status, fields);
}

/** The whole state of a fresh response, or of a plain one. */
function unfold(plain) {
  const list = new HeadersList();
  const state = new State(headersOf(list, false));
  if (plain === null) return state;
  if (typeof plain === 'string') plain = new Plain(plain, 200, undefined);
  const { text, status, fields = [], sent } = plain === kSent ? { text: '', status: 200, sent: true } : plain;
  for (let i = 0; i < fields.length; i += 2) list.append(fields[i], fields[i + 1]);
  if (!list.has('content-type')) list.append('content-type', kText);
  state.status = status;
  state.body = ofText(text.toWellFormed());
  if (sent) state.body.next();
  return state;
}

/** The state of a response as a program describes it. */
function start(extracted, { status, statusText, headers }) {
  const state = new State(headersOf(new HeadersList(), false));
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
  if (headers !== undefined && headers !== null) fill(state.headers, headers);
  if (extracted === null) return state;
  if (bodilessStatuses.includes(state.status)) {
    throw new TypeError(`Response constructor: Invalid response status code ${state.status}`);
  }
  state.body = extracted.source;
  if (extracted.type !== null && !state.headers.has('content-type')) {
    state.headers.append('content-type', extracted.type);
  }
  return state;
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

mixBody(Response, (response) => ({ body: stateOf(response).body, headers: stateOf(response).headers }));
defineInterface(Response, 'Response');
Object.defineProperty(Response.prototype, customInspectSymbol, { __proto__: null, enumerable: false });

// Keeps what the engine learned of the form of a response while there is none.
const form = new Response('');

module.exports = { Response, bodilessStatuses, redirectStatuses, responseOf, sendPlain, stateOf, form };
