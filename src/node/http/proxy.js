// Proxies by environment variables: which one a request goes through, and which hosts go without.
'use strict';

const { Buffer } = require('buffer');
const { isIPv4 } = require('internal/net');
const { ERR_PROXY_INVALID_CONFIG } = require('internal/errors').codes;

/** How an agent reaches its proxy. */
class ProxyConfig {
  constructor(proxyUrl, bypass) {
    const { URL } = require('internal/url');
    let url;
    try {
      url = new URL(proxyUrl);
    } catch {
      throw new ERR_PROXY_INVALID_CONFIG(`Invalid proxy URL: ${proxyUrl}`);
    }
    const { username, password, hostname, port, protocol } = url;
    this.href = proxyUrl;
    this.protocol = protocol;
    if (username || password) {
      const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
      this.auth = `Basic ${Buffer.from(credentials).toString('base64')}`;
      url.username = '';
      url.password = '';
      this.href = url.href;
    }
    this.bypassList = bypass ? bypass.split(',').map((entry) => entry.trim().toLowerCase()) : [];
    this.proxyConnectionOptions = {
      host: hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
      port: port ? Number(port) : defaultPort(protocol),
    };
  }

  shouldUseProxy(hostname, port) {
    const host = hostname.toLowerCase();
    return !this.bypassList.some((entry) => bypasses(entry, host, port));
  }
}

function defaultPort(protocol) {
  return protocol === 'https:' ? 443 : 80;
}

// `*`, a host with or without port, a domain with a dot or `*.` before it, or a range of IPv4 addresses.
function bypasses(entry, host, port) {
  if (entry === '*' || entry === host) return true;
  if (port && entry === `${host}:${port}`) return true;
  if (entry[0] === '.') return host === entry.slice(1) || host.endsWith(entry);
  if (entry.startsWith('*.')) return host.endsWith(entry.slice(1));
  return entry.includes('-') && isIPv4(host) && isInRange(entry, host);
}

function isInRange(range, host) {
  const [first, last] = range.split('-').map((part) => part.trim());
  if (!isIPv4(first) || !isIPv4(last)) return false;
  const number = toNumber(host);
  return number >= toNumber(first) && number <= toNumber(last);
}

function toNumber(ip) {
  return ip.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** The proxy's URL in `env`, lower case first; null without one. */
function parseProxyUrl(env, protocol) {
  const url = protocol === 'https:' ? env.https_proxy || env.HTTPS_PROXY : env.http_proxy || env.HTTP_PROXY;
  if (!url) return null;
  if (url.includes('\r') || url.includes('\n')) throw new ERR_PROXY_INVALID_CONFIG(`Invalid proxy URL: ${url}`);
  return url;
}

function parseProxyConfigFromEnv(env, protocol) {
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  const url = parseProxyUrl(env, protocol);
  // Other kinds of proxy are left to the program.
  if (url === null || !(url.startsWith('http://') || url.startsWith('https://'))) return null;
  return new ProxyConfig(url, env.no_proxy || env.NO_PROXY);
}

/** Whether a request goes through the proxy; a Unix socket cannot. */
function checkShouldUseProxy(config, options) {
  if (!config || options.socketPath) return false;
  return config.shouldUseProxy(options.host || 'localhost', options.port);
}

function filterEnvForProxies(env) {
  const { http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY, no_proxy, NO_PROXY } = env;
  return { __proto__: null, http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY, no_proxy, NO_PROXY };
}

module.exports = { checkShouldUseProxy, filterEnvForProxies, parseProxyConfigFromEnv, parseProxyUrl };
