// A request on its connection: what arrives goes to the parser; its head makes the response; then the
// connection goes back to the agent, or ends.
'use strict';

const assert = require('internal/assert');
const { eos } = require('internal/streams/end-of-stream');
const {
  HTTPParser, calculateLenientFlags, freeParser, kSkipPendingData, parsers, prepareError,
} = require('_http_common');
const { kDetachAbortSignal } = require('_http_incoming');
const { kNeedDrain } = require('internal/http');
const { channel, hasObserver, stopPerf } = require('internal/http/observers');
const { kKept } = require('internal/http/kept_socket');
const { kConsumer, listen, unlisten } = require('internal/net/direct');
const { kDataListening, kFlowing } = require('internal/streams/readable_state');
const { ConnResetException } = require('internal/errors');

let debug = require('internal/util/debuglog').debuglog('http', (fn) => { debug = fn; });

const { prototype: { emit } } = require('events');

const kError = Symbol('kError');
const kStatistics = Symbol('ClientRequestStatistics');
const requestError = channel('http.client.request.error');
const responseFinish = channel('http.client.response.finish');

// What the parser does behind the head.
const kGoOn = 0;
const kNoBody = 1;
const kUpgrade = 2;

function emitErrorEvent(request, error) {
  if (requestError.hasSubscribers) requestError.publish({ request, error });
  request.emit('error', error);
}

// Getting a connection ----------------------------------------------------------------------------

/** On the next tick the request has `socket`, or fails with `error`. */
function attach(req, socket, error) {
  const kept = socket?.[kKept];
  if (kept !== undefined && !error) return kept.attach(req);
  if (socket && !error) {
    // Errors until then are the request's as well.
    socket._httpMessage = req;
    listen(socket, 'error', onError);
  }
  process.nextTick(attachNow, req, socket, error);
}

function attachNow(req, socket, error) {
  if (!req.destroyed && !error) {
    begin(req, socket);
    req._flush();
    return;
  }
  req.destroyed = true;
  if (!socket) {
    fail(req, socket, error || req[kError]);
  } else if (!error && req.agent && !socket.destroyed) {
    // Destroyed before it began: the connection is as good as new.
    socket.emit('free');
    unlisten(socket, 'error', onError);
    fail(req, socket, req[kError]);
  } else {
    eos(socket.destroy(error || req[kError]), (failure) => {
      if (failure?.code === 'ERR_STREAM_PREMATURE_CLOSE') failure = null;
      fail(req, socket, failure || error);
    });
  }
}

function fail(req, socket, error) {
  if (!req.aborted && !error) error = new ConnResetException('socket hang up');
  // What befalls a tunnel is told by whoever digs it.
  if (error && error.code !== 'ERR_PROXY_TUNNEL' && !socket?._hadError) emitErrorEvent(req, error);
  req._closed = true;
  req.emit('close');
}

function begin(req, socket) {
  req.socket = socket;
  beginReading(req, socket);
  socket._httpMessage = req;
  listenToData(socket);
  listen(socket, 'end', onEnd);
  listen(socket, 'close', onClose);
  listen(socket, 'drain', onDrain);
  if (req.timeout !== undefined || req.agent?.options?.timeout) listenSocketTimeout(req);
  if (req._events?.socket !== undefined || req.emit !== emit) req.emit('socket', socket);
}

/** Gives the request and its connection a parser. */
function beginReading(req, socket) {
  const parser = parsers.alloc();
  parser.initialize(HTTPParser.RESPONSE, req, req.maxHeaderSize || 0,
                    calculateLenientFlags(req.httpValidation, req.insecureHTTPParser));
  parser.socket = socket;
  parser.outgoing = req;
  parser.onIncoming = onIncoming;
  parser.joinDuplicateHeaders = req.joinDuplicateHeaders;
  if (typeof req.maxHeadersCount === 'number') parser.maxHeaderPairs = req.maxHeadersCount << 1;
  req.parser = parser;
  socket.parser = parser;
  return parser;
}

// What `begin` has listened for, for a request that comes to its socket later (kept.js).

/** What every request listens for from the moment on in which it is given its connection; `isBegun`: and from its begin. */
function listenForEnds(socket, isBegun) {
  listen(socket, 'error', onError);
  if (isBegun) listen(socket, 'close', onClose);
}

/** What it listens for until its response was read. */
function listenForRest(socket, hasResponse) {
  listenToData(socket);
  listen(socket, 'end', onEnd);
  listen(socket, 'drain', onDrain);
  if (hasResponse) listen(socket, 'timeout', onResponseTimeout);
}

