// Requests on connections that an agent keeps, from a connection's second one on: no listener is given to the socket and
// taken from it, and what is written and read goes between the request and the handle. What a message does is the same as
// on any socket; only its transport differs. Whatever is out of the ordinary makes the socket an ordinary one, on which the
// request goes on where it was.
'use strict';

const native = internalBinding('http_kept');
const { Buffer } = require('buffer');
const EventEmitter = require('events');
const { ErrnoException } = require('internal/errors');
const {
  ClientResponse, clientSide, kBits: kResponseBits, kBlock, kDetachAbortSignal, kHasHead, kNative: kResponseNative, kPairsMax,
  kSocket: kResponseSocket,
} = require('_http_incoming');
const { isLenient } = require('_http_common');
const { kNeedDrain, kOutHeaders, kProxyConfig } = require('internal/http');
const { guard, onFreeSocketError } = require('internal/http/agent_sockets');
const {
  attachNow, beginReading, failParse, listenForEnds, listenForRest, listenSocketTimeout, onData, onRequestFinish,
  onResponseEnd, report,
} = require('internal/http/client_socket');
const { deliver, deliverEnd, tell } = require('internal/http/incoming_body');
const { hide, isPlain, kFree, kKept, show, takeTimer } = require('internal/http/kept_socket');
const { encoded, headFlags, isLatin1, kNoFields } = require('internal/http/native_transport');
const { channel, hasObserver, idleChannel, observerCounts } = require('internal/http/observers');
const { callEndCallbacks, finish } = require('internal/http/outgoing_body');
const {
  kBits, kCorked, kEndCallbacks, kHead, kNative, kQueue, kSocket, kTransport, kUniqueHeaders,
  kChunked, kClosed, kDestroyed, kFinished, kHasBody, kHeaderSent, kInitial, kMadeKept, kOnceResponse, kRemovedConnection,
  kRemovedContLen, kRemovedTE, kShouldKeepAlive, kStrictContentLength, kUseChunked, kWantsDrain, kWritableFinished,
} = require('internal/http/outgoing_state');
const { _implicitHeader, _send, _storeHeader, addRequest, getName, onSocket, reuseSocket, setHeader } =
  require('internal/http/originals');
const { streamTransport } = require('internal/http/transport');
const { kWriteLeft, listen } = require('internal/net/direct');
const { clear: clearTimer, kTimeout, setUnrefTimeout } = require('internal/timers');
const { isUint8Array } = require('internal/util/types');
const tracking = require('internal/async_tracking');
const { tick } = require('internal/process/task_queues');

const { originals: { emit, init } } = require('internal/events/symbols');
const created = channel('http.client.request.created');
// The callback that a request was given.
const kListener = Symbol('kListener');
const started = channel('http.client.request.start');
const responseFinish = channel('http.client.response.finish');

// The binding's bits besides those of a response's head.
const kSendChunks = 1 << 10;
const kSendBody = 1 << 11;

// How a piece of a body is framed.
const kRaw = 0;
const kChunk = 1;
const kLastChunk = 2;

let isPrepared = false;

// ---- Keeping

/** Keeps a socket whose request is done as a native connection; false for one that has to stay as it is. */
function keep(agent, socket, options) {
  if (!isPlain(socket) || isLenient()) return false;
  if (!isPrepared) prepare();
  const kept = native.keep(socket._handle);
  if (kept === undefined) return false;
  kept.socket = socket;
  kept.agent = agent;
  kept.options = options;
  kept.request = null;
  kept.response = null;
  kept.callbacks = null;
  kept.timer = null;
  kept.isAttached = false;
  kept.isReleased = false;
  kept.readMark = socket._readableState.highWaterMark;
  kept.writeMark = socket._writableState.highWaterMark;
  const timer = takeTimer(socket);
  if (timer !== null) clearTimer(timer);
  hide(socket, kept, makeOrdinary);
  startTimer(kept, socket.timeout);
  return true;
}

// A timer that is there already stays, if it is not too late: it finds out by itself whether it is too early.
function startTimer(kept, msecs) {
  if (kept.timer !== null) {
    if (kept.timer._idleTimeout <= msecs || msecs === 0) return;
    clearTimer(kept.timer);
  }
  kept.timer = msecs > 0 ? setUnrefTimeout(onTimer.bind(null, kept), msecs) : null;
}

