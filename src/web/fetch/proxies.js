// Which proxy the requests of `fetch` and `WebSocket` go through: what environment variables say, under
// `--use-env-proxy`, or what a program has set since.
'use strict';

const { TextEncoder } = require('internal/encoding');
const { getOptionValue } = require('internal/options');
const { InvalidArgumentError } = require('internal/fetch/errors');
const { URL } = require('internal/url');

const defaultPorts = { '__proto__': null, 'http:': 80, 'https:': 443 };

// What holds now; undefined until somebody asks, null for none.
let current;

/** Proxies by scheme, and the hosts that go without one. */
class Proxies {
  #http;
  #https;
  #given;
  #bypass = '';
  #entries = [];

  /** What is not given comes from the environment: `noProxy` with every request, the others now. */
  constructor({ httpProxy, httpsProxy, noProxy }) {
    const { env } = process;
    this.#given = noProxy;
    this.#http = parse(httpProxy ?? env.http_proxy ?? env.HTTP_PROXY);
    this.#https = parse(httpsProxy ?? env.https_proxy ?? env.HTTPS_PROXY) ?? this.#http;
  }

  /** `[host, port, authorization]`, or null. */
  choose(url) {
    const proxy = url.protocol === 'https:' || url.protocol === 'wss:' ? this.#https : this.#http;
    return proxy === null || this.#bypasses(url) ? null : connectionOf(proxy);
  }

  #bypasses(url) {
    const bypass = this.#given ?? process.env.no_proxy ?? process.env.NO_PROXY ?? '';
    if (bypass !== this.#bypass) {
      this.#bypass = bypass;
      this.#entries = bypass.split(/[,\s]/).filter(Boolean).map(toEntry);
    }
    if (bypass === '*') return true;
    const host = url.hostname.toLowerCase();
    const port = Number(url.port) || (defaultPorts[url.protocol] ?? defaultPorts['http:']);
    return this.#entries.some((entry) => (entry.port === 0 || entry.port === port) &&
      (host === entry.host || host.endsWith(`.${entry.host}`)));
  }
}

// A host with or without a port; a dot, or `*.`, before it says no more than without.
function toEntry(text) {
  const { 1: host = text, 2: port = '0' } = /^(.+):(\d+)$/.exec(text) ?? [];
  return { host: host.replace(/^\*?\./, '').toLowerCase(), port: Number(port) };
}

function parse(text) {
  if (!text) return null;
  const url = new URL(text);
  if (!(url.protocol in defaultPorts) && !url.protocol.startsWith('socks')) {
    throw new InvalidArgumentError('Invalid URL protocol: the URL must start with `http:` or `https:`.',
                                   'UND_ERR_INVALID_ARG');
  }
  return url;
}

function connectionOf({ protocol, hostname, port, username, password }) {
  if (protocol !== 'http:') {
    const cause = new Error(`There are no proxies with ${protocol} URLs yet: use one with an http: URL`);
    cause.code = 'ERR_METHOD_NOT_IMPLEMENTED';
    throw cause;
  }
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const named = username !== '' && password !== '';
  const credentials = named ? `${decodeURIComponent(username)}:${decodeURIComponent(password)}` : '';
  return [host, Number(port) || defaultPorts[protocol], named ? `Basic ${toBase64(credentials)}` : null];
}

function toBase64(text) {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}

/** Looks at the command line and the environment; throws if a proxy's URL is none. */
function setUp() {
  const { http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY } = process.env;
  const isSet = http_proxy || HTTP_PROXY || https_proxy || HTTPS_PROXY;
  current = getOptionValue('--use-env-proxy') && isSet ? new Proxies({}) : null;
}

/** The proxy for a URL, as the natives take it; null for none. */
function proxyOf(url) {
  if (current === undefined) setUp();
  return current === null ? null : current.choose(url);
}

/** Sends requests through these proxies from now on; returns a function that undoes it. */
function useProxies(proxies) {
  const made = new Proxies(proxies);
  if (current === undefined) setUp();
  const before = current;
  current = made;
  return () => { current = before; };
}

module.exports = { proxyOf, setUp, useProxies };
