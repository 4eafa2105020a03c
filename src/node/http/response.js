// ServerResponse.
'use strict';

const { ordinary } = internalBinding('http_server');
const assert = require('internal/assert');
const { OutgoingMessage } = require('_http_outgoing');
const { chunkExpression } = require('_http_common');
const { kOutHeaders } = require('internal/http');
const { hasInvalidHeaderChar, validateHeaderName, validateHeaderValue } = require('internal/http/validate');
const { channel, hasObserver, startPerf, stopPerf } = require('internal/http/observers');
const {
  defineFlags,
  kAfterFinish, kBits, kHead, kNative, kTransport, kUniqueHeaders,
  kClosed, kDestroyed, kExpectContinue, kFinished, kHasBody, kInitial, kSendDate, kSent100, kShouldKeepAlive, kUseChunked,
} = require('internal/http/outgoing_state');
const { validateInteger, validateLinkHeaderValue, validateObject } = require('internal/validators');
const {
  ERR_HTTP_HEADERS_SENT, ERR_HTTP_INVALID_STATUS_CODE, ERR_HTTP_SOCKET_ASSIGNED, ERR_INVALID_ARG_VALUE,
  ERR_INVALID_CHAR,
} = require('internal/errors').codes;

const STATUS_CODES = internalBinding('http_parser').statusCodes;
const kConnection = Symbol('kConnection');
const kId = Symbol('kRequestId');
const kReason = Symbol('kStatusMessage');
const kStatistics = Symbol('ServerResponseStatistics');
const created = channel('http.server.response.created');

function ServerResponse(req, options) {
  OutgoingMessage.call(this, options);
  this.req = req;
  if (req.method === 'HEAD') this[kBits] &= ~kHasBody;
  if (req.httpVersionMajor < 1 || req.httpVersionMinor < 1) {
    this[kBits] &= ~(kShouldKeepAlive | kUseChunked);
    if (chunkExpression.test(req.headers.te)) this[kBits] |= kUseChunked;
  }
  if (hasObserver('http')) observe(this, req);
  if (created.hasSubscribers) created.publish({ request: req, response: this });
}
Object.setPrototypeOf(ServerResponse.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ServerResponse, OutgoingMessage);

const { prototype } = ServerResponse;

// A response on a connection that is served natively.
function NativeResponse(request, connection, transport, id) {
  this.req = request;
  this[kNative] = connection;
  this[kTransport] = transport;
  this[kId] = id;
}
NativeResponse.prototype = prototype;

/** Whether making a response is watched from outside, so that it has to be made in full. */
function isWatched() {
  return created.hasSubscribers || hasObserver('http');
}

// State is looked up on every request: the defaults stand where the look-up begins.
for (const key of Object.getOwnPropertySymbols(OutgoingMessage.prototype)) {
  const { value, writable } = Object.getOwnPropertyDescriptor(OutgoingMessage.prototype, key);
  if (writable && typeof value !== 'function') prototype[key] = value;
}
prototype[kBits] = kInitial | kSendDate;
defineFlags(prototype, { _sent100: kSent100, _expect_continue: kExpectContinue });
// One that was handed over whole is over, and nobody may have been there to be told.
Object.defineProperty(prototype, 'destroyed', {
  configurable: true,
  get() {
    const bits = this[kBits];
    if ((bits & kDestroyed) !== 0) return true;
    const isUntold = (bits & kFinished) !== 0 && this[kNative] !== null && this._eventsCount === 0;
    return isUntold && !this[kNative].owes(this[kId]);
  },
  set(on) { this[kBits] = on ? this[kBits] | kDestroyed : this[kBits] & ~kDestroyed; },
});
prototype.statusCode = 200;
// The status's own text is not stored for each response.
prototype[kReason] = undefined;
Object.defineProperty(prototype, 'statusMessage', {
  configurable: true,
  enumerable: true,
  get() {
    const reason = this[kReason];
    return reason === undefined && this[kHead] !== null ? STATUS_CODES[this.statusCode] || 'unknown' : reason;
  },
  set(value) { this[kReason] = value; },
});
// The server's connection that the response belongs to; null for one that a program made.
prototype[kConnection] = null;

// What the server decides for all of its responses, until a program sets it for one.
function defineShared(name, get) {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get,
    set(value) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
  });
}

defineShared('_keepAliveTimeout', function() { return serverOf(this)?.keepAliveTimeout ?? 0; });
defineShared('_maxRequestsPerSocket', function() { return serverOf(this)?.maxRequestsPerSocket; });
defineShared(kUniqueHeaders, function() { return serverOf(this)?.[kUniqueHeaders] ?? null; });

function serverOf(response) {
  return (response[kConnection] ?? response[kNative])?.server;
}

prototype._onPendingData = function(delta) {
  if (this[kConnection] !== null) this[kConnection].countPending(delta);
};

prototype[kAfterFinish] = function() {
  if (this[kConnection] !== null) this[kConnection].finished(this);
};

function observe(response, req) {
  const { method, url, headers } = req;
  startPerf(response, kStatistics, { type: 'http', name: 'HttpRequest', detail: { req: { method, url, headers } } });
}

