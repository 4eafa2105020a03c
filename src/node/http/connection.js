// One connection of a server: what arrives goes to its parser, errors and ends to the messages under
// way. What happens to a request is in request_cycle.js.
'use strict';

const { Buffer } = require('buffer');
const { HTTPParser, calculateLenientFlags, freeParser, parsers, prepareError } = require('_http_common');
const { kNeedDrain } = require('internal/http');
const { STATUS_CODES, kConnection, onSocketClose } = require('internal/http/response');
const { finishResponse, onIncoming } = require('internal/http/request_cycle');
const {
  ConnResetException,
  codes: { ERR_HTTP_REQUEST_TIMEOUT, ERR_HTTP_SOCKET_ENCODING },
} = require('internal/errors');

let debug = require('internal/util/debuglog').debuglog('http', (fn) => { debug = fn; });

const meters = internalBinding('http_server');

const kConnections = Symbol('http.server.connections');

class Connection {
  constructor(server, socket) {
    this.server = server;
    this.socket = socket;
    this.parser = socket.parser;
    this.onClose = () => { closed(this); };
    // Requests whose responses are not finished, and responses that wait for their turn.
    this.incoming = [];
    // When each of these requests began, for the shard's figures.
    this.began = [];
    this.outgoing = [];
    // About how many bytes the waiting responses hold. Beyond the high water mark nothing is read.
    this.outgoingData = 0;
    this.requestsCount = 0;
    this.keepAliveTimeoutSet = false;
    this.responseOptions = {
      highWaterMark: socket.writableHighWaterMark,
      rejectNonStandardBodyWrites: server.rejectNonStandardBodyWrites,
    };
  }

  /** Waiting responses hold `delta` bytes more. */
  countPending(delta) {
    this.outgoingData += delta;
    this.drained();
  }

  drained() {
    const { socket } = this;
    if (socket._paused && this.outgoingData <= socket.writableHighWaterMark) {
      socket._paused = false;
      if (socket.parser) socket.parser.resume();
      socket.resume();
    }
    const message = socket._httpMessage;
    // While the bytes are on their way from the message to the socket, the socket's own "drain" is waited for.
    if (message && !message.finished && message[kNeedDrain] && message.writableLength === 0) {
      message[kNeedDrain] = false;
      message.emit('drain');
    }
  }

  /** A response was handed to the socket whole. */
  finished(response) {
    finishResponse(this, response);
  }
}

/** The server's "connection" listener, which may be given any duplex stream. */
function connectionListener(socket) {
  meters.opened(true);
  serve.call(this, socket);
}

/** Serves a connection that is counted already. Receiver: the server. */
function serve(socket) {
  const server = this;
  debug('SERVER new http connection');
  // A stream that a program hands over may be another server's.
  socket.server = server;
  if (server.timeout && typeof socket.setTimeout === 'function') socket.setTimeout(server.timeout);
  socket.on('timeout', onTimeout);

  const parser = parsers.alloc();
  parser.initialize(HTTPParser.REQUEST, socket, server.maxHeaderSize || 0,
                    calculateLenientFlags(server.httpValidation, server.insecureHTTPParser), server[kConnections]);
  parser.socket = socket;
  parser.onIncoming = onIncoming;
  parser[HTTPParser.kOnTimeout] = onParserTimeout;
  socket.parser = parser;
  if (typeof server.maxHeadersCount === 'number') {
    parser.maxHeaderPairs = server.maxHeadersCount << 1;
    parser.limitFields(server.maxHeadersCount);
  }

  const connection = socket[kConnection] = new Connection(server, socket);
  socket.on('data', onData);
  socket.on('error', onError);
  socket.on('end', onEnd);
  socket.on('close', connection.onClose);
  socket.on('close', onSocketClose);
  socket.on('drain', onDrain);
  socket.setEncoding = refuseEncoding;
  socket._paused = false;
}

function refuseEncoding() {
  throw new ERR_HTTP_SOCKET_ENCODING();
}

// What the socket tells ---------------------------------------------------------------------------

