// Servers whose connections are served in Rust. A request arrives as one call and its response leaves as one; a
// `net.Socket` is made for a connection when somebody asks for it. What a message does is the same as over any other
// stream: only its transport differs.
'use strict';

const { HttpServer, prepareOrdinary } = internalBinding('http_server');
const { Buffer } = require('buffer');
const {
  ConnResetException, ErrnoException,
  codes: { ERR_HTTP_CONTENT_LENGTH_MISMATCH, ERR_HTTP_REQUEST_TIMEOUT, ERR_STREAM_DESTROYED },
} = require('internal/errors');
const {
  IncomingMessage, NativeRequest,
  kBits: kRequestBits, kBlock,
  kNative: kRequestConnection, kComplete, kConsuming, kHasHead, kJoinDuplicates, kPairsMax,
  kFlagBody, kFlagExpectContinue, kFlagExpectOther, kFlagHost, kFlagKeepAlive, kFlagUpgrade,
} = require('_http_incoming');
const { NativeResponse, ServerResponse, isWatched, kId, kReason } = require('internal/http/response');
const { deliver, deliverEnd } = require('internal/http/incoming_body');
const { channel, hasObserver, idleChannel, observerCounts, watchedChannels } = require('internal/http/observers');
const { kOptimizeEmptyRequests, hasUpgradeListener } = require('internal/http/server_options');
const { becomeSocket, isListenedTo, isNative, listenAtLast, makeServerSocket } = require('internal/http/server_socket');
const { isLenient } = require('_http_common');
const { prototype: { emit } } = require('events');
const { kCapture } = require('internal/events/symbols');
const { kOutHeaders, kNeedDrain } = require('internal/http');
const { isUint8Array } = require('internal/util/types');
const { kEnded } = require('internal/streams/readable_state');
const { callEndCallbacks } = require('internal/http/outgoing_body');
const { declaredLength, flatFields, streamTransport, trailerPairs } = require('internal/http/transport');
const {
  kBits, kBytesWritten, kEndCallbacks, kHead, kNative, kTransport,
  kChunked, kClosed, kDestroyed, kExpectContinue, kFinished, kHasBody, kHeaderSent, kInitial, kRejectBody,
  kRemovedConnection, kRemovedContLen, kRemovedTE, kSendDate, kShouldKeepAlive, kStrictContentLength, kWritableFinished,
} = require('internal/http/outgoing_state');

const requestStart = channel('http.server.request.start');
const responseFinish = channel('http.server.response.finish');
const kServerNative = Symbol('kNativeServer');
const kSocketMade = Symbol('kSocket');
// What a head was stored with whose text somebody has seen.
const kFields = Symbol('kHeadFields');
// The request whose program asked for the socket.
const kAsker = Symbol('kAsker');

// What the head of a response says besides its fields; the binding's bits.
const kHeadDate = 1;
const kHeadKeepAlive = 2;
const kHeadChunked = 4;
const kHeadRemovedConnection = 8;
const kHeadRemovedLength = 16;
const kHeadRemovedEncoding = 32;
const kHeadEntries = 64;
const kHeadWhole = 128;
const kHeadLengthKnown = 256;

// Stands for the text of a head without fields.
const kNoFields = Object.freeze([]);

// ---- Responses

function headFlags(bits) {
  let flags = 0;
  if ((bits & kSendDate) !== 0) flags |= kHeadDate;
  if ((bits & kShouldKeepAlive) !== 0) flags |= kHeadKeepAlive;
  if ((bits & kChunked) !== 0) flags |= kHeadChunked;
  if ((bits & (kRemovedConnection | kRemovedContLen | kRemovedTE)) !== 0) {
    if ((bits & kRemovedConnection) !== 0) flags |= kHeadRemovedConnection;
    if ((bits & kRemovedContLen) !== 0) flags |= kHeadRemovedLength;
    if ((bits & kRemovedTE) !== 0) flags |= kHeadRemovedEncoding;
  }
  return flags;
}

