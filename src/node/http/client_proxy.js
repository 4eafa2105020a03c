// Requests through an HTTP proxy: the target becomes a whole URL (RFC 9112, 3.2.2), and must agree
// with the host that the request names elsewhere.
'use strict';

const { checkShouldUseProxy, getGlobalAgent, kProxyConfig, parseProxyUrl } = require('internal/http');
const { kHead } = require('internal/http/outgoing_state');
const { URL } = require('internal/url');
const { validateObject, validatePort } = require('internal/validators');
const { ERR_INVALID_ARG_VALUE, ERR_PROXY_INVALID_CONFIG } = require('internal/errors').codes;

/** Rewrites a request whose agent has a proxy for it; `headerList` are fields given as an array. */
function rewrite(req, options, authority, givenHost, headerList) {
  const { agent } = req;
  const config = agent[kProxyConfig];
  if (req[kHead] || (options.protocol || agent.protocol) !== 'http:' || !checkShouldUseProxy(config, options)) return;

  let target;
  // Both mean the server itself.
  if (req.method !== 'CONNECT' && !(req.method === 'OPTIONS' && req.path === '*')) {
    const base = baseOf(authority);
    checkHost(base, givenHost, headerList);
    target = targetOf(req.path, base);
    if (headerList === undefined && req.getHeader('host') !== undefined && req.getHeader('host') !== base.host) {
      req.setHeader('Host', base.host);
    }
  }
  if (config.auth) req.setHeader('proxy-authorization', config.auth);
  req.setHeader('proxy-connection', req.shouldKeepAlive ? 'keep-alive' : 'close');
  if (target !== undefined) req.path = target.href;
}

function baseOf({ host, port }) {
  validatePort(port, 'options.port', true);
  const base = new URL(`http://${host}`);
  base.port = port;
  return base;
}

function checkHost(base, givenHost, headerList) {
  const host = headerList === undefined ? givenHost : hostOf(headerList);
  if (host === undefined) return;
  // A list is sent as it is, so it has to be right to the letter.
  const fits = headerList === undefined ? authorityOf(host) === base.host : host === base.host;
  if (!fits) {
    throw new ERR_INVALID_ARG_VALUE('Host in options.headers', host,
                                    `must match the request authority (${base.host})`);
  }
}

function authorityOf(host) {
  if (!URL.canParse(`http://${host}`)) return undefined;
  const url = new URL(`http://${host}`);
  const bare = !url.username && !url.password && url.pathname === '/' && !url.search && !url.hash;
  return bare ? url.host : undefined;
}

// The Host field of `[name, value …]` or `[[name, value] …]`; undefined without one.
function hostOf(list) {
  const pairs = [];
  if (Array.isArray(list[0])) {
    list.forEach((pair, i) => {
      if (!Array.isArray(pair)) {
        throw new ERR_INVALID_ARG_VALUE(`options.headers[${i}]`, typeof pair,
                                        'must be an array when headers is passed as an array of pairs');
      }
      pairs.push(pair);
    });
  } else {
    for (let i = 0; i + 1 < list.length; i += 2) pairs.push([list[i], list[i + 1]]);
  }
  const hosts = pairs.filter((pair) => `${pair[0]}`.toLowerCase() === 'host');
  if (hosts.length > 1) {
    throw new ERR_INVALID_ARG_VALUE('options.headers', '(redacted)', 'must not contain duplicate Host headers');
  }
  return hosts.length === 0 ? undefined : `${hosts[0][1]}`;
}

function targetOf(path, base) {
  path = `${path}`;
  if (!URL.canParse(path)) {
    if (path[0] === '/') return new URL(base.origin + path);
    throw new ERR_INVALID_ARG_VALUE('options.path', path, 'must be in absolute-form or start with /');
  }
  const url = new URL(path);
  if (url.username || url.password) {
    url.username = '';
    url.password = '';
    throw new ERR_INVALID_ARG_VALUE('options.path', url.href,
                                    'must not contain userinfo, use options.auth instead');
  }
  if (url.protocol !== 'http:') {
    throw new ERR_INVALID_ARG_VALUE('options.path', url.protocol,
                                    'must use http: scheme when specified as an absolute URL');
  }
  if (url.host !== base.host) {
    throw new ERR_INVALID_ARG_VALUE('options.path', url, `must match the request authority (${base.host})`);
  }
  return url;
}

/** Gives `http` a global agent for the proxies in `env`; returns a function that takes it back. */
function setGlobalProxyFromEnv(http, env) {
  validateObject(env, 'proxyEnv');
  const proxy = parseProxyUrl(env, 'http:');
  const secureProxy = parseProxyUrl(env, 'https:');
  for (const url of [proxy, secureProxy]) {
    if (url && !URL.canParse(url)) throw new ERR_PROXY_INVALID_CONFIG(url);
  }
  if (!proxy && !secureProxy) return () => {};
  const { useProxies } = require('internal/fetch/proxies');
  const restore = useProxies({
    httpProxy: proxy ?? undefined, httpsProxy: secureProxy ?? undefined, noProxy: env.no_proxy || env.NO_PROXY,
  });
  if (!proxy) return restore;
  const before = http.globalAgent;
  http.globalAgent = getGlobalAgent(env, http.Agent);
  return () => {
    restore();
    http.globalAgent = before;
  };
}

module.exports = { rewrite, setGlobalProxyFromEnv };
