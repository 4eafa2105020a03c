// URL, over the native parser. A URL keeps its href alone: where the parts begin and end is in the binding's
// `urlComponents` after it has parsed, and programs read the parts of the URL that they have just made. `described`
// is the URL the components describe; reading another one parses its href again.
'use strict';

const binding = internalBinding('url');
const { ERR_INVALID_URL, ERR_MISSING_ARGS } = require('internal/errors').codes;
const { customInspectSymbol, getConstructorOf, kEnumerableProperty } = require('internal/util');
const { markTransferMode } = require('internal/worker/transfer_marks');
const { URLSearchParams, attach, replace } = require('internal/url/search_params');
const { fileURLToPath, pathToFileURL, toFileURL, toPathIfFileURL } = require('internal/url/file');

const components = binding.urlComponents;
// Indices into the components. Numbers are offsets into the href, except the port and the scheme's type.
const protocolEnd = 0;
const usernameEnd = 1;
const hostStart = 2;
const hostEnd = 3;
const portNumber = 4;
const pathnameStart = 5;
const searchStart = 6;
const hashStart = 7;
const schemeType = 8;
// An offset or port that the URL does not have.
const omitted = 0xffffffff;
const schemeHttp = 0;
const schemeNotSpecial = 1;
const schemeHttps = 2;
const schemeFile = 6;

// Which part `binding.update` is to change.
const urlUpdateActions = {
  kProtocol: 0,
  kHost: 1,
  kHostname: 2,
  kPort: 3,
  kUsername: 4,
  kPassword: 5,
  kPathname: 6,
  kSearch: 7,
  kHash: 8,
  kHref: 9,
};

let described;
let isURLInstance;
let getURLHref;

// The third argument that says the first is an href which the binding has just made.
const kParsed = Symbol('parsed');

class URL {
  #href;
  #searchParams;
  #paramsChanged = false; // the query is to be taken from #searchParams when it is next needed

  static {
    isURLInstance = (value) => typeof value === 'object' && value !== null && #href in value;
    getURLHref = (url) => url.#sync();
  }

  constructor(input, base = undefined, parsed = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    if (parsed === kParsed) {
      this.#href = input;
    } else {
      input = `${input}`;
      if (base !== undefined) base = `${base}`;
      const href = binding.parse(input, base, false);
      if (href === undefined) throw base === undefined ? new ERR_INVALID_URL(input) : new ERR_INVALID_URL(input, base);
      this.#href = href;
    }
    described = this;
    markTransferMode(this, false, false);
  }

  static parse(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    const href = binding.parse(`${input}`, base === undefined ? undefined : `${base}`, false);
    return href === undefined ? null : new URL(href, undefined, kParsed);
  }

  static canParse(url, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    return base === undefined ? binding.canParse(`${url}`) : binding.canParse(`${url}`, `${base}`);
  }

  static createObjectURL(obj) {
    return require('internal/blob').createObjectURL(obj);
  }