function storeResponseHead(response, headers) {
  let flags = headFlags(response[kBits]);
  if (response._contentLength !== null) flags |= kHeadWhole;
  if (response._contentLength) flags |= kHeadLengthKnown;
  if (headers) {
    // Those set one by one are kept as [name, value] under their lower-case names.
    if (headers === response[kOutHeaders]) flags |= kHeadEntries;
    else if (Array.isArray(headers)) headers = flatFields(headers);
    if ((response[kBits] & kStrictContentLength) !== 0) response._contentLength = declaredLength(response, headers);
  } else {
    headers = undefined;
  }
  response[kNative].head(response[kId], response.statusCode, response[kReason], headers, flags);
  response[kHead] = headers ?? kNoFields;
}

// The text of a head, for programs that look at `_header`: made as for any stream, without a change of state.
function renderHead(response, fields) {
  const bits = response[kBits];
  const head = response[kHead];
  response[kFields] = fields;
  const firstLine = `HTTP/1.1 ${response.statusCode} ${response.statusMessage}\r\n`;
  response[kHead] = null;
  streamTransport.storeHead(response, firstLine, fields);
  const text = response[kHead];
  response[kBits] = bits;
  response[kHead] = head;
  return text;
}

const kLatin1 = { __proto__: null, latin1: true, binary: true };

// Strings go as they are in the two encodings that the connection knows, in others as their bytes. A head goes in the
// encoding of the text behind it only under its first name.
function encoded(chunk, encoding) {
  return typeof chunk !== 'string' || !encoding || encoding === 'utf8' || encoding in kLatin1 ? chunk :
    Buffer.from(chunk, encoding);
}

function send(response, data, encoding, callback) {
  const withHead = (response[kBits] & kHeaderSent) === 0;
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  const connection = response[kNative];
  const status = connection.write(response[kId], encoded(data, encoding), encoding in kLatin1, withHead);
  response[kBits] |= kHeaderSent;
  if (typeof callback === 'function') {
    process.nextTick(callback, status < 0 ? new ERR_STREAM_DESTROYED('write') : null);
  }
  if (status === 0) response[kNeedDrain] = true;
  return status !== 0;
}

// The whole of `end`, but for what it has to refuse.
function endWhole(response, chunk, encoding, callback) {
  let bits = response[kBits];
  if ((bits & (kFinished | kDestroyed)) !== 0) return false;
  if (chunk) {
    if (typeof chunk !== 'string' && !isUint8Array(chunk)) return false;
  } else {
    chunk = undefined;
  }
  const withHead = (bits & kHeaderSent) === 0;
  if (response[kHead] === null) {
    // For a string only that it is known: the connection counts its bytes.
    response._contentLength = chunk === undefined ? 0 : chunk.length;
    response._implicitHeader();
  }
  bits = response[kBits];
  if ((bits & kStrictContentLength) !== 0) checkLength(response, chunk, encoding);
  if ((bits & kHasBody) === 0 && chunk !== undefined) {
    if ((bits & kRejectBody) !== 0) return false;
    chunk = undefined;
  }
  if (typeof callback === 'function') {
    (response[kEndCallbacks] ??= []).push(callback);
    // Whoever is listened to is told; callbacks come first.
    response.prependOnceListener('finish', callBack);
  }
  const trailers = response._trailer === '' ? undefined : trailerPairs(response._trailer);
  const status = response[kNative].end(
    response[kId], encoded(chunk, encoding), encoding in kLatin1, withHead, trailers);
  response[kBits] |= kFinished | kHeaderSent;
  if (response._eventsCount !== 0) response.emit('prefinish');
  // Nobody is told of what nobody can see; otherwise not within this call, and not before it is written.
  if (status === 1 || (status === 0 && response._eventsCount !== 0 && response[kNative].flush())) {
    process.nextTick(finish, response);
  }
  const request = response.req;
  if ((request[kRequestBits] & (kComplete | kConsuming)) === 0) request._dump();
  return true;
}

