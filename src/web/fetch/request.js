// Request (Fetch, "Request class").
'use strict';

const { cloneTemplate } = internalBinding('util');
const { AbortController, AbortSignal, isSignal } = require('internal/abort_controller');
const { URL } = require('internal/url');
const { customInspectSymbol } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { extractBody, mixBody } = require('internal/fetch/body');
const { Headers, HeadersList, fill, headersOf, isToken, listOf } = require('internal/fetch/headers');
const { checkArguments, defineInterface, illegalInvocation, toByteString, toDictionary, toEnum, toUSVString } =
  require('internal/fetch/webidl');

const kArrival = Symbol('kArrival');
const kClone = Symbol('kClone');
const context = 'Request constructor';
const forbiddenMethods = ['CONNECT', 'TRACE', 'TRACK'];
// Other methods keep the case that they are given in.
const normalizedMethods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];
let patchWarned = false;
const enums = {
  referrerPolicy: ['', 'no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin',
                   'origin-when-cross-origin', 'strict-origin-when-cross-origin', 'unsafe-url'],
  mode: ['navigate', 'same-origin', 'no-cors', 'cors'],
  credentials: ['omit', 'same-origin', 'include'],
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
  redirect: ['follow', 'manual', 'error'],
};
const priorities = ['high', 'low', 'auto'];

let stateOf;
let requestOf;
let partsOfArrivals;
let template;

// A request that a server was sent has its parts made from where it arrived when somebody asks for them.
class Request {
  #state;
  #headers;
  #signal;
  #arrival;

