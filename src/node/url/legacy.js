// The URL parser that Node had before there was a standard. What it makes of anything at all is documented by its
// behaviour alone, and programs depend on it.
'use strict';

const { toASCII } = internalBinding('encoding_binding');
const { isInsideNodeModules } = internalBinding('util');
const { format: formatURL } = internalBinding('url');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_URL } } = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const querystring = require('querystring');
const { isURLInstance } = require('internal/url');
const { scriptProtocols, slashedProtocols } = require('internal/url/legacy_protocols');

const hostnameLengthMax = 255;

function Url() {
  this.protocol = null;
  this.slashes = null;
  this.auth = null;
  this.host = null;
  this.port = null;
  this.hostname = null;
  this.hash = null;
  this.search = null;
  this.query = null;
  this.pathname = null;
  this.path = null;
  this.href = null;
}

let parseWarned = false;

function urlParse(url, parseQueryString, slashesDenoteHost) {
  if (!parseWarned && !isInsideNodeModules(4)) {
    parseWarned = true;
    process.emitWarning(
      '`url.parse()` behavior is not standardized and prone to errors that have security implications. Use the ' +
      'WHATWG URL API instead. CVEs are not issued for `url.parse()` vulnerabilities.',
      'DeprecationWarning', 'DEP0169');
  }
  if (url instanceof Url) return url;
  const parsed = new Url();
  parsed.parse(url, parseQueryString, slashesDenoteHost);
  return parsed;
}

const surroundingSpace = /^[\x00-\x20\xa0\ufeff]+|[\x00-\x20\xa0\ufeff]+$/g;
// A path, perhaps with a query, and nothing else.
const pathOnly = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/;
const protocolPattern = /^[a-z0-9.+-]+:/i;
const credentialsPattern = /^\/\/[^@/]+@[^@/]+/;