function checkLength(response, chunk, encoding) {
  const bits = response[kBits];
  if ((bits & (kHasBody | kRemovedContLen | kChunked)) !== kHasBody || response._contentLength == null) return;
  if (response.hasHeader('transfer-encoding')) return;
  const length = chunk === undefined ? 0 : typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) :
    chunk.byteLength;
  const total = response[kBytesWritten] + length;
  const declared = Number(response.getHeader('content-length') ?? response._contentLength);
  if (total !== declared) throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(total, declared);
}

const nativeTransport = {
  // A head that a program stored by itself is its business; only its status is not.
  storeHead: (response, firstLine, headers) => storeResponseHead(response, headers),
  storeResponseHead,
  renderHead,
  send,
  endWhole,
  // What waits behind other responses is seen in a message's output.
  takesPieces: (response) => response[kNative].isFront(response[kId]),
  // Information goes out in front of the head.
  writeRaw(response, data, encoding, callback) {
    if (typeof encoding === 'function') {
      callback = encoding;
      encoding = null;
    }
    response[kNative].writeRaw(response[kId], encoded(data, encoding), encoding in kLatin1 || encoding === 'ascii');
    if (typeof callback === 'function') process.nextTick(callback);
    return true;
  },
};

function finish(response) {
  if ((response[kBits] & kWritableFinished) !== 0) return;
  response[kBits] |= kWritableFinished;
  const { req } = response;
  // Who listens to a request that nobody reads is told of its end all the same.
  if (req._eventsCount !== 0 && (req[kRequestBits] & kConsuming) === 0) req._dump();
  if (response._eventsCount === 0) {
    response[kBits] |= kClosed | kDestroyed;
    return;
  }
  process.nextTick(close, response);
  response.emit('finish');
}

function callBack() {
  callEndCallbacks(this, null);
}

function close(response) {
  if ((response[kBits] & kClosed) !== 0) return;
  response[kBits] |= kClosed | kDestroyed;
  response.emit('close');
}

// ---- The server's side: called by the binding, with the native server as receiver

function onrequest(connection, id, block, method, url, flags) {
  const { server } = this;
  const { http } = server[kServerNative];
  let bits = flags | kHasHead;
  if ((flags & kFlagBody) === 0) bits |= kComplete;
  if (this.joinDuplicates) bits |= kJoinDuplicates;
  const Request = server[http.kIncomingMessage];
  let request;
  if (Request === IncomingMessage) {
    request = new NativeRequest(connection, block, bits, method, url);
  } else {
    request = new Request(undefined);
    NativeRequest.call(request, connection, block, bits, method, url);
  }
  if (this.pairsMax > 0 && this.pairsMax < block.length) request[kPairsMax] = this.pairsMax;
  if ((flags & kFlagUpgrade) !== 0 && upgrades(server, request)) {
    connection.upgrading = request;
    return true;
  }
  const Response = server[http.kServerResponse];
  let response;
  if (Response === ServerResponse && this.plain && !isWatched()) {
    response = new NativeResponse(request, connection, nativeTransport, id);
  } else {
    response = new Response(request, this.responseOptions);
    NativeResponse.call(response, request, connection, nativeTransport, id);
  }
  if (method === 'HEAD') response[kBits] &= ~kHasBody;
  if ((flags & kFlagKeepAlive) === 0) response[kBits] &= ~kShouldKeepAlive;
  connection.owe(id, response, (flags & kFlagBody) !== 0);
  if ((flags & kFlagUpgrade) !== 0 && isHomeless(server, request, flags)) {
    // RFC 9112, 3.2.
    response.writeHead(400, ['Connection', 'close']);
    response.end();
  } else if ((flags & (kFlagExpectContinue | kFlagExpectOther)) === 0) {
    const listener = server._events.request;
    // What `emit` does for one listener, without an array for the arguments.
    if (typeof listener === 'function' && server.emit === emit && server[kCapture] === false) {
      listener.call(server, request, response);
    } else {
      server.emit('request', request, response);
    }
  } else {
    expect(server, request, response, flags);
  }
  return false;
}

