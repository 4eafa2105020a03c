// Sending: the many forms of `socket.send`, and what happens to a datagram from there on.
'use strict';

const { SendWrap } = internalBinding('udp_wrap');
const { Buffer } = require('buffer');
const {
  ExceptionWithHostPort,
  codes: {
    ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_IP_BLOCKED, ERR_SOCKET_DGRAM_IS_CONNECTED,
  },
} = require('internal/errors');
const { isArrayBufferView } = require('internal/util/types');
const { isIP } = require('internal/net');
const { validatePort, validateString } = require('internal/validators');
const { kStateSymbol } = require('internal/dgram');

/**
 * `send(socket, args, connected)`: `args` are those of `socket.send`. A datagram of a socket that is not bound yet has
 * it bound first: `prepare(state, later)` says whether `later` will be called.
 */
function send(socket, args, connected, prepare) {
  // send(buffer[, offset, length][, port[, address]][, callback])
  let { 0: buffer, 1: offset, 2: length, 3: port, 4: address, 5: callback } = args;
  if (connected) {
    if (typeof length === 'number') {
      buffer = slice(buffer, offset, length);
      if (typeof port === 'function') {
        callback = port;
        port = null;
      }
    } else {
      callback = offset;
    }
    if (port || address) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  } else if (address || (port && typeof port !== 'function')) {
    buffer = slice(buffer, offset, length);
  } else {
    callback = port;
    port = offset;
    address = length;
  }
  const list = toList(buffer);
  if (connected) {
    port = 0;
    address = null;
  } else {
    port = validatePort(port, 'Port', false);
    if (typeof address === 'function') {
      callback = address;
      address = undefined;
    } else if (address !== undefined && address !== null) {
      validateString(address, 'address');
    }
  }
  if (typeof callback !== 'function') callback = undefined;
  // A datagram without any buffer is one of no bytes.
  if (list.length === 0) list.push(Buffer.alloc(0));
  const go = () => lookUpAndSend(socket, list, port, address, callback, connected);
  if (!prepare(socket[kStateSymbol], go)) go();
}

function slice(buffer, offset, length) {
  if (typeof buffer === 'string') {
    buffer = Buffer.from(buffer);
  } else if (!isArrayBufferView(buffer)) {
    throw new ERR_INVALID_ARG_TYPE('buffer', ['Buffer', 'TypedArray', 'DataView', 'string'], buffer);
  }
  offset >>>= 0;
  length >>>= 0;
  if (offset > buffer.byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (offset + length > buffer.byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  return Buffer.from(buffer.buffer, buffer.byteOffset + offset, length);
}

function toList(buffer) {
  if (!Array.isArray(buffer)) {
    if (typeof buffer === 'string') return [Buffer.from(buffer)];
    if (isArrayBufferView(buffer)) return [buffer];
    throw new ERR_INVALID_ARG_TYPE('buffer', ['Buffer', 'TypedArray', 'DataView', 'string'], buffer);
  }
  const list = buffer.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  if (!list.every(isArrayBufferView)) {
    throw new ERR_INVALID_ARG_TYPE('buffer list arguments', ['Buffer', 'TypedArray', 'DataView', 'string'], buffer);
  }
  return list;
}

function lookUpAndSend(socket, list, port, address, callback, connected) {
  const { handle } = socket[kStateSymbol];
  const found = (error, ip) => sendTo(error, socket, ip, list, address, port, callback);
  if (connected) found();
  else if (handle) handle.lookup(address, found);
}

function sendTo(error, socket, ip, list, address, port, callback) {
  const state = socket[kStateSymbol];
  if (!error && ip && state.sendBlockList?.check(ip, `ipv${isIP(ip)}`)) error = new ERR_IP_BLOCKED(ip);
  if (error) {
    if (typeof callback === 'function') process.nextTick(callback, error);
    else process.nextTick(() => socket.emit('error', error));
    return;
  }
  // Closed meanwhile.
  if (!state.handle) return;
  const request = new SendWrap();
  request.list = list;
  request.address = address;
  request.port = port;
  if (callback) {
    request.callback = callback;
    request.oncomplete = afterSend;
  }
  const status = port ? state.handle.send(request, list, list.length, port, ip, Boolean(callback)) :
    state.handle.send(request, list, list.length, Boolean(callback));
  if (status >= 1) {
    // It has left already.
    if (callback) process.nextTick(callback, null, status - 1);
  } else if (status < 0 && callback) {
    // Without a callback a loss is what datagrams are subject to.
    const failure = new ExceptionWithHostPort(status, 'send', address, port);
    process.nextTick(callback, failure);
  }
}

function afterSend(status, sent) {
  const error = status ? new ExceptionWithHostPort(status, 'send', this.address, this.port) : null;
  this.callback(error, error === null ? sent : undefined);
}

module.exports = { send };