function listenToData(socket) {
  socket[kConsumer] = onData;
  const state = socket._readableState;
  if (state !== undefined && (state.bits & kFlowing) !== 0 && socket._events.data === undefined) {
    listen(socket, 'data', onData);
    state.bits |= kDataListening;
  } else {
    socket.on('data', onData);
  }
}

function unlistenToData(socket) {
  socket[kConsumer] = null;
  if (socket._readableState !== undefined && socket._events?.data === onData) {
    unlisten(socket, 'data', onData);
    socket._readableState.bits &= ~kDataListening;
  } else {
    socket.removeListener('data', onData);
  }
}

// What the socket tells ---------------------------------------------------------------------------

function onData(data) {
  const { parser, _httpMessage: req } = this;
  assert(parser && parser.socket === this);
  const result = parser.execute(data);
  if (result instanceof Error) {
    failParse(this, req, parser, result, data);
  } else if (parser.incoming?.upgrade) {
    handOver(req, this, parser, data.slice(result));
  } else if (parser.incoming?.complete && !isInformational(parser.incoming.statusCode)) {
    unlistenToData(this);
    unlisten(this, 'end', onEnd);
    unlisten(this, 'drain', onDrain);
    freeParser(parser, req, this);
  }
}

function failParse(socket, req, parser, error, data) {
  prepareError(error, parser, data);
  freeParser(parser, req, socket);
  unlistenToData(socket);
  unlisten(socket, 'end', onEnd);
  socket.destroy();
  req.socket._hadError = true;
  emitErrorEvent(req, error);
}

// The connection is another protocol's from here on.
function handOver(req, socket, parser, head) {
  const res = parser.incoming;
  req.res = res;
  unlistenToData(socket);
  unlisten(socket, 'end', onEnd);
  unlisten(socket, 'drain', onDrain);
  if (req.timeoutCb) socket.removeListener('timeout', req.timeoutCb);
  unlisten(socket, 'timeout', onResponseTimeout);
  parser.finish();
  freeParser(parser, req, socket);

  const event = req.method === 'CONNECT' ? 'connect' : 'upgrade';
  if (req.listenerCount(event) === 0) {
    socket.destroy();
    return;
  }
  req.upgradeOrConnect = true;
  socket.emit('agentRemove');
  unlisten(socket, 'close', onClose);
  unlisten(socket, 'error', onError);
  socket._httpMessage = null;
  socket.readableFlowing = null;
  req.emit(event, res, socket, head);
  req.destroyed = true;
  req._closed = true;
  req.emit('close');
}

function onDrain() {
  const req = this._httpMessage;
  if (!req || req.finished || !req[kNeedDrain]) return;
  req[kNeedDrain] = false;
  req.emit('drain');
}

function onEnd() {
  const { parser, _httpMessage: req } = this;
  if (!req.res && !req.socket._hadError) {
    req.socket._hadError = true;
    emitErrorEvent(req, new ConnResetException('socket hang up'));
  }
  if (parser) {
    parser.finish();
    freeParser(parser, req, this);
  }
  this.destroy();
}

function onClose() {
  // The parser may be given back on the way.
  const { parser, _httpMessage: req } = this;
  const { res } = req;
  req.destroyed = true;
  if (res) {
    if (!res.complete) res.destroy(new ConnResetException('aborted'));
    req._closed = true;
    req.emit('close');
    if (!res.aborted && res.readable) res.push(null);
  } else {
    if (!req.socket._hadError) {
      req.socket._hadError = true;
      emitErrorEvent(req, new ConnResetException('socket hang up'));
    }
    req._closed = true;
    req.emit('close');
  }
  // That will never be written.
  if (req.outputData) req.outputData.length = 0;
  if (parser) {
    parser.finish();
    freeParser(parser, req, this);
  }
}

function onError(error) {
  const { parser, _httpMessage: req } = this;
  if (req) {
    // One error is enough.
    this._hadError = true;
    emitErrorEvent(req, error);
  }
  if (parser) {
    parser.finish();
    freeParser(parser, req, this);
  }
  unlistenToData(this);
  unlisten(this, 'end', onEnd);
  this.destroy();
}

// The response ------------------------------------------------------------------------------------

// 101 switches protocols; the others are followed by the response proper.
function isInformational(status) {
  return status >= 100 && status < 200 && status !== 101;
}

