// The body of an OutgoingMessage: `write`, `end` and what becomes of their callbacks.
'use strict';

const { ordinary } = internalBinding('http_server');
const { Buffer } = require('buffer');
const { Duplex } = require('stream');
const { kNeedDrain } = require('internal/http');
const { kWriteNow } = require('internal/net/direct');
const { isUint8Array } = require('internal/util/types');
const {
  nop,
  kAfterFinish, kBits, kBytesWritten, kChunkedBuffer, kChunkedLength, kCorked, kEndCallbacks, kErrored, kFlushError,
  kHead, kHighWaterMark, kNative, kQueue, kSocket, kTransport,
  kChunked, kDestroyed, kFinished, kHasBody, kHeaderSent, kRejectBody, kRemovedContLen, kStrictContentLength,
  kWantsDrain, kWritableFinished,
} = require('internal/http/outgoing_state');
const {
  ERR_HTTP_BODY_NOT_ALLOWED,
  ERR_HTTP_CONTENT_LENGTH_MISMATCH,
  ERR_INVALID_ARG_TYPE,
  ERR_STREAM_ALREADY_FINISHED,
  ERR_STREAM_DESTROYED,
  ERR_STREAM_NULL_VALUES,
  ERR_STREAM_WRITE_AFTER_END,
} = require('internal/errors').codes;

const crlf = Buffer.from('\r\n');
// From here on a chunk is worth a write of its own, and to be copied behind its length.
const kLargeChunkBytes = 16 * 1024;
const { write: streamWrite } = Duplex.prototype;

function write(chunk, encoding, callback) {
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  const accepted = writeChunk(this, chunk, encoding, callback, false);
  if (!accepted) this[kNeedDrain] = true;
  return accepted;
}

function byteLengthOf(chunk, encoding) {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
}

function writeChunk(message, chunk, encoding, callback, fromEnd) {
  if (typeof callback !== 'function') callback = nop;
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if (typeof chunk !== 'string' && !isUint8Array(chunk)) {
    throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'Uint8Array'], chunk);
  }
  if ((message[kBits] & (kFinished | kDestroyed)) !== 0) return refuse(message, callback);

  let length;
  if ((message[kBits] & kStrictContentLength) !== 0) {
    length = byteLengthOf(chunk, encoding);
    countStrictly(message, length, fromEnd);
  }
  if (!message[kHead]) {
    if (fromEnd) message._contentLength = length ??= byteLengthOf(chunk, encoding);
    message._implicitHeader();
  }
  if ((message[kBits] & kHasBody) === 0) {
    if ((message[kBits] & kRejectBody) !== 0) throw new ERR_HTTP_BODY_NOT_ALLOWED();
    process.nextTick(callback);
    return true;
  }

  // A connection that is served natively frames and collects what is written. It does not say when that has left.
  if (message[kNative] !== null && callback === nop && message[kCorked] === 0 &&
      (message[kBits] & kStrictContentLength) === 0 && message[kTransport].takesPieces(message)) {
    return message._send(chunk, encoding, null, length);
  }

  const socket = message.socket;
  if (typeof chunk !== 'string' && chunk.byteLength >= kLargeChunkBytes && goesStraight(message, socket)) {
    const isFramed = (message[kBits] & kChunked) !== 0;
    const accepted = socket[kWriteNow]?.(chunk, null, callback === nop ? null : callback, isFramed);
    return accepted ?? socket.write(isFramed ? framed(chunk) : chunk, null, callback);
  }

  // Writes of one tick go out together.
  if (!fromEnd && socket && !socket.writableCorked) {
    socket.cork();
    process.nextTick(uncork, socket);
  }

  if ((message[kBits] & kChunked) === 0 || chunk.length === 0) return message._send(chunk, encoding, callback, length);
  length ??= byteLengthOf(chunk, encoding);
  if (message[kCorked] && (message[kBits] & kHeaderSent) !== 0) {
    message[kChunkedBuffer] ??= [];
    message[kChunkedBuffer].push(chunk, encoding, callback);
    message[kChunkedLength] += length;
    return message[kChunkedLength] < message[kHighWaterMark];
  }
  message._send(length.toString(16), 'latin1', null);
  message._send(crlf, null, null);
  message._send(chunk, encoding, null, length);
  return message._send(crlf, null, callback);
}

// Whether what is written to the message can be written to its connection at once, by a `write` that nobody watches.
function goesStraight(message, socket) {
  return socket !== null && (message[kBits] & kHeaderSent) !== 0 && message[kNative] === null && message[kCorked] === 0 &&
    (message[kQueue] === null || message[kQueue].length === 0) && socket._httpMessage === message &&
    socket.write === streamWrite && socket.writable && !socket.destroyed;
}

function framed(chunk) {
  const size = `${chunk.byteLength.toString(16)}\r\n`;
  const piece = Buffer.allocUnsafeSlow(size.length + chunk.byteLength + crlf.length);
  piece.latin1Write(size, 0);
  piece.set(chunk, size.length);
  piece.set(crlf, size.length + chunk.byteLength);
  return piece;
}

function uncork(socket) {
  socket.uncork();
}

// A write that came too late.
function refuse(message, callback) {
  const error = message.finished ? new ERR_STREAM_WRITE_AFTER_END() : new ERR_STREAM_DESTROYED('write');
  if (message.destroyed) process.nextTick(callback, error);
  else process.nextTick(failNow, message, error, callback);
  return false;
}

function failNow(message, error, callback) {
  callback(error);
  if (typeof message.emit === 'function' && !message.destroyed) message.emit('error', error);
}

function isLengthStrict(message) {
  return (message[kBits] & (kStrictContentLength | kHasBody | kRemovedContLen | kChunked)) ===
    (kStrictContentLength | kHasBody) && message._contentLength != null && !message.hasHeader('transfer-encoding');
}