// Reading and writing only note the time, and so does who has no use for a timeout any more.
function onTimer(kept) {
  kept.timer = null;
  const { socket } = kept;
  if (!(socket.timeout > 0)) return;
  const left = socket.timeout - kept.idleMs;
  if (left > 0) {
    startTimer(kept, left);
    return;
  }
  makeOrdinary(kept);
  // Told once, until something is read or written again.
  clearTimer(socket[kTimeout]);
  socket._onTimeout();
}

// ---- A request's way

// Receiver: the connection.
function attach(req) {
  this.request = req;
  this.response = null;
  this.isAttached = false;
  this.isReleased = false;
  tick(attachKept, this);
}

function attachKept(kept) {
  const { request: req, socket } = kept;
  if (socket[kKept] === kept && (req.destroyed || !isOrdinary(req))) makeOrdinary(kept);
  if (socket[kKept] !== kept) {
    wrapListener(req);
    return attachNow(req, socket);
  }
  kept.isAttached = true;
  req[kSocket] = socket;
  req[kNative] = kept;
  req[kTransport] = keptTransport;
  kept.expect(req.method === 'HEAD');
  const queue = req[kQueue];
  if (queue !== null && queue.length > 0) flush(kept, req, queue);
  if ((req[kBits] & kFinished) !== 0) req._finish();
  else if (kept.writeQueueSize === 0) drain(req);
}

// The listener that the binding has given a request to be told once becomes one as `once` makes them.
function wrapListener(req) {
  if ((req[kBits] & kOnceResponse) === 0) return;
  req[kBits] &= ~kOnceResponse;
  const { response } = req._events;
  const listener = req[kListener];
  if (response === listener) {
    req._events.response = wrapped(req, listener);
  } else if (typeof response === 'object') {
    const at = response.indexOf(listener);
    if (at !== -1) response[at] = wrapped(req, listener);
  }
}

function wrapped(req, listener) {
  function wrapper(...args) {
    req.removeListener('response', wrapper);
    return listener.apply(req, args);
  }
  wrapper.listener = listener;
  return wrapper;
}

// What a request is that nobody watches, and that asks nothing of its socket and parser. One that the binding has made had
// none of the options that matter.
function isOrdinary(req) {
  return req[kTransport] === streamTransport && req._events.socket === undefined && req.timeoutCb === null &&
    req[kCorked] === 0 && req.maxHeadersCount === null && req.emit === emit &&
    ((req[kBits] & kMadeKept) !== 0 || hasNoOptions(req)) && tracking.tracker === null &&
    !started.hasSubscribers && !responseFinish.hasSubscribers && !hasObserver('http');
}

function hasNoOptions(req) {
  return req.timeout === undefined && req.method !== 'CONNECT' && req.maxHeaderSize === undefined &&
    req.insecureHTTPParser === undefined && req.httpValidation === undefined && req.joinDuplicateHeaders === undefined;
}

function flush(kept, req, queue) {
  req[kQueue] = null;
  req.outputSize = 0;
  for (let i = 0; i < queue.length; i++) {
    const { data, encoding, callback } = queue[i];
    const left = kept.write(undefined, encoded(data, encoding), isLatin1(encoding), kRaw);
    if (!whenWritten(kept, left, callback)) return;
  }
}

// Calls back once everything is with the kernel; false if it was refused.
function whenWritten(kept, left, callback) {
  if (left === 0) {
    if (callback) tick(callback, null);
  } else if (left > 0) {
    if (callback) (kept.callbacks ??= []).push(callback);
  } else {
    const { socket } = kept;
    const error = new ErrnoException(left, 'write');
    makeOrdinary(kept);
    if (callback) process.nextTick(callback, error);
    socket.destroy(error);
    return false;
  }
  return true;
}

const keptTransport = {
  storeHead: streamTransport.storeHead,
  storeResponseHead: null,
  // The text of a head that `send` wrote.
  renderHead(req, fields) {
    const bits = req[kBits];
    const head = req[kHead];
    req[kHead] = null;
    streamTransport.storeHead(req, `${req.method} ${req.path} HTTP/1.1\r\n`, fields === kNoFields ? null : fields);
    const text = req[kHead];
    req[kBits] = bits;
    req[kHead] = head;
    return text;
  },
  send(req, data, encoding, callback) {
    let head;
    if ((req[kBits] & kHeaderSent) === 0 && req[kHead] !== null) {
      head = req._header;
      req[kBits] |= kHeaderSent;
    }
    return put(req, head, data, encoding, callback, (req[kBits] & kChunked) !== 0 ? kChunk : kRaw);
  },
  writeRaw: (req, data, encoding, callback) => put(req, undefined, data, encoding, callback, kRaw),
  endWhole,
  takesPieces: () => true,
};

