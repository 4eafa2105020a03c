// `_http_client`: ClientRequest. What happens on its connection is in client_socket.js.
'use strict';

const { Buffer } = require('buffer');
const { once } = require('internal/util');
const { kHighWaterMark, kUniqueHeaders, parseUniqueHeadersOption, OutgoingMessage } = require('_http_outgoing');
const Agent = require('_http_agent');
const { kOutHeaders, kProxyConfig } = require('internal/http');
const { channel, hasObserver, startPerf } = require('internal/http/observers');
const {
  kBits, kHead, kLast, kRemovedConnection, kRemovedContLen, kRemovedTE, kShouldKeepAlive, kUseChunked,
} = require('internal/http/outgoing_state');
const {
  bodiless, bracketed, checkPath, checkProtocol, chooseAgent, hostOf, kAuthority, kPath, normalizeArguments, storeOptions,
} = require('internal/http/client_options');
const { attach, emitErrorEvent, kError, kStatistics, listenSocketTimeout } = require('internal/http/client_socket');
const { getTimerDuration } = require('internal/timers');
const { ERR_HTTP_HEADERS_SENT } = require('internal/errors').codes;

const created = channel('http.client.request.created');
const started = channel('http.client.request.start');

function ClientRequest(input, options, callback) {
  OutgoingMessage.call(this);
  ({ 0: options, 1: callback } = normalizeArguments(input, options, callback));
  if (options.highWaterMark != null) this[kHighWaterMark] = options.highWaterMark;

  const defaultAgent = options._defaultAgent || Agent.globalAgent;
  const agent = this.agent = chooseAgent(options, defaultAgent);
  if (options.path) checkPath(options.path);
  this.protocol = checkProtocol(options, agent, defaultAgent);

  const defaultPort = options.defaultPort || agent?.defaultPort;
  const connectOptions = { __proto__: null, ...options };
  const port = connectOptions.port = options.port || defaultPort || 80;
  const host = connectOptions.host = hostOf(options);
  delete connectOptions.signal;
  storeOptions(this, options);

  this[kPath] = options.path || '/';
  if (callback) this.once('response', callback);
  this.host = host;
  this[kBits] = initialBits(this, options, agent);

  const authority = { host: bracketed(host), port };
  this[kAuthority] = port && +port !== defaultPort ? `${authority.host}:${port}` : authority.host;
  storeHeaders(this, options, connectOptions, authority);
  if (options.uniqueHeaders !== undefined) this[kUniqueHeaders] = parseUniqueHeadersOption(options.uniqueHeaders);

  if (agent) agent.addRequest(this, connectOptions);
  else connectAlone(this, connectOptions);
  if (created.hasSubscribers) created.publish({ request: this });
}
Object.setPrototypeOf(ClientRequest.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ClientRequest, OutgoingMessage);

const { prototype } = ClientRequest;

// State is looked up all the time: the defaults stand where the look-up begins.
for (const key of Object.getOwnPropertySymbols(OutgoingMessage.prototype)) {
  const { value, writable } = Object.getOwnPropertyDescriptor(OutgoingMessage.prototype, key);
  if (writable && typeof value !== 'function') prototype[key] = value;
}

prototype._ended = false;
prototype.res = null;
prototype.aborted = false;
prototype.timeoutCb = null;
prototype.upgradeOrConnect = false;
prototype.parser = null;
prototype.maxHeadersCount = null;
prototype.reusedSocket = false;
// What few requests are given.
prototype.socketPath = undefined;
prototype.maxHeaderSize = undefined;
prototype.insecureHTTPParser = undefined;
prototype.httpValidation = undefined;
prototype.joinDuplicateHeaders = undefined;

function initialBits(request, options, agent) {
  let bits = request[kBits];
  if (options.setDefaultHeaders === false) bits |= kRemovedConnection | kRemovedContLen | kRemovedTE;
  if (bodiless.has(request.method)) bits &= ~kUseChunked;
  // A connection is kept only where the agent may use it again.
  if (agent && !agent.keepAlive && !Number.isFinite(agent.maxSockets)) bits = (bits | kLast) & ~kShouldKeepAlive;
  return bits;
}