Url.prototype.parse = function parse(url, parseQueryString, slashesDenoteHost) {
  validateString(url, 'url');

  let rest = url.replace(surroundingSpace, '');
  // Browsers take backslashes for slashes, up to the query.
  const split = rest.search(/[?#]/);
  const head = split === -1 ? rest : rest.slice(0, split);
  if (head.includes('\\')) rest = head.replaceAll('\\', '/') + rest.slice(head.length);

  if (!slashesDenoteHost && !head.includes('@') && !rest.includes('#')) {
    const simple = pathOnly.exec(rest);
    if (simple !== null) {
      this.path = rest;
      this.href = rest;
      this.pathname = simple[1];
      if (simple[2]) setQuery(this, simple[2], parseQueryString);
      else if (parseQueryString) setQuery(this, null, true);
      return this;
    }
  }

  const protocol = protocolPattern.exec(rest)?.[0];
  const lowerProtocol = protocol?.toLowerCase();
  const script = scriptProtocols.has(lowerProtocol);
  if (protocol !== undefined) {
    this.protocol = lowerProtocol;
    rest = rest.slice(protocol.length);
  }

  // user@server is always a host, and so is what follows two slashes where that is asked for.
  let slashes = false;
  if (slashesDenoteHost || protocol !== undefined || credentialsPattern.test(rest)) {
    slashes = rest.startsWith('//');
    if (slashes && !script) {
      rest = rest.slice(2);
      this.slashes = true;
    }
  }
  if (!script && (slashes || (protocol !== undefined && !slashedProtocols.has(protocol)))) {
    rest = parseAuthority(this, rest, url);
  }

  if (!script) rest = rest.replace(autoEscaped, escapeCharacter);
  parseTail(this, rest, parseQueryString);
  if (slashedProtocols.has(lowerProtocol) && this.hostname && !this.pathname) this.pathname = '/';
  setPath(this);
  this.href = this.format();
  return this;
};

function setQuery(self, search, parseQueryString) {
  self.search = search;
  if (parseQueryString) self.query = search === null ? { __proto__: null } : querystring.parse(search.slice(1));
  else if (search !== null) self.query = search.slice(1);
}

// What http.request wants.
function setPath(self) {
  if (self.pathname || self.search) self.path = (self.pathname || '') + (self.search || '');
}

const hostEnders = /[#/?]/;
// Never allowed in a host (RFC 2396); there they begin the path.
const nonHostCharacters = /[ "%';<>\\^`{|}]/;

// Reads credentials, host and port off the front, and gives what is left.
function parseAuthority(self, rest, url) {
  const end = rest.search(hostEnders);
  let authority = end === -1 ? rest : rest.slice(0, end);
  const tail = rest.slice(authority.length);
  // The standard drops these anywhere.
  authority = authority.replace(/[\t\n\r]/g, '');
  const at = authority.lastIndexOf('@');
  if (at !== -1) self.auth = decodeURIComponent(authority.slice(0, at));
  authority = authority.slice(at + 1);
  const nonHost = authority.search(nonHostCharacters);
  self.host = nonHost === -1 ? authority : authority.slice(0, nonHost);
  rest = authority.slice(self.host.length) + tail;

  self.parseHost();
  if (typeof self.hostname !== 'string') self.hostname = '';
  const ipv6 = isIpv6(self.hostname);
  if (!ipv6) rest = cutHostname(self, rest, url);
  self.hostname = self.hostname.length > hostnameLengthMax ? '' : self.hostname.toLowerCase();
  if (self.hostname !== '') checkHostname(self, ipv6, url);

  self.host = self.hostname + (self.port ? `:${self.port}` : '');
  if (ipv6) {
    self.hostname = self.hostname.slice(1, -1);
    if (rest[0] !== '/') rest = `/${rest}`;
  }
  return rest;
}

Url.prototype.parseHost = function parseHost() {
  let { host } = this;
  const port = /:[0-9]*$/.exec(host)?.[0];
  if (port !== undefined) {
    if (port !== ':') this.port = port.slice(1);
    host = host.slice(0, -port.length);
  }
  if (host) this.hostname = host;
};

function isIpv6(hostname) {
  return hostname.startsWith('[') && hostname.endsWith(']');
}

let portWarned = false;

// A colon that begins no port, and what follows it, go to the path.
function cutHostname(self, rest, url) {
  const bad = self.hostname.search(/[/\\#?:]/);
  if (bad === -1) return rest;
  if (!portWarned && self.hostname[bad] === ':') {
    portWarned = true;
    process.emitWarning(`The URL ${url} is invalid. Future versions of Node.js will throw an error.`,
                        'DeprecationWarning', 'DEP0170');
  }
  const leftover = self.hostname.slice(bad);
  self.hostname = self.hostname.slice(0, bad);
  return `/${leftover}${rest}`;
}

// What IDNA may turn innocent characters into, and what would then be read as another part of the URL.
const forbidden = /[\0\t\n\r #%/:<>?@[\\\]^|]/;
const forbiddenIpv6 = /[\0\t\n\r #%/<>?@\\^|]/;

function checkHostname(self, ipv6, url) {
  if (ipv6) {
    if (forbiddenIpv6.test(self.hostname)) throw new ERR_INVALID_URL(url);
    return;
  }
  self.hostname = toASCII(self.hostname);
  if (self.hostname === '' || forbidden.test(self.hostname)) throw new ERR_INVALID_URL(url);
}

const autoEscaped = /[\t\n\r "'<>\\^`{|}]/g;

function escapeCharacter(character) {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

// Path, query and fragment.
function parseTail(self, rest, parseQueryString) {
  const hash = rest.indexOf('#');
  if (hash !== -1) {
    self.hash = rest.slice(hash);
    rest = rest.slice(0, hash);
  }
  const question = rest.indexOf('?');
  if (question !== -1) {
    setQuery(self, rest.slice(question), parseQueryString);
    rest = rest.slice(0, question);
  } else if (parseQueryString) {
    setQuery(self, null, true);
  }
  if (rest.length > 0) self.pathname = rest;
}

function urlFormat(urlObject, options) {
  if (typeof urlObject === 'string') return urlParse(urlObject).format();
  if (typeof urlObject !== 'object' || urlObject === null) {
    throw new ERR_INVALID_ARG_TYPE('urlObject', ['Object', 'string'], urlObject);
  }
  if (!isURLInstance(urlObject)) return Url.prototype.format.call(urlObject);
  if (options) validateObject(options, 'options');
  const flag = (name, otherwise) => (options?.[name] == null ? otherwise : Boolean(options[name]));
  return formatURL(urlObject.href, flag('fragment', true), flag('unicode', false), flag('search', true),
                   flag('auth', true));
}

Url.prototype.format = function format() {
  const auth = this.auth ? `${escapeAuth(this.auth)}@` : '';
  let protocol = this.protocol || '';
  if (protocol && !protocol.endsWith(':')) protocol += ':';
  let pathname = this.pathname || '';
  let hash = this.hash || '';

  let host = '';
  if (this.host) {
    host = auth + this.host;
  } else if (this.hostname) {
    const bare = this.hostname.includes(':') && !isIpv6(this.hostname);
    host = auth + (bare ? `[${this.hostname}]` : this.hostname) + (this.port ? `:${this.port}` : '');
  }

  const query = this.query !== null && typeof this.query === 'object' ? querystring.stringify(this.query) : '';
  let search = this.search || (query && `?${query}`) || '';

  pathname = pathname.replace(/[#?]/g, escapeCharacter);
  if (this.slashes || slashedProtocols.has(protocol)) {
    if (this.slashes || host) {
      if (pathname && pathname[0] !== '/') pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (protocol.startsWith('file')) {
      host = '//';
    }
  }
  search = search.replaceAll('#', '%23');
  if (hash && hash[0] !== '#') hash = `#${hash}`;
  if (search && search[0] !== '?') search = `?${search}`;
  return protocol + host + pathname + search + hash;
};

// As encodeURIComponent, but for the colon between name and password.
function escapeAuth(auth) {
  return querystring.escape(auth).replaceAll('%3A', ':');
}

function urlResolve(source, relative) {
  return urlParse(source, false, true).resolve(relative);
}

function urlResolveObject(source, relative) {
  return source ? urlParse(source, false, true).resolveObject(relative) : relative;
}

Url.prototype.resolve = function resolve(relative) {
  return this.resolveObject(urlParse(relative, false, true)).format();
};

Url.prototype.resolveObject = function resolveObject(relative) {
  if (typeof relative === 'string') {
    const parsed = new Url();
    parsed.parse(relative, false, true);
    relative = parsed;
  }
  return require('internal/url/legacy_resolve').resolveObject(Object.assign(new Url(), this), relative);
};

module.exports = { Url, urlFormat, urlParse, urlResolve, urlResolveObject };