function put(req, head, data, encoding, callback, framing) {
  const kept = req[kNative];
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  const left = kept.write(head, encoded(data, encoding), isLatin1(encoding), framing);
  if (!whenWritten(kept, left, callback)) return false;
  const waiting = kept.writeQueueSize;
  if (waiting === 0 && data.length >= kept.writeMark) {
    // As through the stream, which waits for the tick in which it is told.
    tick(drain, req);
    return false;
  }
  return waiting < kept.writeMark;
}

function drain(req) {
  if (req.finished || !req[kNeedDrain]) return;
  req[kNeedDrain] = false;
  req.emit('drain');
}

// What this does not do by itself is done by the scripts, on an ordinary socket: they frame what they write themselves.
function endWhole(req, chunk, encoding, callback) {
  if (endUsual(req, chunk, encoding, callback)) return true;
  if ((req[kBits] & (kFinished | kDestroyed)) === 0) req[kNative].takeOver();
  return false;
}

// The rest of a request that has nothing special about it.
function endUsual(req, chunk, encoding, callback) {
  let bits = req[kBits];
  if ((bits & (kFinished | kDestroyed | kStrictContentLength)) !== 0 || callback || req[kCorked] !== 0) return false;
  if (req._trailer !== '' || (chunk && typeof chunk !== 'string' && !isUint8Array(chunk))) return false;
  if (!chunk) chunk = undefined;
  const kept = req[kNative];
  let left = 0;
  if (req[kHead] === null) {
    const isPatched = req._implicitHeader !== _implicitHeader || req._storeHeader !== _storeHeader || req._send !== _send;
    if (req[kUniqueHeaders] !== null || isPatched) return false;
    let flags = headFlags(bits);
    if ((bits & kUseChunked) !== 0) flags |= kSendChunks;
    if ((bits & kHasBody) !== 0) flags |= kSendBody;
    const fields = req[kOutHeaders];
    const body = typeof chunk === 'string' && isLatin1(encoding) ? Buffer.from(chunk, encoding) : encoded(chunk, encoding);
    left = kept.send(req.method, req.path, fields ?? undefined, flags, body);
    if (left === undefined) return false;
    req._contentLength = chunk === undefined ? 0 : typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) :
      chunk.byteLength;
    req[kHead] = fields ?? kNoFields;
  } else {
    if ((bits & kHeaderSent) === 0) return false;
    const isChunked = (bits & (kHasBody | kChunked)) === (kHasBody | kChunked);
    if (isChunked || chunk !== undefined) {
      left = kept.write(undefined, encoded(chunk, encoding), isLatin1(encoding), isChunked ? kLastChunk : kRaw);
    }
  }
  bits = req[kBits] |= kFinished | kHeaderSent;
  if (left === 0) tick(finishKept, req);
  else onleft(req, left);
  if (req._events.prefinish !== undefined || started.hasSubscribers || hasObserver('http')) req._finish();
  return true;
}

// The end of a request is with the connection, but not all of it with the kernel.
function onleft(req, left) {
  whenWritten(req[kNative], left, (error) => { finish(req, error); });
}

function finishKept(req) {
  if (req[kNative] === null) return finish(req);
  req[kBits] |= kWritableFinished;
  if (req[kEndCallbacks] !== null) callEndCallbacks(req, null);
  tell(req, 'finish');
}

// Receiver: the connection.
function onwritten(status) {
  const { callbacks, request: req, socket } = this;
  this.callbacks = null;
  if (status < 0) {
    const error = new ErrnoException(status, 'write');
    makeOrdinary(this);
    socket.destroy(error);
    if (callbacks !== null) for (const callback of callbacks) callback(error);
    return;
  }
  if (callbacks !== null) for (const callback of callbacks) callback(null);
  if (req !== null) drain(req);
}

// ---- Its response; receiver: the connection