function countStrictly(message, length, fromEnd) {
  const total = message[kBytesWritten] + length;
  if (isLengthStrict(message) &&
      (fromEnd ? total !== message._contentLength : total > message._contentLength)) {
    throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(total, message._contentLength);
  }
  message[kBytesWritten] = total;
}

// Ending ------------------------------------------------------------------------------------------

function end(chunk, encoding, callback) {
  if (typeof chunk === 'function') {
    callback = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }

  if (this[kTransport].endWhole !== null && this[kTransport].endWhole(this, chunk, encoding, callback)) return this;

  let onFlushed = null;
  if (chunk) {
    if (this.finished) {
      if (!this.destroyed) {
        process.nextTick(failNow, this, new ERR_STREAM_WRITE_AFTER_END(), typeof callback === 'function' ? callback : nop);
      }
      return this;
    }
    if (this[kSocket]) this[kSocket].cork();
    // Where one write ends the message, its callback ends it too, a tick earlier.
    if (isLastWrite(this, chunk, encoding)) {
      if (typeof callback === 'function') {
        queueCallback(this, callback);
        callback = undefined;
      }
      onFlushed = (error) => { finish(this, error); };
    }
    writeChunk(this, chunk, encoding, onFlushed, true);
  } else if ((this[kBits] & kFinished) !== 0) {
    if (typeof callback === 'function') queueCallback(this, callback);
    return this;
  } else if (!this[kHead]) {
    this._contentLength = 0;
    this._implicitHeader();
  }
  if (typeof callback === 'function') queueCallback(this, callback);

  if (isLengthStrict(this) && this[kBytesWritten] !== this._contentLength) {
    throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(this[kBytesWritten], this._contentLength);
  }

  if (onFlushed === null) {
    onFlushed = (error) => { finish(this, error); };
    if ((this[kBits] & (kHasBody | kChunked)) === (kHasBody | kChunked)) {
      this._send(`0\r\n${this._trailer}\r\n`, 'latin1', onFlushed);
    } else if ((this[kBits] & kHeaderSent) === 0 || this.writableLength || chunk) {
      this._send('', 'latin1', onFlushed);
    } else {
      process.nextTick(onFlushed);
    }
  }

  uncorkAll(this);
  this[kBits] |= kFinished;
  if ((this[kQueue] === null || this[kQueue].length === 0) && this[kSocket]?._httpMessage === this) this._finish();
  return this;
}

function isLastWrite(message, chunk, encoding) {
  if (typeof chunk !== 'string' && !isUint8Array(chunk)) return false;
  if ((message[kBits] & (kDestroyed | kStrictContentLength)) !== 0) return false;
  if (!message[kHead]) {
    message._contentLength = byteLengthOf(chunk, encoding);
    message._implicitHeader();
  }
  return !!message[kHead] && (message[kBits] & (kHasBody | kChunked)) === kHasBody;
}

// However often the message and its connection were corked.
function uncorkAll(message) {
  const socket = message[kSocket];
  if (socket) {
    if (socket._writableState.corked > 1) socket._writableState.corked = 1;
    socket.uncork();
  }
  message[kCorked] = 1;
  message.uncork();
}

/** Everything was handed to the connection, or `error` came between. */
function finish(message, error) {
  // A native connection tells of its errors itself.
  const socket = message[kNative] === null ? message[kSocket] : null;
  if (error || message[kErrored] || socket?.errored || socket?._hadError) {
    const failure = error ?? message[kErrored] ?? socket?.errored ?? new ERR_STREAM_DESTROYED('end');
    message[kFlushError] = failure;
    callBack(message, failure);
    return;
  }
  message[kBits] |= kWritableFinished;
  if (message[kEndCallbacks] !== null) callBack(message, null);
  message[kAfterFinish]();
  message.emit('finish');
}

function queueCallback(message, callback) {
  if ((message[kBits] & kWritableFinished) !== 0) {
    callback(new ERR_STREAM_ALREADY_FINISHED('end'));
  } else if (message[kFlushError] !== null) {
    process.nextTick(callback, message[kFlushError]);
  } else {
    message[kEndCallbacks] ??= [];
    message[kEndCallbacks].push(callback);
  }
}

function callBack(message, error) {
  const callbacks = message[kEndCallbacks];
  if (callbacks === null) return;
  message[kEndCallbacks] = null;
  for (const callback of callbacks) callback(error);
}

// Corking -----------------------------------------------------------------------------------------

function corkMessage() {
  this[kCorked]++;
  if (this[kSocket]) this[kSocket].cork();
}

// What was written while corked becomes one chunk.
function uncorkMessage() {
  this[kCorked]--;
  if (this[kSocket]) this[kSocket].uncork();
  const kept = this[kChunkedBuffer];
  if (this[kCorked] || kept === null || kept.length === 0) return;

  this._send(this[kChunkedLength].toString(16), 'latin1', null);
  this._send(crlf, null, null);
  const callbacks = [];
  for (let i = 0; i < kept.length; i += 3) {
    this._send(kept[i], kept[i + 1], null);
    if (kept[i + 2] !== nop) callbacks.push(kept[i + 2]);
  }
  this._send(crlf, null, callbacks.length > 0 ? (error) => {
    for (const callback of callbacks) callback(error);
  } : null);
  this[kChunkedBuffer] = null;
  this[kChunkedLength] = 0;

  if ((this[kBits] & kWantsDrain) !== 0 && this.writableLength === 0) {
    this[kBits] &= ~kWantsDrain;
    this.emit('drain');
  }
}

module.exports = {
  callEndCallbacks: callBack,
  finish,
  methods: { cork: corkMessage, end: ordinary('end', end), uncork: uncorkMessage, write },
};