function onData(data) {
  const { parser, server } = this[kConnection];
  const result = parser.execute(data);
  if (typeof result !== 'number') {
    if (result instanceof Error) {
      prepareError(result, parser, data);
      onError.call(this, result);
    }
  } else if (parser.incoming?.upgrade) {
    handOver(server, this, parser, data.slice(result));
  } else if (parser.incoming && parser.incoming.method === 'PRI') {
    // HTTP/2's preface.
    this.destroy();
  }
  // The parser was running when the socket was paused.
  if (this._paused && this.parser) this.parser.pause();
}

// The connection is another protocol's from here on.
function handOver(server, socket, parser, head) {
  const req = parser.incoming;
  socket.removeListener('data', onData);
  socket.removeListener('end', onEnd);
  socket.removeListener('close', socket[kConnection].onClose);
  socket.removeListener('close', onSocketClose);
  socket.removeListener('drain', onDrain);
  socket.removeListener('error', onError);
  socket.removeListener('timeout', onTimeout);
  delete socket.setEncoding;
  meters.closed(0);
  parser.finish();
  freeParser(parser, req, socket);

  const event = req.method === 'CONNECT' ? 'connect' : 'upgrade';
  if (server.listenerCount(event) === 0) {
    socket.destroy();
    return;
  }
  socket.readableFlowing = null;
  server.emit(event, req, socket, head);
}

// Whoever watches the parser's time calls this. Receiver: the parser.
function onParserTimeout() {
  if (!this.socket.server.emit('timeout', this.socket)) this.socket.destroy();
}

function onDrain() {
  this[kConnection].drained();
}

function onTimeout() {
  const req = this.parser?.incoming;
  const heard = [
    req && !req.complete && req.emit('timeout', this),
    this._httpMessage && this._httpMessage.emit('timeout', this),
    this.server.emit('timeout', this),
  ];
  if (!heard.some(Boolean)) this.destroy();
}

function closed({ socket, incoming, outgoing }) {
  debug('server socket close');
  meters.closed(incoming.length);
  freeParser(socket.parser, null, socket);
  while (incoming.length > 0) incoming.shift().destroy(new ConnResetException('aborted'));
  while (outgoing.length > 0) outgoing.shift().destroy(new ConnResetException('aborted'));
}

function onEnd() {
  // A program may have taken `socket.parser` away.
  const { server, parser, outgoing } = this[kConnection];
  const result = parser.finish();
  if (result instanceof Error) {
    prepareError(result, parser);
    onError.call(this, result);
  } else if (!server.httpAllowHalfOpen) {
    this.end();
  } else if (outgoing.length > 0) {
    outgoing[outgoing.length - 1]._last = true;
  } else if (this._httpMessage) {
    this._httpMessage._last = true;
  } else {
    this.end();
  }
}

// Errors ------------------------------------------------------------------------------------------

function answer(status) {
  return Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`, 'ascii');
}

const badRequest = answer(400);
const answers = {
  HPE_HEADER_OVERFLOW: answer(431),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: answer(413),
  ERR_HTTP_REQUEST_TIMEOUT: answer(408),
};

function ignore() {}

/** "clientError", or the usual answer to what is wrong with the client. Receiver: the socket. */
function onError(error) {
  // The first error is the one that counts.
  this.removeListener('error', onError);
  if (this.listenerCount('error', ignore) === 0) this.on('error', ignore);
  if (this.server.emit('clientError', error, this)) return;
  // A response that has begun must not be mixed with another.
  if (this.writable && !this._httpMessage?._headerSent) this.write(answers[error.code] ?? badRequest);
  this.destroy(error);
}

/** Ends the connections on which a head or a request takes too long. Receiver: the server. */
function checkConnections() {
  const headersTimeout = limit(this.headersTimeout);
  const requestTimeout = limit(this.requestTimeout);
  if (headersTimeout === 0 && requestTimeout === 0) return;
  for (const { socket } of this[kConnections].expired(headersTimeout, requestTimeout)) {
    if (socket) onError.call(socket, new ERR_HTTP_REQUEST_TIMEOUT());
  }
}

function limit(msecs) {
  return Number.isFinite(msecs) && msecs >= 0 ? msecs : 0;
}

module.exports = { checkConnections, connectionListener, handOver, kConnections, onData, onError, serve };