function onresponse(res, keepAlive) {
  const req = this.request;
  this.response = res;
  req.res = res;
  res.req = req;
  if (!keepAlive) req[kBits] &= ~kShouldKeepAlive;
  if (responseFinish.hasSubscribers) report(req, res);
  // One that is finished has told of it.
  if ((req[kBits] & kWritableFinished) === 0) req.on('finish', onKeptFinish);
  const { response, removeListener } = req._events;
  const isBare = (req[kBits] & kOnceResponse) !== 0 && response === req[kListener] && removeListener === undefined &&
    req.emit === emit && !req.aborted;
  if (!isBare) wrapListener(req);
  if (isBare) {
    req._events.response = undefined;
    req._eventsCount--;
    req[kBits] &= ~kOnceResponse;
    response.call(req, res);
  } else if (req.aborted || !req.emit('response', res)) {
    res._dump();
  }
  if (res.statusCode === 304) res.complete = true;
}

function onbody(buffer) {
  const res = this.response;
  if (!res._dumped && !deliver(res, buffer)) this.pause();
}

function onend(trailers) {
  const res = this.response;
  res.complete = true;
  if (trailers !== undefined) res._addHeaderLines(trailers, trailers.length);
  deliverEnd(res);
}

// The first listener for a response's "end".
function onKeptEnd() {
  const { req } = this;
  const kept = req[kNative];
  if (kept === null) return onResponseEnd.call(this);
  this[kDetachAbortSignal]();
  if ((req[kBits] & kShouldKeepAlive) === 0) {
    makeOrdinary(kept);
    return onResponseEnd.call(this);
  }
  req._ended = true;
  if ((req[kBits] & kWritableFinished) !== 0 && !this.aborted) release(req);
}

// A response may end before its request has.
function onKeptFinish() {
  if (this[kNative] === null) return onRequestFinish.call(this);
  if ((this[kBits] & (kShouldKeepAlive | kDestroyed)) === kShouldKeepAlive && this._ended) release(this);
}

/** The request is done with its connection, which is free a tick later. */
function release(req) {
  const kept = req[kNative];
  kept.isReleased = true;
  req[kBits] |= kDestroyed;
  const { res } = req;
  if (res) {
    // Who still reads it is not to be heard by the next.
    res[kResponseSocket] = null;
    res[kResponseNative] = clientSide;
  }
  // As for one that has a timeout of its own: the next request begins without.
  if (kept.socket.timeout > 0) kept.socket.timeout = 0;
  tick(emitFree, req);
}

function emitFree(req) {
  const kept = req[kNative];
  req[kBits] |= kClosed;
  tell(req, 'close');
  if (kept === null || kept.socket[kKept] !== kept) {
    req[kSocket]?.emit('free');
    return;
  }
  req[kNative] = null;
  kept.agent[kFree](kept);
}

// ---- Back to the scripts

/** Makes an ordinary socket of a kept one; the parser that reads its response on, null if none is being read. */
function makeOrdinary(kept) {
  const { socket, request: req, response: res } = kept;
  if (kept.timer !== null) clearTimer(kept.timer);
  kept.timer = null;
  show(socket);
  if (socket.timeout > 0) socket.setTimeout(socket.timeout);
  const { isExpecting, isPaused } = kept;
  const left = kept.writeQueueSize;
  // Whoever has the socket next finds its handle reading, as it says.
  if (isPaused) kept.resume();
  let parser = null;
  if (req === null) {
    kept.leave(null);
    listen(socket, 'error', onFreeSocketError);
    guard(socket);
  } else {
    socket._httpMessage = req;
    if (!kept.isAttached) {
      kept.leave(null);
      listenForEnds(socket, false);
    } else {
      parser = goOn(kept, socket, req, res, isExpecting, isPaused);
    }
  }
  if (left > 0) {
    const { callbacks } = kept;
    socket[kWriteLeft](left, (error) => {
      if (callbacks !== null) for (const callback of callbacks) callback(error);
      if (req !== null) drain(req);
    });
  }
  return parser;
}

function goOn(kept, socket, req, res, isExpecting, isPaused) {
  // The text of a head that was written without it.
  void req._header;
  req[kTransport] = streamTransport;
  req[kNative] = null;
  if (res === null) wrapListener(req);
  if (res !== null) res[kResponseNative] = clientSide;
  if (kept.isReleased) {
    kept.leave(null);
    return null;
  }
  listenForEnds(socket, true);
  if (req.agent?.options?.timeout) listenSocketTimeout(req);
  if (!isExpecting) {
    kept.leave(null);
    return null;
  }
  const parser = beginReading(req, socket);
  parser.incoming = res;
  kept.leave(parser);
  listenForRest(socket, res !== null);
  if (isPaused) socket.pause();
  return parser;
}

