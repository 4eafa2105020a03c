// `_http_server`: Server.
'use strict';

const net = require('net');
const EE = require('events');
const { setInterval, clearInterval } = require('timers');
const { promisify, kEmptyObject } = require('internal/util');
const { validateObject } = require('internal/validators');
const { parseUniqueHeadersOption, kUniqueHeaders } = require('_http_outgoing');
const { STATUS_CODES, ServerResponse } = require('internal/http/response');
const { kIncomingMessage } = require('_http_common');
const { kServerResponse, storeHTTPOptions } = require('internal/http/server_options');
const { checkConnections, connectionListener, kConnections } = require('internal/http/connection');

const { attach, nativeOf } = require('internal/http/native_server');

const { ConnectionsList } = internalBinding('http_parser');
const kConnectionsCheckingInterval = Symbol('http.server.connectionsCheckingInterval');

function Server(options, requestListener) {
  if (!(this instanceof Server)) return new Server(options, requestListener);
  if (typeof options === 'function') {
    requestListener = options;
    options = kEmptyObject;
  } else if (options == null) {
    options = kEmptyObject;
  } else {
    validateObject(options, 'options');
  }

  storeHTTPOptions.call(this, options);
  const { keepAlive, keepAliveInitialDelay, highWaterMark, noDelay = true } = options;
  net.Server.call(this, { allowHalfOpen: true, noDelay, keepAlive, keepAliveInitialDelay, highWaterMark });
  if (requestListener) this.on('request', requestListener);
  // Whether a client may end its side and still get the answer.
  this.httpAllowHalfOpen = false;
  this.on('connection', connectionListener);
  this.on('listening', setupConnectionsTracking);
  this.timeout = 0;
  this.maxHeadersCount = null;
  this.maxRequestsPerSocket = 0;
  this[kUniqueHeaders] = parseUniqueHeadersOption(options.uniqueHeaders);
}
Object.setPrototypeOf(Server.prototype, net.Server.prototype);
Object.setPrototypeOf(Server, net.Server);

// A listening handle's connections are served natively; those that a program hands in with "connection" are not.
Server.prototype._listenTaken = function(handle) {
  attach(this, handle, { kIncomingMessage, kServerResponse });
};

/** Starts to watch the connections. Receiver: the server. */
function setupConnectionsTracking() {
  this[kConnections] ||= new ConnectionsList();
  if (this[kConnectionsCheckingInterval]) clearInterval(this[kConnectionsCheckingInterval]);
  // Also while no timeout is set: programs may set one later.
  this[kConnectionsCheckingInterval] =
    setInterval(checkConnections.bind(this), this.connectionsCheckingInterval).unref();
}

function httpServerPreClose(server) {
  server.closeIdleConnections();
  clearInterval(server[kConnectionsCheckingInterval]);
}

Server.prototype.close = function close(...args) {
  httpServerPreClose(this);
  net.Server.prototype.close.apply(this, args);
  return this;
};

Server.prototype[Symbol.asyncDispose] = async function() {
  await promisify(this.close).call(this);
};

// What a program that ends gracefully does to its servers: answers to requests that come still are their connections'
// last, and connections that send none are closed after a while.
Server.prototype[Symbol.for('rnode.drain')] = function drain(graceMs) {
  clearInterval(this[kConnectionsCheckingInterval]);
  if (this.listening) net.Server.prototype.close.call(this);
  nativeOf(this)?.drain(graceMs);
  this.prependListener('request', (request, response) => { response.shouldKeepAlive = false; });
  if (!this[kConnections]) return;
  for (const { socket } of this[kConnections].all()) {
    if (socket._httpMessage && !socket._httpMessage.headersSent) socket._httpMessage.shouldKeepAlive = false;
  }
  const closing = setInterval(closeIdleScripted, graceMs, this).unref();
  this.once('close', () => clearInterval(closing));
};

Server.prototype.closeAllConnections = function closeAllConnections() {
  nativeOf(this)?.closeAll();
  if (!this[kConnections]) return;
  for (const { socket } of this[kConnections].all()) socket.destroy();
};

Server.prototype.closeIdleConnections = function closeIdleConnections() {
  nativeOf(this)?.closeIdle();
  closeIdleScripted(this);
};

// Those of the scripts' own connections that are between two requests.
function closeIdleScripted(server) {
  if (!server[kConnections]) return;
  for (const { socket } of server[kConnections].idle()) {
    if (!socket._httpMessage || socket._httpMessage.finished) socket.destroy();
  }
}

Server.prototype.getConnections = function getConnections(callback) {
  process.nextTick(callback, null, this._connections + (nativeOf(this)?.connections ?? 0));
  return this;
};

Server.prototype._emitCloseIfDrained = function _emitCloseIfDrained() {
  if ((nativeOf(this)?.connections ?? 0) === 0) net.Server.prototype._emitCloseIfDrained.call(this);
};

Server.prototype.setTimeout = function setTimeout(msecs, callback) {
  this.timeout = msecs;
  if (callback) this.on('timeout', callback);
  return this;
};

Server.prototype[EE.captureRejectionSymbol] = function(error, event, ...args) {
  if (event !== 'request') {
    net.Server.prototype[EE.captureRejectionSymbol].call(this, error, event, ...args);
    return;
  }
  const res = args[1];
  if (res.headersSent || res.writableEnded) {
    res.destroy();
    return;
  }
  // The fields were meant for another answer.
  for (const name of res.getHeaderNames()) res.removeHeader(name);
  res.statusCode = 500;
  res.end(STATUS_CODES[500]);
};

module.exports = {
  STATUS_CODES,
  Server,
  ServerResponse,
  setupConnectionsTracking,
  storeHTTPOptions,
  _connectionListener: connectionListener,
  kServerResponse,
  httpServerPreClose,
  kConnectionsCheckingInterval,
};
