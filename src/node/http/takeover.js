// A connection that was served natively goes on as a socket that the scripts serve: when its program wants more of the
// socket than native connections have, when it becomes another protocol's, and when a client's error is the program's
// business. Requests and responses under way keep their state; only what they stand on is another.
'use strict';

const {
  kBits: kRequestBits, kNative: kRequestConnection, kComplete,
} = require('_http_incoming');
const { kConnection } = require('internal/http/response');
const { kNeedDrain } = require('internal/http');
const { chunkExpression } = require('_http_common');
const { kEnded } = require('internal/streams/readable_state');
const { finish } = require('internal/http/outgoing_body');
const { streamTransport } = require('internal/http/transport');
const { onData, serve } = require('internal/http/connection');
const { waitForNext } = require('internal/http/request_cycle');
const { becomeSocket, listenAtLast } = require('internal/http/server_socket');
const {
  kBits, kHead, kNative, kTransport,
  kChunked, kHeaderSent, kLast, kMaxRequestsReached, kShouldKeepAlive, kUseChunked,
} = require('internal/http/outgoing_state');

const meters = internalBinding('http_server');

/**
 * Gives `socket` what `leave()` left of its connection. `ends` makes a response of the past finish, `fields` are what a
 * response's head was stored with.
 */
function takeOver(connection, socket, server, estate, { ends, fieldsOf, asker }) {
  const { handle, unsent, open, finishing, current } = estate;
  becomeSocket(socket, {
    handle, allowHalfOpen: server.allowHalfOpen, readable: true, writable: true,
    readableHighWaterMark: server.highWaterMark, writableHighWaterMark: server.highWaterMark,
  });
  socket._server = server;
  meters.opened(false);
  serve.call(server, socket);
  const { parser } = socket;
  const rest = connection.bequeath(parser);
  const state = socket[kConnection];
  state.requestsCount = estate.requests;

  if (unsent !== undefined) socket.write(unsent, () => { finishing.forEach(ends); });
  else if (finishing.length > 0) process.nextTick(() => { finishing.forEach(ends); });
  if (current !== undefined) parser.incoming = current.req;
  else if (asker !== undefined) remember(parser, asker);

  const messages = new Set(open.map((entry) => entry[0]));
  if (current !== undefined) messages.add(current);
  for (const { req } of messages) takeRequest(req, socket, parser);
  for (const entry of open) takeResponse(state, socket, entry, fieldsOf(entry[0]));
  listenAtLast(socket);

  if (estate.ending) socket.destroySoon();
  else if (open.length === 0 && estate.requests > 0 && !estate.upgrades) waitForNext(state);
  if (estate.paused) socket.pause();
  if (rest !== undefined) process.nextTick(readOn, socket, rest);
}

/** What was read behind that which is dealt with by now. */
function readOn(socket, rest) {
  if (socket.parser) onData.call(socket, rest);
}

// The request whose end is being told is the parser's until then.
function remember(parser, request) {
  parser.incoming = request;
  process.nextTick(() => {
    if (parser.incoming === request) parser.incoming = null;
  });
}

function takeRequest(request, socket, parser) {
  // Its stream's state, as if it had been there all the time.
  const state = request._readableState;
  request[kRequestConnection] = null;
  request.socket = socket;
  const isRead = (request[kRequestBits] & kComplete) !== 0 && parser.incoming !== request;
  if (isRead && (state.bits & kEnded) === 0) request.push(null);
}

function takeResponse(connection, socket, entry, fields) {
  const { 0: response, 1: streams, 2: chunked, 3: ended, 4: last, 5: limitReached, 6: held, 7: began } = entry;
  const { req } = response;
  response[kNative] = null;
  response[kTransport] = streamTransport;
  response[kConnection] = connection;
  let bits = response[kBits];
  if (req.httpVersionMajor < 1 || req.httpVersionMinor < 1) {
    bits &= ~(kShouldKeepAlive | kUseChunked);
    if (chunkExpression.test(req.headers.te)) bits |= kUseChunked;
  }
  if (limitReached) bits |= kMaxRequestsReached;
  response[kBits] = bits;
  if (fields !== undefined) {
    response[kHead] = null;
    streamTransport.storeResponseHead(response, fields);
    bits = response[kBits];
    if (streams || ended) {
      bits |= kHeaderSent;
      bits = chunked ? bits | kChunked : bits & ~kChunked;
      if (last) bits |= kLast;
      response[kBits] = bits;
    }
  }
  connection.incoming.push(req);
  connection.began.push(began);
  meters.adopted();
  if (held.length > 0) {
    response.outputData.push({ data: held, encoding: null, callback: ended ? (error) => { finish(response, error); } : null });
    response.outputSize += held.length;
    response._onPendingData(held.length);
  }
  if (socket._httpMessage) {
    connection.outgoing.push(response);
  } else {
    response.assignSocket(socket);
    if (response[kNeedDrain]) process.nextTick(drained, connection);
  }
}

function drained(connection) {
  connection.drained();
}

module.exports = { readOn, takeOver };