function isHomeless(server, request, flags) {
  return server.requireHostHeader && (flags & kFlagHost) === 0 && request.httpVersion === '1.1';
}

function upgrades(server, request) {
  const event = request.method === 'CONNECT' ? 'connect' : 'upgrade';
  if (server.listenerCount(event) === 0) return request.method === 'CONNECT';
  return event === 'connect' || hasUpgradeListener.call(server);
}

function expect(server, request, response, flags) {
  if ((flags & kFlagExpectContinue) !== 0) {
    response._expect_continue = true;
    if (server.listenerCount('checkContinue') > 0) {
      server.emit('checkContinue', request, response);
    } else {
      response.writeContinue();
      server.emit('request', request, response);
    }
  } else if (server.listenerCount('checkExpectation') > 0) {
    server.emit('checkExpectation', request, response);
  } else {
    response.writeHead(417);
    response.end();
  }
}

function onbody(response, buffer) {
  const { req } = response;
  if (!req._dumped && !deliver(req, buffer)) response[kNative].pause();
}

function onend(response, trailers) {
  const { req } = response;
  req.complete = true;
  if (trailers !== undefined) req._addHeaderLines(trailers, trailers.length);
  deliverEnd(req);
}

function ondrain(response) {
  if (response[kNeedDrain]) {
    response[kNeedDrain] = false;
    response.emit('drain');
  }
}

function onclosed(connection, owed, status) {
  const { server } = this;
  const socket = connection[kSocketMade];
  for (let i = 0; i < owed.length; i++) {
    const response = owed[i];
    const { req } = response;
    response[kBits] |= kDestroyed;
    if (response[kEndCallbacks] !== null) process.nextTick(callEndCallbacks, response, new ERR_STREAM_DESTROYED('write'));
    if (!req.destroyed && !(req.complete && req.readableEnded)) req.destroy(new ConnResetException('aborted'));
    close(response);
  }
  const error = status < 0 ? new ErrnoException(status, 'read') : null;
  const isHeard = error !== null && server.listenerCount('clientError') > 0;
  if (!isHeard && !(socket && isNative(socket) && isListenedTo(socket))) return;
  becomeClosed(connection, error);
  if (isHeard) server.emit('clientError', error, connection.socket);
}

function onidle() {
  this.server._emitCloseIfDrained();
}

// A program that wants to see each connection, or every request's start and end, or that reads requests in a way of its
// own, has its connections served by the scripts, over sockets. Asked for each connection, which is served by what the
// server's options are then.
function leavesConnections() {
  const { server } = this;
  refreshOptions(this);
  return server.listenerCount('connection') > 1 || server.listenerCount('dropRequest') > 0 ||
    (server.insecureHTTPParser ?? isLenient()) || server.httpValidation !== undefined ||
    server[kOptimizeEmptyRequests] || server.maxConnections !== undefined || server.blockList !== undefined ||
    server.shouldUpgradeCallback !== hasUpgradeListener || requestStart.hasSubscribers || responseFinish.hasSubscribers ||
    hasObserver('http');
}

// ---- Leaving native service

function fieldsOf(response) {
  const head = response[kHead];
  if (head === null) return undefined;
  const fields = typeof head === 'string' ? response[kFields] : head;
  return fields === kNoFields ? null : fields;
}

const past = { ends: finish, fieldsOf, asker: undefined };

// Receiver: the connection.
function leave() {
  const { server } = this;
  // Counted before it is no longer the native server's, which may have been closed.
  server._connections++;
  const estate = this.leave();
  if (estate === undefined) {
    server._connections--;
    becomeClosed(this, null);
  } else {
    take(this, estate);
  }
}

function take(connection, estate) {
  const { socket, server } = connection;
  past.asker = connection[kAsker];
  require('internal/http/takeover').takeOver(connection, socket, server, estate, past);
}

