// `_http_outgoing`: OutgoingMessage, the base of a server's response and a client's request.
'use strict';

const EE = require('events');
const assert = require('internal/assert');
const { Stream } = require('internal/streams/legacy');
const { kNeedDrain } = require('internal/http');
const { validateHeaderName, validateHeaderValue } = require('internal/http/validate');
const {
  defineState, kBits, kClosed, kErrored, kHead, kNative, kHighWaterMark, kRejectBody, kSocket, kTransport, kUniqueHeaders,
} = require('internal/http/outgoing_state');
const { flushOutput, streamTransport } = require('internal/http/transport');
const { methods: headerMethods, parseUniqueHeadersOption } = require('internal/http/outgoing_headers');
const { methods: bodyMethods } = require('internal/http/outgoing_body');
const { ERR_METHOD_NOT_IMPLEMENTED, ERR_STREAM_CANNOT_PIPE } = require('internal/errors').codes;

function OutgoingMessage(options) {
  Stream.call(this);
  if (options === undefined || options === null) return;
  const mark = options.highWaterMark;
  if (mark != null && mark !== this[kHighWaterMark]) this[kHighWaterMark] = mark;
  if (options.rejectNonStandardBodyWrites) this[kBits] |= kRejectBody;
}
Object.setPrototypeOf(OutgoingMessage.prototype, Stream.prototype);
Object.setPrototypeOf(OutgoingMessage, Stream);

const { prototype } = OutgoingMessage;
defineState(prototype);
prototype[kTransport] = streamTransport;
Object.assign(prototype, headerMethods, bodyMethods);

prototype.setTimeout = function setTimeout(msecs, callback) {
  if (callback) this.on('timeout', callback);
  if (this[kNative] !== null) this[kNative].takeOver();
  if (this[kSocket]) this[kSocket].setTimeout(msecs);
  else this.once('socket', (socket) => { socket.setTimeout(msecs); });
  return this;
};

prototype.destroy = function destroy(error) {
  if (this.destroyed) return this;
  if (this[kNative] !== null) this[kNative].takeOver();
  this.destroyed = true;
  this[kErrored] = error;
  if (this[kSocket]) {
    this[kSocket].destroy(error);
  } else {
    process.nextTick(emitClose, this);
  }
  return this;
};

function emitClose(message) {
  if ((message[kBits] & kClosed) !== 0) return;
  message[kBits] |= kClosed;
  message.emit('close');
}

prototype._implicitHeader = function _implicitHeader() {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_implicitHeader()');
};

prototype._storeHeader = function _storeHeader(firstLine, headers) {
  this[kTransport].storeHead(this, firstLine, headers);
};

prototype._send = function _send(data, encoding, callback, byteLength) {
  return this[kTransport].send(this, data, encoding, callback, byteLength);
};

prototype._writeRaw = function _writeRaw(data, encoding, callback) {
  return this[kTransport].writeRaw(this, data, encoding, callback);
};

prototype._flushOutput = function _flushOutput(socket) {
  return flushOutput(this, socket);
};

// The message has the connection to itself now.
prototype._flush = function _flush() {
  const socket = this[kSocket];
  if (!socket?.writable) return;
  const accepted = this._flushOutput(socket);
  if (this.finished) {
    this._finish();
  } else if (this[kNeedDrain] && accepted !== false) {
    this[kNeedDrain] = false;
    this.emit('drain');
  }
};

prototype._finish = function _finish() {
  assert(this[kSocket]);
  if (this._events?.prefinish !== undefined || this.emit !== EE.prototype.emit) this.emit('prefinish');
};

prototype.flushHeaders = function flushHeaders() {
  if (!this[kHead]) this._implicitHeader();
  this._send('');
};

prototype.pipe = function pipe() {
  this.emit('error', new ERR_STREAM_CANNOT_PIPE());
};

prototype[EE.captureRejectionSymbol] = function(error) {
  this.destroy(error);
};

const { _send, _storeHeader, setHeader, write } = prototype;
Object.assign(require('internal/http/originals'), { _send, _storeHeader, setHeader, write });

module.exports = {
  kHighWaterMark,
  kUniqueHeaders,
  parseUniqueHeadersOption,
  validateHeaderName,
  validateHeaderValue,
  OutgoingMessage,
};
