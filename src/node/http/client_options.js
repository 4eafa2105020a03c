// The arguments of a request, in all their forms, and the checks of them.
'use strict';

const { kEmptyObject } = require('internal/util');
const { isHttpToken } = require('internal/http/validate');
const { validationOf } = require('internal/http/server_options');
const { getTimerDuration } = require('internal/timers');
const { validateBoolean, validateInteger, validateString } = require('internal/validators');
const {
  ERR_INVALID_ARG_TYPE, ERR_INVALID_HTTP_TOKEN, ERR_INVALID_PROTOCOL, ERR_UNESCAPED_CHARACTERS,
} = require('internal/errors').codes;

const kPath = Symbol('kPath');
// Host and port, as a Host field has them.
const kAuthority = Symbol('kAuthority');

const invalidPath = /[^\u0021-\u00ff]/;
// These usually come without a body, so none is announced unless one is written.
const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

/** `(url[, options][, callback])` and `(options[, callback])` as `[options, callback]`. */
function normalizeArguments(input, options, callback) {
  if (typeof input === 'string') {
    const { URL, urlToHttpOptions } = require('internal/url');
    input = urlToHttpOptions(new URL(input));
  } else if (isURL(input)) {
    input = require('internal/url').urlToHttpOptions(input);
  } else {
    callback = options;
    options = input;
    input = null;
  }
  if (typeof options === 'function') return [input || kEmptyObject, options];
  return [Object.assign({ __proto__: null }, input, options), callback];
}

function isURL(value) {
  // Whatever has the parts of one; plain options have no `href`.
  return Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

/** `agent` of the options, or the default one; undefined for a request that brings its own connection. */
function chooseAgent(options, defaultAgent) {
  const { agent } = options;
  if (agent === false) return new defaultAgent.constructor();
  if (agent === null || agent === undefined) {
    return typeof options.createConnection === 'function' ? agent : defaultAgent;
  }
  if (typeof agent.addRequest !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.agent', ['Agent-like Object', 'undefined', 'false'], agent);
  }
  return agent;
}

function checkProtocol(options, agent, defaultAgent) {
  const protocol = options.protocol || defaultAgent.protocol;
  const expected = agent?.protocol || defaultAgent.protocol;
  if (protocol !== expected) throw new ERR_INVALID_PROTOCOL(protocol, expected);
  return protocol;
}

function checkPath(path) {
  path = String(path);
  if (invalidPath.test(path)) throw new ERR_UNESCAPED_CHARACTERS('Request path');
  return path;
}

function hostOf(options) {
  return checkHost(options.hostname, 'hostname') || checkHost(options.host, 'host') || 'localhost';
}

function checkHost(host, name) {
  if (host !== null && host !== undefined && typeof host !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'undefined', 'null'], host);
  }
  return host;
}

function methodOf({ method }) {
  if (method != null) validateString(method, 'options.method');
  if (!method) return 'GET';
  if (!isHttpToken(method)) throw new ERR_INVALID_HTTP_TOKEN('Method', method);
  return method.toUpperCase();
}

/** Takes over what the options say about the request itself. */
function storeOptions(request, options) {
  if (options.socketPath !== undefined) request.socketPath = options.socketPath;
  if (options.timeout !== undefined) request.timeout = getTimerDuration(options.timeout, 'timeout');
  if (options.signal) {
    require('internal/streams/add-abort-signal').addAbortSignal(options.signal, request);
  }
  request.method = methodOf(options);
  const { maxHeaderSize, insecureHTTPParser, joinDuplicateHeaders } = options;
  if (maxHeaderSize !== undefined) {
    validateInteger(maxHeaderSize, 'maxHeaderSize', 0);
    request.maxHeaderSize = maxHeaderSize;
  }
  if (insecureHTTPParser !== undefined) {
    validateBoolean(insecureHTTPParser, 'options.insecureHTTPParser');
    request.insecureHTTPParser = insecureHTTPParser;
  }
  const validation = validationOf(options);
  if (validation !== undefined) request.httpValidation = validation;
  if (joinDuplicateHeaders !== undefined) {
    validateBoolean(joinDuplicateHeaders, 'options.joinDuplicateHeaders');
    request.joinDuplicateHeaders = joinDuplicateHeaders;
  }
}

/** The host as a Host field has it: an IPv6 address in brackets. */
function bracketed(host) {
  const colon = host.indexOf(':');
  return colon !== -1 && host.includes(':', colon + 1) && host[0] !== '[' ? `[${host}]` : host;
}

module.exports = {
  bodiless, bracketed, checkPath, checkProtocol, chooseAgent, hostOf, kAuthority, kPath, normalizeArguments, storeOptions,
};
