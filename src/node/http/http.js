// `node:http`.
'use strict';

const { request: requestKept } = internalBinding('http_kept_request');
const { methods, parsers } = require('_http_common');
const { IncomingMessage } = require('_http_incoming');
const { OutgoingMessage, validateHeaderName, validateHeaderValue } = require('_http_outgoing');
const { STATUS_CODES, Server, ServerResponse, _connectionListener } = require('_http_server');
const { getOptionValue } = require('internal/options');
const { validateInteger } = require('internal/validators');

function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

function request(url, options, callback) {
  return (callback === undefined ? requestKept(url, options) : undefined) ??
    new (require('_http_client').ClientRequest)(url, options, callback);
}

function get(url, options, callback) {
  const req = request(url, options, callback);
  req.end();
  return req;
}

function setMaxIdleHTTPParsers(max) {
  validateInteger(max, 'max', 1);
  parsers.max = max;
}

/** Sends requests through the proxies that `env` names; returns a function that undoes it. */
function setGlobalProxyFromEnv(env = process.env) {
  return require('internal/http/client_proxy').setGlobalProxyFromEnv(module.exports, env);
}

module.exports = {
  _connectionListener,
  METHODS: methods.toSorted(),
  STATUS_CODES,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer,
  validateHeaderName,
  validateHeaderValue,
  get,
  request,
  setMaxIdleHTTPParsers,
  setGlobalProxyFromEnv,
};

// A server that sends no requests need not load the client.
function defineLazy(name, id) {
  Object.defineProperty(module.exports, name, {
    configurable: true,
    enumerable: true,
    get() {
      const value = require(id)[name];
      Object.defineProperty(module.exports, name, { value, writable: true, enumerable: true, configurable: true });
      return value;
    },
    set(value) {
      Object.defineProperty(module.exports, name, { value, writable: true, enumerable: true, configurable: true });
    },
  });
}
defineLazy('Agent', '_http_agent');
defineLazy('ClientRequest', '_http_client');

for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) {
  Object.defineProperty(module.exports, name, {
    configurable: true,
    enumerable: true,
    get() { return globalThis[name]; },
  });
}

const kMaxHeaderSize = 16 * 1024;
let maxHeaderSize;

Object.defineProperties(module.exports, {
  maxHeaderSize: {
    configurable: true,
    enumerable: true,
    get() { return maxHeaderSize ??= getOptionValue('--max-http-header-size') ?? kMaxHeaderSize; },
  },
  globalAgent: {
    configurable: true,
    enumerable: true,
    get() { return require('_http_agent').globalAgent; },
    set(value) { require('_http_agent').globalAgent = value; },
  },
});