prototype._finish = function _finish() {
  if (this[kStatistics] && hasObserver('http')) {
    const { statusCode, statusMessage } = this;
    const headers = typeof this.getHeaders === 'function' ? this.getHeaders() : {};
    stopPerf(this, kStatistics, { detail: { res: { statusCode, statusMessage, headers } } });
  }
  OutgoingMessage.prototype._finish.call(this);
};

// The connection ----------------------------------------------------------------------------------

prototype.assignSocket = function assignSocket(socket) {
  if (socket._httpMessage) throw new ERR_HTTP_SOCKET_ASSIGNED();
  socket._httpMessage = this;
  // A server's connection tells its message itself.
  if (this[kConnection] === null) socket.on('close', onSocketClose);
  this.socket = socket;
  this.emit('socket', socket);
  this._flush();
};

prototype.detachSocket = function detachSocket(socket) {
  assert(socket._httpMessage === this);
  if (this[kConnection] === null) socket.removeListener('close', onSocketClose);
  socket._httpMessage = null;
  this.socket = null;
};

// Listeners removed during the event are called all the same, so the message may be gone.
function onSocketClose() {
  if (this._httpMessage) emitClose(this._httpMessage);
}

/** The end of a response, one way or the other. */
function emitClose(response) {
  if ((response[kBits] & kClosed) !== 0) return;
  response[kBits] |= kDestroyed | kClosed;
  response.emit('close');
}

// Heads -------------------------------------------------------------------------------------------

prototype._implicitHeader = function _implicitHeader() {
  this.writeHead(this.statusCode);
};

function writeHead(statusCode, reason, obj) {
  if (this[kHead]) throw new ERR_HTTP_HEADERS_SENT('write');
  const given = statusCode;
  statusCode |= 0;
  if (statusCode < 100 || statusCode > 999) throw new ERR_HTTP_INVALID_STATUS_CODE(given);

  if (typeof reason === 'string') this[kReason] = reason;
  else obj ??= reason;
  if (this.statusCode !== statusCode) this.statusCode = statusCode;
  const headers = this[kOutHeaders] ? mergeHeaders(this, obj) : obj;
  if (this[kReason] !== undefined) {
    this[kReason] ||= STATUS_CODES[statusCode] || 'unknown';
    if (hasInvalidHeaderChar(this[kReason], false)) throw new ERR_INVALID_CHAR('statusMessage');
  }

  if (statusCode === 204 || statusCode === 304 || statusCode < 200) this[kBits] &= ~kHasBody;
  // The body that the client holds back may come or not: the connection cannot be used again.
  if ((this[kBits] & (kExpectContinue | kSent100)) === kExpectContinue) this[kBits] &= ~kShouldKeepAlive;
  this[kTransport].storeResponseHead(this, headers);
  return this;
}
prototype.writeHead = prototype.writeHeader = ordinary('writeHead', writeHead);

// The fields of `writeHead` take the place of those set before; a flat list may repeat names.
function mergeHeaders(response, obj) {
  if (Array.isArray(obj)) {
    if (obj.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', obj);
    for (let i = 0; i < obj.length; i += 2) response.removeHeader(obj[i]);
    for (let i = 0; i < obj.length; i += 2) if (obj[i]) response.appendHeader(obj[i], obj[i + 1]);
  } else if (obj) {
    for (const name of Object.keys(obj)) if (name) response.setHeader(name, obj[name]);
  }
  return response[kOutHeaders];
}

// Information, which comes before the head.
prototype.writeInformation = function writeInformation(statusCode, headers, callback) {
  if (this[kHead]) throw new ERR_HTTP_HEADERS_SENT('write');
  validateInteger(statusCode, 'statusCode', 100, 199);
  if (statusCode === 101) throw new ERR_HTTP_INVALID_STATUS_CODE(statusCode);
  const lenient = this._isLenientHeaderValidation();
  let head = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] || 'unknown'}\r\n`;
  for (const { 0: name, 1: value } of pairsOf(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value, lenient);
    head += `${name}: ${value}\r\n`;
  }
  return this._writeRaw(`${head}\r\n`, 'ascii', callback);
};

function pairsOf(headers) {
  if (headers === undefined || headers === null) return [];
  if (!Array.isArray(headers)) {
    validateObject(headers, 'headers');
    return Object.entries(headers);
  }
  if (headers.length > 0 && Array.isArray(headers[0])) return headers;
  if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
  const pairs = [];
  for (let i = 0; i < headers.length; i += 2) pairs.push([headers[i], headers[i + 1]]);
  return pairs;
}

prototype.writeContinue = function writeContinue(callback) {
  this.writeInformation(100, null, callback);
  this._sent100 = true;
};

prototype.writeProcessing = function writeProcessing(callback) {
  this.writeInformation(102, null, callback);
};

prototype.writeEarlyHints = function writeEarlyHints(hints, callback) {
  validateObject(hints, 'hints');
  if (hints.link === null || hints.link === undefined) return;
  const Link = validateLinkHeaderValue(hints.link);
  if (Link.length === 0) return;
  if (hasInvalidHeaderChar(Link, false)) throw new ERR_INVALID_CHAR('header content', 'Link');
  const headers = { __proto__: null, Link };
  for (const name of Object.keys(hints)) if (name !== 'link') headers[name] = hints[name];
  this.writeInformation(103, headers, callback);
};

module.exports = {
  STATUS_CODES, NativeResponse, ServerResponse, emitClose, isWatched, kConnection, kId, kReason, onSocketClose,
};
