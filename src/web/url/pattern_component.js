// The components of a URLPattern: how literal text in each becomes what it will be in a URL, and what a compiled
// component is (WHATWG URL Pattern, sections 1.5 and 3).
'use strict';

const binding = internalBinding('url');
const { URL, urlUpdateActions } = require('internal/url');
const { generatePattern, generateRegexp, parsePattern } = require('internal/url/pattern_parser');

const dummy = 'https://dummy.invalid';
const defaultPorts = { __proto__: null, http: '80', https: '443', ws: '80', wss: '443', ftp: '21', file: '' };

function isSpecialScheme(protocol) {
  return protocol in defaultPorts;
}

// Sets a part of a URL that says nothing about the others, and gives the URL.
function withPart(href, action, value) {
  const result = binding.update(href, action, value);
  if (result === false) throw new TypeError(`invalid part of a URL: ${value}`);
  return new URL(result);
}

// Empty text is empty everywhere; the parser would take it for a part that is missing.
function unlessEmpty(encode) {
  return (value, ...rest) => (value === '' ? '' : encode(value, ...rest));
}

const encodeProtocol = unlessEmpty((value) => {
  if (!/^[a-z][a-z0-9+.-]*$/i.test(value)) throw new TypeError(`invalid protocol: ${value}`);
  return value.toLowerCase();
});

const encodeUsername = unlessEmpty((value) => withPart(dummy, urlUpdateActions.kUsername, value).username);
const encodePassword = unlessEmpty((value) => withPart(dummy, urlUpdateActions.kPassword, value).password);

const encodeHostname = unlessEmpty((value) => withPart(dummy, urlUpdateActions.kHostname, value).hostname);

const encodeIpv6Hostname = unlessEmpty((value) => {
  if (/[^0-9a-f[\]:]/i.test(value)) throw new TypeError(`invalid IPv6 address: ${value}`);
  return value.toLowerCase();
});

const encodePort = unlessEmpty((value, protocol = '') => {
  if (!/^[0-9]/.test(value)) throw new TypeError(`invalid port: ${value}`);
  const scheme = isSpecialScheme(protocol) && protocol !== 'file' ? protocol : 'foo';
  return withPart(`${scheme}://dummy.invalid`, urlUpdateActions.kPort, value).port;
});

// A path that does not begin with a slash is part of one; the parser must not add the slash.
const encodePathname = unlessEmpty((value) => {
  const rooted = value[0] === '/';
  const { pathname } = withPart(dummy, urlUpdateActions.kPathname, rooted ? value : `/-${value}`);
  return rooted ? pathname : pathname.slice(2);
});

const encodeOpaquePathname = unlessEmpty((value) => new URL(`data:${value.replace(/[?#].*/s, '')}`).pathname);
const encodeSearch = unlessEmpty((value) => withPart(dummy, urlUpdateActions.kSearch, `?${value}`).search.slice(1));
const encodeHash = unlessEmpty((value) => withPart(dummy, urlUpdateActions.kHash, `#${value}`).hash.slice(1));

// What separates segments, and what a group takes along when it is before it.
const defaultOptions = { delimiter: '', prefix: '' };
const hostnameOptions = { delimiter: '.', prefix: '' };
const pathnameOptions = { delimiter: '/', prefix: '/' };

class Component {
  constructor(pattern, options, encode, ignoreCase = false) {
    const parts = parsePattern(pattern, options, encode);
    const { source, names } = generateRegexp(parts, options);
    this.pattern = generatePattern(parts, options);
    this.regexp = new RegExp(source, ignoreCase ? 'vi' : 'v');
    this.names = names;
    this.hasRegExpGroups = parts.some((part) => part.type === 'regexp');
  }

  /** { input, groups } or null. */
  exec(input) {
    const match = this.regexp.exec(input);
    if (match === null) return null;
    const groups = {};
    this.names.forEach((name, i) => { groups[name] = match[i + 1]; });
    return { groups, input };
  }

  get matchesSpecialScheme() {
    return Object.keys(defaultPorts).some((scheme) => this.regexp.test(scheme));
  }
}

function compileProtocol(pattern) {
  return new Component(pattern, defaultOptions, encodeProtocol);
}

// [::1], also at the start of a group or escaped.
function isIpv6Pattern(pattern) {
  return pattern.length >= 2 && /^[{\\]?\[/.test(pattern);
}

/** The components of a processed init object, by name. */
function compileComponents(init, ignoreCase) {
  const protocol = compileProtocol(init.protocol);
  const encodeHost = isIpv6Pattern(init.hostname) ? encodeIpv6Hostname : encodeHostname;
  return {
    protocol,
    username: new Component(init.username, defaultOptions, encodeUsername),
    password: new Component(init.password, defaultOptions, encodePassword),
    hostname: new Component(init.hostname, hostnameOptions, encodeHost),
    port: new Component(init.port, defaultOptions, encodePort),
    pathname: protocol.matchesSpecialScheme ?
      new Component(init.pathname, pathnameOptions, encodePathname, ignoreCase) :
      new Component(init.pathname, defaultOptions, encodeOpaquePathname, ignoreCase),
    search: new Component(init.search, defaultOptions, encodeSearch, ignoreCase),
    hash: new Component(init.hash, defaultOptions, encodeHash, ignoreCase),
  };
}

module.exports = {
  compileComponents,
  compileProtocol,
  defaultPorts,
  encodeHash,
  encodeHostname,
  encodeOpaquePathname,
  encodePassword,
  encodePathname,
  encodePort,
  encodeProtocol,
  encodeSearch,
  encodeUsername,
  isSpecialScheme,
};