// Receiver: the connection.
function onleave() {
  return makeOrdinary(this);
}

// What came behind that which made the socket an ordinary one.
function onrest(buffer) {
  const { socket } = this;
  if (socket.parser) onData.call(socket, buffer);
}

function onfailed(rawPacket, code, reason, bytesParsed) {
  const { socket, request: req } = this;
  const parser = makeOrdinary(this);
  const error = new Error('Parse Error');
  Object.assign(error, { bytesParsed, code, reason });
  failParse(socket, req, parser, error, rawPacket);
}

// What nobody asked for. Behind a response it is wrong, or an answer to no question; later it could not be told from the
// next response.
function onunsolicited(rest) {
  const { socket, request: req, isAttached, isReleased } = this;
  makeOrdinary(this);
  if (req === null || !isAttached || isReleased || !req.res) {
    socket.destroy();
    return;
  }
  beginReading(req, socket);
  listenForRest(socket, false);
  onData.call(socket, rest);
}

// A listener threw, and what came behind was not read: nobody knows where the next message begins.
function ondead() {
  const { socket } = this;
  makeOrdinary(this);
  socket.destroy();
}

// ---- What the binding is told

function prepare() {
  isPrepared = true;
  const response = new ClientResponse(null);
  response[kBlock] = null;
  response[kResponseBits] = 0;
  response.statusCode = 200;
  response.statusMessage = '';
  response.req = null;
  response._events = undefined;
  response._eventsCount = 1;
  const events = Object.create(null);
  events.end = onKeptEnd;
  const connection = native.prepareKept({
    response, events, hasHead: kHasHead,
    onresponse, onbody, onend, onwritten, onleave, onrest, onfailed, onunsolicited, ondead,
    kNative: kResponseNative, kSocket: kResponseSocket, kBlock, kBits: kResponseBits, kPairsMax,
    statusCode: 'statusCode', statusMessage: 'statusMessage', socket: 'socket', _events: '_events', responseKey: 'response',
  });
  furnish(connection);
  prepareRequests();
}

// What a connection's class has besides its native methods.
function furnish(prototype) {
  prototype.attach = attach;
  prototype.takeOver = function() { makeOrdinary(this); };
  prototype.highWaterMark = function() { return this.readMark; };
  // The program reads on.
  prototype.readMore = function() { this.resume(); };
  /** The connection waits for its next request. */
  prototype.rest = function(msecs) {
    this.request = null;
    this.response = null;
    this.isAttached = false;
    this.release();
    if (this.socket.timeout !== msecs) {
      this.socket.timeout = msecs;
      startTimer(this, msecs);
    }
  };
}

// Tells the binding what requests look like, so that it makes the ordinary ones by itself.
function prepareRequests() {
  const agentModule = require('_http_agent');
  const { ClientRequest } = require('_http_client');
  const { kAuthority, kPath } = require('internal/http/client_options');
  const request = Object.create(ClientRequest.prototype);
  Object.assign(request, {
    _events: undefined, _eventsCount: 0, agent: null, protocol: 'http:', method: 'GET', [kPath]: '/', host: '',
    [kBits]: 0, [kAuthority]: '', [kOutHeaders]: null, [kListener]: undefined, reusedSocket: true, res: null,
  });
  const events = Object.create(null);
  events.response = undefined;
  internalBinding('http_kept_request').prepareRequests({
    request, events, agentPrototype: agentModule.Agent.prototype, agentModule, EventEmitter, init,
    addRequest, reuseSocket, getName, onSocket, setHeader, _implicitHeader, _storeHeader,
    _send, emit, tracking, streamTransport, keptTransport, noFields: kNoFields,
    channels: [created, started, responseFinish], idleChannel: Object.getPrototypeOf(idleChannel),
    observed: observerCounts, tick, attachKept, finishKept, onleft,
    symbols: {
      kAuthority, kBits, kCorked, kHead, kKept, kListener, kNative, kOutHeaders, kPath, kProxyConfig, kQueue, kSocket, kTransport,
      kUniqueHeaders,
    },
    bits: {
      kInitial, kUseChunked, kMadeKept, kOnceResponse, kDestroyed, kFinished, kWantsDrain, kStrictContentLength,
      kHeaderSent, kHasBody, kShouldKeepAlive, kRemovedConnection, kRemovedContLen, kRemovedTE,
    },
  });
}

module.exports = { keep };
