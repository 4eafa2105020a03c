// A request on a server's connection, from its head to the end of its response.
'use strict';

const assert = require('internal/assert');
const { continueExpression } = require('_http_common');
const {
  kBits: kIncomingBits, kDetachAbortSignal, kFlagBody, kFlagExpectContinue, kFlagExpectOther, kFlagHost,
} = require('_http_incoming');
const { kResumeScheduled } = require('internal/streams/readable_state');
const { channel } = require('internal/http/observers');
const { emitClose, kConnection } = require('internal/http/response');
const { kBits, kLast, kMaxRequestsReached, kShouldKeepAlive } = require('internal/http/outgoing_state');
const { kOptimizeEmptyRequests, kServerResponse } = require('internal/http/server_options');

const meters = internalBinding('http_server');
const requestStart = channel('http.server.request.start');
const responseFinish = channel('http.server.response.finish');

// What the parser does behind the head.
const kGoOn = 0;
const kUpgrade = 2;

/** A request's head was read. Receiver: the parser. */
function onIncoming(req, keepAlive) {
  const { socket } = this;
  const connection = socket[kConnection];
  const { server } = connection;
  if (connection.keepAliveTimeoutSet) {
    socket.setTimeout(server.timeout || 0);
    connection.keepAliveTimeoutSet = false;
  }

  if (req.upgrade) {
    req.upgrade = req.method === 'CONNECT' || Boolean(server.shouldUpgradeCallback(req));
    if (req.upgrade) return kUpgrade;
  }

  connection.incoming.push(req);
  connection.began.push(meters.began());
  pauseIfBehind(connection, socket);
  const res = new server[kServerResponse](req, connection.responseOptions);
  res[kConnection] = connection;
  if (keepAlive) {
    if ((res[kBits] & kShouldKeepAlive) === 0) res[kBits] |= kShouldKeepAlive;
  } else {
    res[kBits] &= ~kShouldKeepAlive;
  }
  if (requestStart.hasSubscribers) requestStart.publish({ request: req, response: res, socket, server });

  if (server[kOptimizeEmptyRequests] && (req[kIncomingBits] & kFlagBody) === 0) {
    // Without a body, the stream's events can be spared.
    req._dumpAndCloseReadable();
    req._read();
  }

  if (socket._httpMessage) connection.outgoing.push(res);
  else res.assignSocket(socket);
  dispatch(connection, req, res);
  return kGoOn;
}

// A client that asks on without reading the answers must not fill the memory.
function pauseIfBehind(connection, socket) {
  if (socket._paused) return;
  if (socket._writableState.needDrain || connection.outgoingData >= socket.writableHighWaterMark) {
    socket._paused = true;
    // The parser goes on to the end of what it was given.
    socket.pause();
  }
}

function dispatch(connection, req, res) {
  const { server, socket } = connection;
  if (req.httpVersionMajor !== 1 || req.httpVersionMinor !== 1) {
    server.emit('request', req, res);
    return;
  }
  const flags = req[kIncomingBits];
  if (server.requireHostHeader && (flags & kFlagHost) === 0) {
    // RFC 9112, 3.2.
    res.writeHead(400, ['Connection', 'close']);
    res.end();
    return;
  }
  const requestsMax = server.maxRequestsPerSocket;
  if (typeof requestsMax === 'number' && requestsMax > 0) {
    connection.requestsCount++;
    if (requestsMax <= connection.requestsCount) res[kBits] |= kMaxRequestsReached;
    if (requestsMax < connection.requestsCount) {
      server.emit('dropRequest', req, socket);
      res.writeHead(503);
      res.end();
      return;
    }
  }
  if ((flags & (kFlagExpectContinue | kFlagExpectOther)) !== 0) meetExpectation(server, req, res);
  else server.emit('request', req, res);
}

function meetExpectation(server, req, res) {
  if (continueExpression.test(req.headers.expect)) {
    res._expect_continue = true;
    if (server.listenerCount('checkContinue') > 0) {
      server.emit('checkContinue', req, res);
    } else {
      res.writeContinue();
      server.emit('request', req, res);
    }
  } else if (server.listenerCount('checkExpectation') > 0) {
    server.emit('checkExpectation', req, res);
  } else {
    res.writeHead(417);
    res.end();
  }
}

// The end -----------------------------------------------------------------------------------------

/** A response was handed to the socket whole: the next one, or waiting, or the end. */
function finishResponse(connection, res) {
  const { server, socket, incoming, outgoing } = connection;
  const { req } = res;
  if (responseFinish.hasSubscribers) responseFinish.publish({ request: req, response: res, socket, server });

  // None is left when the connection's end has aborted them.
  assert(incoming.length === 0 || incoming[0] === req);
  req[kDetachAbortSignal]();
  if (incoming.shift() !== undefined) meters.ended(connection.began.shift());

  // A body that nobody asked for is taken off the wire.
  if (!req._consuming && (req._readableState.bits & kResumeScheduled) === 0) req._dump();

  res.detachSocket(socket);
  forget(req);
  process.nextTick(emitClose, res);

  if ((res[kBits] & kLast) !== 0) {
    if (typeof socket.destroySoon === 'function') socket.destroySoon();
    else socket.end();
  } else if (outgoing.length === 0) {
    waitForNext(connection);
  } else {
    outgoing.shift().assignSocket(socket);
  }
}

function waitForNext(connection) {
  const { server, socket } = connection;
  const { keepAliveTimeout, keepAliveTimeoutBuffer } = server;
  if (!Number.isFinite(keepAliveTimeout) || keepAliveTimeout <= 0 || typeof socket.setTimeout !== 'function') return;
  // Longer than was announced, so that a client that uses the last moment is not cut off.
  const buffer = Number.isFinite(keepAliveTimeoutBuffer) && keepAliveTimeoutBuffer >= 0 ? keepAliveTimeoutBuffer : 1000;
  socket.setTimeout(keepAliveTimeout + buffer);
  connection.keepAliveTimeoutSet = true;
}

// So that an idle connection does not keep its last request alive.
function forget(req) {
  const parser = req.socket?.parser;
  if (!parser || parser.incoming !== req) return;
  if (req.readableEnded) parser.incoming = null;
  else req.on('end', forgetThis);
}

function forgetThis() {
  forget(this);
}

module.exports = { finishResponse, onIncoming, waitForNext };
