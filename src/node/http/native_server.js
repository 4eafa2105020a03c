// Servers whose connections are served in Rust. A request arrives as one call and its response leaves as one; a
// `net.Socket` is made for a connection when somebody asks for it. What a message does is the same as over any other
// stream: only its transport differs.
'use strict';

const { HttpServer, prepareOrdinary } = internalBinding('http_server');
const {
  ConnResetException, ErrnoException,
  codes: { ERR_HTTP_REQUEST_TIMEOUT, ERR_STREAM_DESTROYED },
} = require('internal/errors');
const {
  IncomingMessage, NativeRequest,
  kBits: kRequestBits, kBlock,
  kNative: kRequestConnection, kComplete, kConsuming, kHasHead, kJoinDuplicates,
  kFlagBody, kFlagExpectContinue, kFlagExpectOther, kFlagHost, kFlagKeepAlive, kFlagUpgrade,
} = require('_http_incoming');
const { NativeResponse, ServerResponse, isWatched, kId, kReason } = require('internal/http/response');
const { deliver, deliverEnd } = require('internal/http/incoming_body');
const { channel, hasObserver, idleChannel, observerCounts, watchedChannels } = require('internal/http/observers');
const { kOptimizeEmptyRequests, hasUpgradeListener } = require('internal/http/server_options');
const { becomeSocket, isListenedTo, isNative, listenAtLast, makeServerSocket } = require('internal/http/server_socket');
const { isLenient } = require('_http_common');
const { kCapture, originals: { emit } } = require('internal/events/symbols');
const { kOutHeaders, kNeedDrain } = require('internal/http');
const { kEnded } = require('internal/streams/readable_state');
const { tick } = require('internal/process/task_queues');
const { callEndCallbacks } = require('internal/http/outgoing_body');
const { close, fieldsOf, finish, kNoFields, nativeTransport } = require('internal/http/native_transport');
const {
  kBits, kEndCallbacks, kHead, kNative,
  kChunked, kDestroyed, kExpectContinue, kFinished, kHasBody, kHeaderSent, kInitial,
  kRemovedConnection, kRemovedContLen, kRemovedTE, kSendDate, kShouldKeepAlive, kStrictContentLength,
} = require('internal/http/outgoing_state');

const requestStart = channel('http.server.request.start');
const responseFinish = channel('http.server.response.finish');
const kServerNative = Symbol('kNativeServer');
const kSocketMade = Symbol('kSocket');
// The request whose program asked for the socket.
const kAsker = Symbol('kAsker');

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
  if ((flags & kFlagUpgrade) !== 0) {
    if (upgrades(server, request)) {
      connection.upgrading = request;
      return true;
    }
    request.upgrade = false;
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
  estate.upgrades = true;
  take(connection, estate);
  const { socket } = connection;
  if (estate.requests > 1) socket.setTimeout(server.timeout || 0);
  // A stream of its own from here on, that has nothing to tell.
  void request._readableState;
  request[kRequestConnection] = null;
  request.socket = socket;
  request.complete = true;
  request.push(null);
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
    finishLater: (ended) => tick(finish, ended),
    channels: watchedChannels,
    idleChannel: Object.getPrototypeOf(idleChannel),
    observed: observerCounts,
    symbols: {
      kBits, kBlock, kCapture, kHead, kId, kNative, kOutHeaders, kReason, kRequestBits,
      kRequestNative: kRequestConnection,
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
    maxHeadersCount: server.maxHeadersCount,
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
    seen.allowHalfOpen === server.httpAllowHalfOpen && Object.is(seen.maxHeadersCount, server.maxHeadersCount);
  if (same) return;
  native.setOptions(native.seen = optionsOf(server));
  takeFacts(native);
}

function takeFacts(native) {
  const { server } = native;
  native.joinDuplicates = Boolean(server.joinDuplicateHeaders);
  native.keepAliveTimeout = server.keepAliveTimeout;
  const { http } = server[kServerNative];
  native.setFacts(
    native.plain && server[http.kIncomingMessage] === IncomingMessage && server[http.kServerResponse] === ServerResponse,
    native.joinDuplicates);
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