// A socket whose connection is over.
function becomeClosed(connection, error) {
  const { socket } = connection;
  if (!isNative(socket)) return;
  const { server } = connection;
  becomeSocket(socket, { allowHalfOpen: true });
  socket.server = server;
  // A client that fails is no error of the program's: the server tells of it as "clientError".
  socket.on('error', ignore);
  listenAtLast(socket);
  socket.push(null);
  socket.destroy(error);
}

function ignore() {}

// Behind what was being told when the connection left.
function onrest(connection, rest) {
  require('internal/http/takeover').readOn(connection.socket, rest);
}

function onupgrade(connection, estate, head) {
  const { server } = this;
  const request = connection.upgrading;
  connection.upgrading = undefined;
  estate.current = undefined;
  connection[kAsker] = undefined;
  server._connections++;
  take(connection, estate);
  const { socket } = connection;
  // A stream of its own from here on, that is not read.
  void request._readableState;
  request[kRequestConnection] = null;
  request.socket = socket;
  request.complete = true;
  request._dumpAndCloseReadable();
  socket.parser.incoming = request;
  require('internal/http/connection').handOver(server, socket, socket.parser, head);
}

// True when the program takes care of the connection itself.
function onclienterror(connection, rawPacket, code, reason, bytesParsed) {
  const { server } = this;
  if (server.listenerCount('clientError') === 0 && !connection[kSocketMade]) return false;
  let error;
  if (code === undefined) {
    error = new ERR_HTTP_REQUEST_TIMEOUT();
  } else {
    error = new Error(`Parse Error: ${reason}`);
    error.code = code;
    error.reason = reason;
    error.bytesParsed = bytesParsed;
    error.rawPacket = rawPacket;
  }
  connection.takeOver();
  require('internal/http/connection').onError.call(connection.socket, error);
  return true;
}

// True when somebody listens, whose business the connection is then.
function ontimeout(connection, response) {
  const { server } = this;
  let taken = false;
  if (response !== undefined) {
    taken = response.req.emit('timeout', connection.socket);
    taken = response.emit('timeout', connection.socket) || taken;
  }
  return (server.listenerCount('timeout') > 0 && server.emit('timeout', connection.socket)) || taken;
}

const methods = {
  onrequest, onbody, onend, ondrain, onfinish: finish, onclosed, onidle, leavesConnections, onupgrade,
  onclienterror, ontimeout, onrest,
};

// ---- Sockets on request

let furnished = false;

// What the connection's class has besides its native methods.
function furnish(prototype) {
  Object.defineProperty(prototype, 'socket', {
    __proto__: null, configurable: true, get() { return this[kSocketMade] ??= makeServerSocket(this, takeOver); },
  });
  prototype[kSocketMade] = null;
  prototype[kAsker] = undefined;
  // The socket as one of its messages sees it.
  prototype.socketFor = function(request) {
    this[kAsker] = request;
    return this.socket;
  };
  // From here on the connection is a socket's, if it was not already.
  prototype.takeOver = function() {
    if (isNative(this.socket)) leave.call(this);
  };
  prototype.highWaterMark = () => undefined;
  // Somebody reads the request.
  prototype.readMore = function(request) {
    if (!request.complete) return this.resume();
    if ((request._readableState.bits & kEnded) === 0) request.push(null);
  };
}

function takeOver(connection) {
  connection.takeOver();
}

// ---- Messages without the script

// Tells the binding what messages look like, so that it makes and ends the ordinary ones by itself.
function describeMessages() {
  const request = new NativeRequest(null, null, 0, '', '');
  const response = new NativeResponse(request, null, nativeTransport, 0);
  // What most responses come to have stands in its place from the start.
  response[kBits] = 0;
  response[kHead] = null;
  response[kOutHeaders] = null;
  response._contentLength = null;
  prepareOrdinary({
    request,
    response,
    noFields: kNoFields,
    emit,
    writeHead: ServerResponse.prototype.writeHead,
    implicitHeader: ServerResponse.prototype._implicitHeader,
    finishLater: (ended) => process.nextTick(finish, ended),
    channels: watchedChannels,
    idleChannel: Object.getPrototypeOf(idleChannel),
    observed: observerCounts,
    symbols: {
      kBits, kBlock, kCapture, kHead, kId, kNative, kOutHeaders, kReason, kRequestBits, kRequestNative: kRequestConnection,
    },
    bits: {
      kInitial, kSendDate, kShouldKeepAlive, kHasBody, kChunked, kRemovedConnection, kRemovedContLen, kRemovedTE,
      kFinished, kDestroyed, kHeaderSent, kStrictContentLength, kExpectContinue,
      kHasHead, kComplete, kConsuming, kJoinDuplicates,
    },
  });
}

