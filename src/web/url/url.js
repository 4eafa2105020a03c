// URL, over the native parser. A URL keeps its href alone: where the parts begin and end is in the binding's
// `urlComponents` after it has parsed, and programs read the parts of the URL that they have just made. `described`
// is the URL the components describe; reading another one parses its href again.
'use strict';

const binding = internalBinding('url');
const { ERR_INVALID_URL, ERR_MISSING_ARGS } = require('internal/errors').codes;
const { customInspectSymbol, getConstructorOf, kEnumerableProperty } = require('internal/util');
const { markPrototype } = require('internal/worker/transfer_marks');
const { URLSearchParams, createFor, replace } = require('internal/url/search_params');
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
// Each throws for a receiver that is no URL.
let sync; // the href, with what has been done to the parameters
let describe; // the href, with its parts in `components`
let update; // changes a part; false, and no change, where the parser refuses
let updateQuery; // the same for parts that the parameters may depend on

// The third argument that says the first is an href which the binding has just made.
const kParsed = Symbol('parsed');

class URL {
  #href;
  #searchParams;
  #mark; // { modified }: the query is to be taken from #searchParams when it is next needed

  static {
    isURLInstance = (value) => typeof value === 'object' && value !== null && #href in value;

    sync = (url) => {
      if (!(#href in url)) throw new TypeError('Receiver must be an instance of class URL');
      const mark = url.#mark;
      if (mark !== undefined && mark.modified) {
        mark.modified = false;
        const query = `${url.#searchParams}`;
        url.#href = binding.update(url.#href, urlUpdateActions.kSearch, query === '' ? '' : `?${query}`);
        described = url;
      }
      return url.#href;
    };

    describe = (url) => {
      if (!(#href in url)) throw notURL();
      const href = url.#mark === undefined ? url.#href : sync(url);
      if (described !== url) {
        binding.parse(href, undefined, false);
        described = url;
      }
      return href;
    };

    update = (url, action, value) => {
      if (!(#href in url)) throw notURL();
      const href = binding.update(sync(url), action, value);
      if (href === false) return false;
      url.#href = href;
      described = url;
      return true;
    };

    updateQuery = (url, action, value) => {
      if (!(#href in url)) throw notURL();
      const params = url.#searchParams;
      if (params === undefined) return update(url, action, value);
      const before = queryOf(url);
      const changed = update(url, action, value);
      const after = queryOf(url);
      if (before !== after) replace(params, after.slice(1));
      return changed;
    };
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

  toString() {
    return sync(this);
  }

  toJSON() {
    return sync(this);
  }

  get href() {
    return sync(this);
  }

  set href(value) {
    value = `${value}`;
    if (!updateQuery(this, urlUpdateActions.kHref, value)) throw new ERR_INVALID_URL(value);
  }

  get origin() {
    const href = describe(this);
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
    return describe(this).slice(0, components[protocolEnd]);
  }

  set protocol(value) {
    update(this, urlUpdateActions.kProtocol, `${value}`);
  }

  get username() {
    const href = describe(this);
    const start = components[protocolEnd] + 2;
    return start < components[usernameEnd] ? href.slice(start, components[usernameEnd]) : '';
  }

  set username(value) {
    update(this, urlUpdateActions.kUsername, `${value}`);
  }

  get password() {
    const href = describe(this);
    return components[hostStart] > components[usernameEnd] ?
      href.slice(components[usernameEnd] + 1, components[hostStart]) : '';
  }

  set password(value) {
    update(this, urlUpdateActions.kPassword, `${value}`);
  }

  get host() {
    const href = describe(this);
    const start = hostStartOf(href);
    // Between an empty host and the path there may be a '/.' that belongs to neither.
    return start === components[hostEnd] ? '' : href.slice(start, components[pathnameStart]);
  }

  set host(value) {
    update(this, urlUpdateActions.kHost, `${value}`);
  }

  get hostname() {
    const href = describe(this);
    return href.slice(hostStartOf(href), components[hostEnd]);
  }

  set hostname(value) {
    update(this, urlUpdateActions.kHostname, `${value}`);
  }

  get port() {
    describe(this);
    return components[portNumber] === omitted ? '' : `${components[portNumber]}`;
  }

  set port(value) {
    update(this, urlUpdateActions.kPort, `${value}`);
  }

  get pathname() {
    const href = describe(this);
    let end = components[searchStart];
    if (end === omitted) end = components[hashStart];
    return end === omitted ? href.slice(components[pathnameStart]) : href.slice(components[pathnameStart], end);
  }

  set pathname(value) {
    update(this, urlUpdateActions.kPathname, `${value}`);
  }

  get search() {
    sync(this);
    return queryOf(this);
  }

  set search(value) {
    updateQuery(this, urlUpdateActions.kSearch, `${value}`.toWellFormed());
  }

  get searchParams() {
    if (!(#href in this)) throw notURL();
    if (this.#searchParams === undefined) {
      this.#mark = { modified: false };
      this.#searchParams = createFor(this.#mark, queryOf(this).slice(1));
    }
    return this.#searchParams;
  }

  get hash() {
    const href = describe(this);
    const start = components[hashStart];
    return start === omitted || href.length - start <= 1 ? '' : href.slice(start);
  }

  set hash(value) {
    update(this, urlUpdateActions.kHash, `${value}`);
  }

  [customInspectSymbol](depth, options) {
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = getConstructorOf(this) || URL;
    const parts = { __proto__: { constructor } };
    for (const name of inspectedParts) parts[name] = this[name];
    if (options.showHidden) parts[kContext] = new URLContext(describe(this));
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

function notURL() {
  return new TypeError('Cannot read private member #context from an object whose class did not declare it');
}

function queryOf(url) {
  const href = describe(url);
  const start = components[searchStart];
  if (start === omitted) return '';
  const end = components[hashStart] === omitted ? href.length : components[hashStart];
  return end - start <= 1 ? '' : href.slice(start, end);
}

// Credentials put an '@' before the host.
function hostStartOf(href) {
  const start = components[hostStart];
  return href[start] === '@' ? start + 1 : start;
}

const inspectedParts = [
  'href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search',
  'searchParams', 'hash',
];

markPrototype(URL.prototype, false, false);
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
  getURLHref: sync,
  getURLOrigin,
  isURL,
  isURLInstance,
  pathToFileURL,
  toFileURL,
  toPathIfFileURL,
  urlToHttpOptions,
  urlUpdateActions,
};