function storeHeaders(request, options, connectOptions, authority) {
  const { headers } = options;
  if (Array.isArray(headers)) {
    rewriteForProxy(request, connectOptions, authority, undefined, headers);
    request._storeHeader(firstLine(request), headers);
    return;
  }
  for (const name of headers ? Object.keys(headers) : []) request.setHeader(name, headers[name]);
  // As `getHeader` has them.
  const given = request[kOutHeaders];
  const givenHost = given?.host?.[1];
  const setHost = options.setHost === undefined ? options.setDefaultHeaders !== false : Boolean(options.setHost);
  if (!givenHost && setHost) request.setHeader('Host', request[kAuthority]);
  if (options.auth && !request.getHeader('Authorization')) {
    request.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`);
  }
  if (given?.expect && request[kHead]) throw new ERR_HTTP_HEADERS_SENT('render');
  rewriteForProxy(request, connectOptions, authority, givenHost);
  // Who asks for leave to send a body waits for the answer to the head.
  if (given?.expect) request._storeHeader(firstLine(request), request[kOutHeaders]);
}

function rewriteForProxy(request, options, authority, givenHost, headerList) {
  if (!request.agent?.[kProxyConfig]) return;
  require('internal/http/client_proxy').rewrite(request, options, authority, givenHost, headerList);
}

function firstLine(request) {
  return `${request.method} ${request.path} HTTP/1.1\r\n`;
}

// Without an agent the connection serves this request alone.
function connectAlone(request, options) {
  request[kBits] = (request[kBits] | kLast) & ~kShouldKeepAlive;
  if (options.path || options.socketPath) {
    options = { ...options };
    // To a socket, `path` is the name of a Unix socket.
    if (options.socketPath) options.path = options.socketPath;
    else options.path &&= undefined;
  }
  if (typeof options.createConnection !== 'function') {
    request.onSocket(require('net').createConnection(options));
    return;
  }
  const oncreate = once((error, socket) => {
    if (error) process.nextTick(() => { emitErrorEvent(request, error); });
    else request.onSocket(socket);
  });
  try {
    const socket = options.createConnection(options, oncreate);
    if (socket) oncreate(null, socket);
  } catch (error) {
    oncreate(error);
  }
}

Object.defineProperty(prototype, 'path', {
  configurable: true,
  enumerable: true,
  get() { return this[kPath]; },
  set(value) { this[kPath] = checkPath(value); },
});

prototype._implicitHeader = function _implicitHeader() {
  if (this[kHead]) throw new ERR_HTTP_HEADERS_SENT('render');
  this._storeHeader(firstLine(this), this[kOutHeaders]);
};

prototype._finish = function _finish() {
  OutgoingMessage.prototype._finish.call(this);
  if (hasObserver('http')) {
    // A proxied path is a whole URL already.
    const url = this.path[0] === '/' ? `${this.protocol}//${this[kAuthority]}${this.path}` : this.path;
    const headers = typeof this.getHeaders === 'function' ? this.getHeaders() : {};
    startPerf(this, kStatistics, {
      type: 'http', name: 'HttpClient', detail: { req: { method: this.method, url, headers } },
    });
  }
  if (started.hasSubscribers) started.publish({ request: this });
};

// Ending early ------------------------------------------------------------------------------------

prototype.abort = function abort() {
  if (this.aborted) return;
  this.aborted = true;
  process.nextTick(emitAbort, this);
  this.destroy();
};

function emitAbort(request) {
  request.emit('abort');
}

prototype.destroy = function destroy(error) {
  if (this.destroyed) return this;
  this.destroyed = true;
  // Nobody cares for the rest of the response.
  if (this.res) this.res._dump();
  this[kError] = error;
  this.socket?.destroy(error);
  return this;
};

// The connection ----------------------------------------------------------------------------------

/** Gives the request its connection, or the error in its place. */
prototype.onSocket = function onSocket(socket, error) {
  attach(this, socket, error);
};

// A method of the socket, called once there is one and it is connected.
prototype._deferToConnect = function _deferToConnect(method, args) {
  const call = () => {
    if (method) this.socket[method](...args);
  };
  const onSocket = () => {
    if (this.socket.writable) call();
    else this.socket.once('connect', call);
  };
  if (this.socket) onSocket();
  else this.once('socket', onSocket);
};

prototype.setTimeout = function setTimeout(msecs, callback) {
  if (this._ended) return this;
  listenSocketTimeout(this);
  msecs = getTimerDuration(msecs, 'msecs');
  if (callback) this.once('timeout', callback);
  if (this.socket) setSocketTimeout(this.socket, msecs);
  else this.once('socket', (socket) => { setSocketTimeout(socket, msecs); });
  return this;
};

function setSocketTimeout(socket, msecs) {
  if (socket.connecting) socket.once('connect', () => { socket.setTimeout(msecs); });
  else socket.setTimeout(msecs);
}

prototype.clearTimeout = function clearTimeout(callback) {
  this.setTimeout(0, callback);
};

prototype.setNoDelay = function setNoDelay(noDelay) {
  this._deferToConnect('setNoDelay', [noDelay]);
};

prototype.setSocketKeepAlive = function setSocketKeepAlive(enable, initialDelay) {
  this._deferToConnect('setKeepAlive', [enable, initialDelay]);
};

Object.assign(require('internal/http/originals'), { onSocket: prototype.onSocket, _implicitHeader: prototype._implicitHeader });

module.exports = { ClientRequest };