  static {
    stateOf = (request) => {
      if (typeof request !== 'object' || request === null || !(#state in request)) throw illegalInvocation();
      return request.#state ??= stateOfArrival(request.#arrival);
    };

    /** A request that arrived. `servesArrivals` was told how its parts are made: href, method, fields, body, signal. */
    requestOf = (arrival) => {
      const request = cloneTemplate(template);
      request.#arrival = arrival;
      return request;
    };
  }

  static isRequest(value) {
    return typeof value === 'object' && value !== null && #state in value;
  }

  constructor(input, init = undefined) {
    if (input === kArrival) return;
    // A clone is given its state.
    if (input === kClone) {
      ({ state: this.#state, headers: this.#headers, signal: this.#signal } = init);
      return;
    }
    checkArguments(arguments, 1, context);
    const base = isRequest(input) ? input : null;
    if (base !== null) void stateOf(base), base.headers, base.signal;
    if (base === null) input = toUSVString(input, context, 'input');
    const options = toDictionary(init, undefined);
    const state = base === null ? freshState(parseUrl(input)) : { ...base.#state, body: null };
    const hasInit = Object.keys(options).length > 0;
    if (options.window != null) {
      throw new TypeError("'window' option 'client' must be null");
    }
    if (hasInit && state.mode === 'navigate') state.mode = 'same-origin';
    applyOptions(state, options);
    this.#state = state;
    this.#signal = followed(options.signal !== undefined ? options.signal : base?.#signal);
    const list = base === null ? new HeadersList() : HeadersList.from(listOf(base.#headers));
    this.#headers = headersOf(options.headers === undefined ? list : new HeadersList(), false);
    if (options.headers !== undefined) fill(this.#headers, options.headers);
    const inherited = base === null ? null : base.#state.body;
    const given = options.body != null;
    if ((given || inherited !== null) && (state.method === 'GET' || state.method === 'HEAD')) {
      throw new TypeError('Request with GET/HEAD method cannot have body.');
    }
    if (given) {
      const { source, type } = extractBody(options.body, 'Request');
      state.body = source;
      if (type !== null && !this.#headers.has('content-type')) this.#headers.append('content-type', type);
      if (source.length === null) {
        if (options.duplex == null) {
          throw new TypeError('RequestInit: duplex option is required when sending a body.');
        }
      }
    } else if (inherited !== null) {
      if (inherited.unusable) {
        throw new TypeError('Cannot construct a Request with a Request object that has already been used.');
      }
      state.body = inherited.bytes === null ? movedFrom(inherited) : inherited.again();
      if (inherited.bytes !== null) void inherited.next();
    }
  }

  get method() {
    return this.#state === undefined && this.#arrival !== undefined ?
      partsOfArrivals.method(this.#arrival) : stateOf(this).method;
  }
  get url() {
    return this.#state === undefined && this.#arrival !== undefined ?
      partsOfArrivals.href(this.#arrival) : stateOf(this).url.href;
  }
  get headers() {
    if (this.#headers === undefined) {
      const flat = partsOfArrivals.fields((stateOf(this), this.#arrival));
      const list = new HeadersList();
      for (let i = 0; i < flat.length; i += 2) list.append(flat[i], flat[i + 1]);
      this.#headers = headersOf(list, false);
    }
    return this.#headers;
  }
  get destination() { return stateOf(this) && ''; }
  get referrer() { return stateOf(this).referrer; }
  get referrerPolicy() { return stateOf(this).referrerPolicy; }
  get mode() { return stateOf(this).mode; }
  get credentials() { return stateOf(this).credentials; }
  get cache() { return stateOf(this).cache; }
  get redirect() { return stateOf(this).redirect; }
  get integrity() { return stateOf(this).integrity; }
  get keepalive() { return stateOf(this).keepalive; }
  get isReloadNavigation() { return stateOf(this) && false; }
  get isHistoryNavigation() { return stateOf(this) && false; }
  get signal() {
    stateOf(this);
    return this.#signal ??= partsOfArrivals.signal(this.#arrival);
  }
  get body() { return stateOf(this).body?.stream ?? null; }
  get bodyUsed() { return stateOf(this).body?.used ?? false; }
  get duplex() { return stateOf(this) && 'half'; }

  clone() {
    const state = stateOf(this);
    if (state.body?.unusable) throw new TypeError('unusable');
    const copy = { ...state, body: state.body === null ? null : state.body.tee() };
    const headers = headersOf(HeadersList.from(listOf(this.headers)), false);
    return new Request(kClone, { state: copy, headers, signal: followed(this.signal) });
  }

  [customInspectSymbol](depth, options) {
    options = { ...options, depth: options.depth ?? 2 };
    const shown = {};
    for (const name of kShown) shown[name] = this[name];
    return `Request ${inspect(shown, options)}`;
  }
}

function servesArrivals(parts) {
  partsOfArrivals = parts;
  template = new Request(kArrival);
}

function stateOfArrival(arrival) {
  const state = freshState(new URL(partsOfArrivals.href(arrival)));
  state.method = partsOfArrivals.method(arrival);
  state.body = partsOfArrivals.body(arrival);
  return state;
}

const kShown = ['method', 'url', 'headers', 'destination', 'referrer', 'referrerPolicy', 'mode', 'credentials', 'cache',
                'redirect', 'integrity', 'keepalive', 'isReloadNavigation', 'isHistoryNavigation', 'signal'];
const { isRequest } = Request;
delete Request.isRequest;

function parseUrl(input) {
  let url;
  try {
    url = new URL(input);
  } catch (cause) {
    throw new TypeError(`Failed to parse URL from ${input}`, { cause });
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${input}`);
  }
  return url;
}

function freshState(url) {
  return {
    url, method: 'GET', body: null, referrer: 'about:client', referrerPolicy: '', mode: 'cors',
    credentials: 'same-origin', cache: 'default', redirect: 'follow', integrity: '', keepalive: false,
  };
}

function applyOptions(state, options) {
  if (options.referrer !== undefined) state.referrer = toReferrer(toUSVString(options.referrer, context, 'referrer'));
  for (const name of Object.keys(enums)) {
    if (options[name] !== undefined) state[name] = toEnum(options[name], enums[name], undefined);
  }
  if (options.priority !== undefined) toEnum(options.priority, priorities, undefined);
  if (options.duplex !== undefined) toEnum(options.duplex, ['half'], undefined);
  if (options.mode === 'navigate') throw new TypeError('Request constructor: invalid request mode navigate.');
  if (state.cache === 'only-if-cached' && state.mode !== 'same-origin') {
    throw new TypeError("'only-if-cached' can be set only with 'same-origin' mode");
  }
  if (options.integrity != null) state.integrity = `${options.integrity}`;
  if (options.keepalive !== undefined) state.keepalive = Boolean(options.keepalive);
  if (options.method !== undefined) state.method = toMethod(toByteString(options.method, context, 'method'));
}

function toReferrer(referrer) {
  if (referrer === '') return 'no-referrer';
  let url;
  try {
    url = new URL(referrer);
  } catch (cause) {
    throw new TypeError(`Referrer "${referrer}" is not a valid URL.`, { cause });
  }
  return url.protocol === 'about:' && url.hostname === 'client' ? 'about:client' : url.href;
}

function toMethod(method) {
  if (!isToken(method)) throw new TypeError(`'${method}' is not a valid HTTP method.`);
  const upper = method.toUpperCase();
  if (forbiddenMethods.includes(upper)) throw new TypeError(`'${method}' HTTP method is unsupported.`);
  if (method === 'patch' && !patchWarned) {
    patchWarned = true;
    process.emitWarning('Using `patch` is highly likely to result in a `405 Method Not Allowed`. `PATCH` is much more ' +
      'likely to succeed.', { code: 'UNDICI-FETCH-patch' });
  }
  return normalizedMethods.includes(upper) ? upper : method;
}

/** A signal of the request's own, that is aborted with the one it was given. */
function followed(signal) {
  if (signal === undefined || signal === null) return new AbortController().signal;
  if (!isSignal(signal)) {
    throw new TypeError(
      `RequestInit: Expected signal ("${inspect(signal)}") to be an instance of AbortSignal.`);
  }
  return AbortSignal.any([signal]);
}

/** The body of a request that another takes over: the first has none to read any more. */
function movedFrom(source) {
  const { BodySource } = require('internal/fetch/body_source');
  return new BodySource({ read: () => source.next(), cancel: (reason) => source.cancel(reason) }, source.length);
}

mixBody(Request, (request) => ({ body: stateOf(request).body, headers: request.headers }));
defineInterface(Request, 'Request');
Object.defineProperty(Request.prototype, customInspectSymbol, { __proto__: null, enumerable: false });

module.exports = { Headers, Request, isRequest, requestOf, servesArrivals, stateOf };