/** A response's head was read. Receiver: the parser. */
function onIncoming(res, keepAlive) {
  const { socket } = this;
  const req = socket._httpMessage;
  debug('AGENT incoming response!');
  if (req.res) {
    // An answer to no question.
    socket.destroy();
    if (socket.parser) {
      socket.parser.incoming = req.res;
      socket.parser.incoming[kSkipPendingData] = true;
    }
    return kGoOn;
  }
  req.res = res;
  if (res.upgrade) return kUpgrade;
  if (req.method === 'CONNECT') {
    res.upgrade = true;
    return kUpgrade;
  }
  if (isInformational(res.statusCode)) return inform(req, res);

  if (req.shouldKeepAlive && !keepAlive && !req.upgradeOrConnect) req.shouldKeepAlive = false;
  report(req, res);
  res.req = req;
  // Before the program's own listeners, so that the connection is taken care of first.
  res.on('end', onResponseEnd);
  req.on('finish', onRequestFinish);
  listen(socket, 'timeout', onResponseTimeout);

  // Without a listener nobody can read it.
  if (req.aborted || !req.emit('response', res)) res._dump();
  if (req.method === 'HEAD') return kNoBody;
  if (res.statusCode === 304) {
    res.complete = true;
    return kNoBody;
  }
  return kGoOn;
}

function inform(req, res) {
  req.res = null;
  if (res.statusCode === 100) req.emit('continue');
  const { statusCode, statusMessage, httpVersion, httpVersionMajor, httpVersionMinor, headers, rawHeaders } = res;
  req.emit('information', {
    statusCode, statusMessage, httpVersion, httpVersionMajor, httpVersionMinor, headers, rawHeaders,
  });
  return kNoBody;
}

function report(req, res) {
  if (req[kStatistics] && hasObserver('http')) {
    const { statusCode, statusMessage, headers } = res;
    stopPerf(req, kStatistics, { detail: { res: { statusCode, statusMessage, headers } } });
  }
  if (responseFinish.hasSubscribers) responseFinish.publish({ request: req, response: res });
}

function onResponseEnd() {
  const { req } = this;
  const { socket } = req;
  this[kDetachAbortSignal]();
  if (socket) {
    if (req.timeoutCb) socket.removeListener('timeout', emitRequestTimeout);
    unlisten(socket, 'timeout', onResponseTimeout);
  }
  req._ended = true;
  if (!req.shouldKeepAlive) {
    if (socket.writable) {
      if (typeof socket.destroySoon === 'function') socket.destroySoon();
      else socket.end();
    }
    assert(!socket.writable);
  } else if (req.writableFinished && !this.aborted) {
    // Everything was accepted by the kernel: the connection is free for another request.
    assert(req.finished);
    debug('AGENT socket keep-alive');
    release(req);
  }
}

// A response may end before its request has.
function onRequestFinish() {
  if (this.shouldKeepAlive && this._ended && !this.destroyed) release(this);
}

// The connection goes back to the agent, after the program's own "end" listeners.
function release(req) {
  const { socket } = req;
  if (req.timeoutCb) {
    socket.setTimeout(0, req.timeoutCb);
    req.timeoutCb = null;
  }
  unlisten(socket, 'close', onClose);
  unlisten(socket, 'error', onError);
  unlistenToData(socket);
  unlisten(socket, 'end', onEnd);
  process.nextTick(emitFree, req);
  req.destroyed = true;
  // Destroying the response must not hurt whoever has the connection next.
  if (req.res) req.res.socket = null;
}

function emitFree(req) {
  req._closed = true;
  req.emit('close');
  if (req.socket) req.socket.emit('free');
}

// Timeouts ----------------------------------------------------------------------------------------

function onResponseTimeout() {
  this._httpMessage?.res?.emit('timeout');
}

function emitRequestTimeout() {
  this._httpMessage?.emit('timeout');
}

function listenSocketTimeout(req) {
  if (req.timeoutCb) return;
  // Kept, to be removed when the request ends.
  req.timeoutCb = emitRequestTimeout;
  if (req.socket) req.socket.once('timeout', emitRequestTimeout);
  else req.on('socket', (socket) => { socket.once('timeout', emitRequestTimeout); });
}

module.exports = {
  attach, attachNow, beginReading, emitErrorEvent, failParse, kError, kStatistics, listenForEnds, listenForRest,
  listenSocketTimeout, onData, onRequestFinish, onResponseEnd, report,
};