  static revokeObjectURL(url) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    require('internal/blob').revokeObjectURL(url);
  }

  // The href, with what has been done to the parameters.
  #sync() {
    if (this.#paramsChanged) {
      this.#paramsChanged = false;
      const query = `${this.#searchParams}`;
      this.#href = binding.update(this.#href, urlUpdateActions.kSearch, query === '' ? '' : `?${query}`);
      described = this;
    }
    return this.#href;
  }

  // The href, with its parts in `components`.
  #describe() {
    const href = this.#sync();
    if (described !== this) {
      binding.parse(href, undefined, false);
      described = this;
    }
    return href;
  }

  // A change that the parser refuses is no change.
  #update(action, value) {
    const href = binding.update(this.#sync(), action, value);
    if (href === false) return false;
    this.#href = href;
    described = this;
    return true;
  }

  #query() {
    const href = this.#describe();
    const start = components[searchStart];
    if (start === omitted) return '';
    const end = components[hashStart] === omitted ? href.length : components[hashStart];
    return end - start <= 1 ? '' : href.slice(start, end);
  }

  #updateQuery(action, value) {
    if (this.#searchParams === undefined) return this.#update(action, value);
    const before = this.#query();
    const changed = this.#update(action, value);
    const after = this.#query();
    if (before !== after) replace(this.#searchParams, after.slice(1));
    return changed;
  }

  toString() {
    return this.#sync();
  }

  toJSON() {
    return this.#sync();
  }

  get href() {
    return this.#sync();
  }

  set href(value) {
    value = `${value}`;
    if (!this.#updateQuery(urlUpdateActions.kHref, value)) throw new ERR_INVALID_URL(value);
  }

  get origin() {
    const href = this.#describe();
    const protocol = href.slice(0, components[protocolEnd]);
    if (components[schemeType] === schemeFile) return 'null';
    if (components[schemeType] !== schemeNotSpecial) return `${protocol}//${this.host}`;
    if (protocol !== 'blob:') return 'null';
    // A blob's origin is that of the URL in its path, where that is a web page's.
    const inner = URL.parse(this.pathname);
    if (inner === null) return 'null';
    const type = components[schemeType];
    return type === schemeHttp || type === schemeHttps ? `${inner.protocol}//${inner.host}` : 'null';
  }

  get protocol() {
    return this.#describe().slice(0, components[protocolEnd]);
  }

  set protocol(value) {
    this.#update(urlUpdateActions.kProtocol, `${value}`);
  }

  get username() {
    const href = this.#describe();
    const start = components[protocolEnd] + 2;
    return start < components[usernameEnd] ? href.slice(start, components[usernameEnd]) : '';
  }

  set username(value) {
    this.#update(urlUpdateActions.kUsername, `${value}`);
  }

  get password() {
    const href = this.#describe();
    return components[hostStart] > components[usernameEnd] ?
      href.slice(components[usernameEnd] + 1, components[hostStart]) : '';
  }

  set password(value) {
    this.#update(urlUpdateActions.kPassword, `${value}`);
  }

  // Credentials put an '@' before the host.
  #hostStart(href) {
    const start = components[hostStart];
    return href[start] === '@' ? start + 1 : start;
  }

  get host() {
    const href = this.#describe();
    const start = this.#hostStart(href);
    // Between an empty host and the path there may be a '/.' that belongs to neither.
    return start === components[hostEnd] ? '' : href.slice(start, components[pathnameStart]);
  }

  set host(value) {
    this.#update(urlUpdateActions.kHost, `${value}`);
  }

  get hostname() {
    const href = this.#describe();
    return href.slice(this.#hostStart(href), components[hostEnd]);
  }

  set hostname(value) {
    this.#update(urlUpdateActions.kHostname, `${value}`);
  }

  get port() {
    this.#describe();
    return components[portNumber] === omitted ? '' : `${components[portNumber]}`;
  }

  set port(value) {
    this.#update(urlUpdateActions.kPort, `${value}`);
  }

  get pathname() {
    const href = this.#describe();
    let end = components[searchStart];
    if (end === omitted) end = components[hashStart];
    return end === omitted ? href.slice(components[pathnameStart]) : href.slice(components[pathnameStart], end);
  }

  set pathname(value) {
    this.#update(urlUpdateActions.kPathname, `${value}`);
  }

  get search() {
    return this.#query();
  }

  set search(value) {
    this.#updateQuery(urlUpdateActions.kSearch, `${value}`.toWellFormed());
  }

  get searchParams() {
    if (this.#searchParams === undefined) {
      const params = new URLSearchParams(this.#query());
      attach(params, () => { this.#paramsChanged = true; });
      this.#searchParams = params;
    }
    return this.#searchParams;
  }

  get hash() {
    const href = this.#describe();
    const start = components[hashStart];
    return start === omitted || href.length - start <= 1 ? '' : href.slice(start);
  }

  set hash(value) {
    this.#update(urlUpdateActions.kHash, `${value}`);
  }

  [customInspectSymbol](depth, options) {
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = getConstructorOf(this) || URL;
    const parts = { __proto__: { constructor } };
    for (const name of inspectedParts) parts[name] = this[name];
    if (options.showHidden) parts[kContext] = new URLContext(this.#describe());
    return `${constructor.name} ${require('internal/util/inspect').inspect(parts, options)}`;
  }
}

const kContext = Symbol('context');

// What `inspect` shows of a URL's inside with `showHidden`.
class URLContext {
  constructor(href) {
    this.href = href;
    this.protocol_end = components[protocolEnd];
    this.username_end = components[usernameEnd];
    this.host_start = components[hostStart];
    this.host_end = components[hostEnd];
    this.pathname_start = components[pathnameStart];
    this.search_start = components[searchStart];
    this.hash_start = components[hashStart];
    this.port = components[portNumber];
    this.scheme_type = components[schemeType];
  }

  get hasPort() {
    return this.port !== omitted;
  }

  get hasSearch() {
    return this.search_start !== omitted;
  }

  get hasHash() {
    return this.hash_start !== omitted;
  }
}

const inspectedParts = [
  'href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search',
  'searchParams', 'hash',
];

Object.defineProperties(URL.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URL' },
  toString: kEnumerableProperty,
  toJSON: kEnumerableProperty,
});
for (const name of inspectedParts) Object.defineProperty(URL.prototype, name, kEnumerableProperty);
for (const name of ['parse', 'canParse', 'createObjectURL', 'revokeObjectURL']) {
  Object.defineProperty(URL, name, kEnumerableProperty);
}

/** Whether a value looks like a URL of this or another implementation, and not like what `url.parse` gives. */
function isURL(value) {
  return Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

function domainToASCII(domain) {
  if (arguments.length < 1) throw new ERR_MISSING_ARGS('domain');
  return binding.domainToASCII(`${domain}`);
}

function domainToUnicode(domain) {
  if (arguments.length < 1) throw new ERR_MISSING_ARGS('domain');
  return binding.domainToUnicode(`${domain}`);
}

/** A URL as the options object that `http.request` takes. */
function urlToHttpOptions(url) {
  const { kValidateObjectAllowObjects, validateObject } = require('internal/validators');
  validateObject(url, 'url', kValidateObjectAllowObjects);
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null,
    ...url, // what a program has put on the URL
    protocol: url.protocol,
    hostname: hostname && hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

/** A valid URL's origin, without making a URL. */
function getURLOrigin(url) {
  return new URL(url).origin;
}

module.exports = {
  URL,
  URLParse: URL.parse,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  fileURLToPath,
  getURLHref,
  getURLOrigin,
  isURL,
  isURLInstance,
  pathToFileURL,
  toFileURL,
  toPathIfFileURL,
  urlToHttpOptions,
  urlUpdateActions,
};