// ---- Attaching

// The server's options as the binding takes them; programs change them at any time.
function optionsOf(server) {
  return {
    headersTimeout: server.headersTimeout,
    requestTimeout: server.requestTimeout,
    keepAliveTimeout: server.keepAliveTimeout,
    keepAliveTimeoutBuffer: server.keepAliveTimeoutBuffer,
    connectionsCheckingInterval: server.connectionsCheckingInterval,
    maxRequestsPerSocket: server.maxRequestsPerSocket ?? 0,
    maxHeaderSize: server.maxHeaderSize,
    requireHostHeader: server.requireHostHeader,
    timeout: server.timeout,
    lenient: server.insecureHTTPParser ? kLenientAll : 0,
    allowHalfOpen: server.httpAllowHalfOpen,
  };
}

const kLenientAll = 0x3ff;

function refreshOptions(native) {
  const { server, seen } = native;
  const same = seen.keepAliveTimeout === server.keepAliveTimeout && seen.headersTimeout === server.headersTimeout &&
    seen.requestTimeout === server.requestTimeout && seen.timeout === server.timeout &&
    seen.maxRequestsPerSocket === (server.maxRequestsPerSocket ?? 0) &&
    seen.allowHalfOpen === server.httpAllowHalfOpen;
  if (same && native.pairsSeen === server.maxHeadersCount) return;
  native.setOptions(native.seen = optionsOf(server));
  takeFacts(native);
}

function takeFacts(native) {
  const { server } = native;
  native.pairsSeen = server.maxHeadersCount;
  native.pairsMax = server.maxHeadersCount === null || server.maxHeadersCount === undefined ? 2000 :
    server.maxHeadersCount;
  native.joinDuplicates = Boolean(server.joinDuplicateHeaders);
  native.keepAliveTimeout = server.keepAliveTimeout;
  const { http } = server[kServerNative];
  native.setFacts(
    native.plain && server[http.kIncomingMessage] === IncomingMessage && server[http.kServerResponse] === ServerResponse,
    native.joinDuplicates, native.pairsMax);
}

/**
 * Serves the connections of a listening handle natively from now on. `http` names what the server's own script keeps:
 * { kIncomingMessage, kServerResponse }.
 */
function attach(server, handle, http) {
  server[kServerNative] = { http, native: null };
  const options = optionsOf(server);
  const native = new HttpServer(options);
  server[kServerNative].native = native;
  Object.assign(native, methods);
  native.server = server;
  native.seen = options;
  native.plain = server.highWaterMark === undefined && !server.rejectNonStandardBodyWrites;
  native.responseOptions = {
    highWaterMark: server.highWaterMark,
    rejectNonStandardBodyWrites: server.rejectNonStandardBodyWrites,
  };
  takeFacts(native);
  if (!furnished) {
    furnished = true;
    furnish(native.connectionPrototype);
    describeMessages();
  }
  if (native.attach(handle)) return;
  // Another process accepts, and sends the connections.
  const { onconnection: onsocket } = handle;
  handle.onconnection = function(status, client) {
    if (status !== 0 || native.leavesConnections() || !native.adopt(client)) onsocket.call(this, status, client);
  };
}

/** The native side of a server that has one. */
function nativeOf(server) {
  return server[kServerNative]?.native ?? null;
}

module.exports = { attach, nativeOf };
