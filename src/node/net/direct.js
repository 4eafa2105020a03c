// Short ways through a socket, for a protocol that has it to itself. What arrives goes to its one listener, and what is
// written goes to the kernel, without the steps of a stream that nobody would notice. Sockets have them as methods under
// these symbols; a stream of another kind has none.
'use strict';

const { Duplex } = require('stream');
const { prototype: { emit, on, removeListener } } = require('events');
const { defaults, kEmitting } = require('internal/events/symbols');
const { kDestroyed, kErrored } = require('internal/streams/bits');
const { kDataEmitted, kDataListening, kDecoder, kEnded, kFlowing, kSync } = require('internal/streams/readable_state');
const { beginWrite, endWrite, isIdle } = require('internal/streams/writable_flow');
const { nop } = require('internal/streams/writable_state');
const { kTimeout } = require('internal/timers');
const { ErrnoException } = require('internal/errors');

const { on: streamOn, push: streamPush, removeListener: streamRemoveListener, write: streamWrite } = Duplex.prototype;
// The "data" listener that is called itself while it is the only one; null for none.
const kConsumer = Symbol('kConsumer');
// (data, encoding, callback, framed): as `write`, or undefined where that has to be called. `framed` makes it a chunk of a
// chunked body.
const kWriteNow = Symbol('kWriteNow');
// (bytes, callback): the stream's state for bytes that are the handle's already.
const kWriteLeft = Symbol('kWriteLeft');
// Far from the number of listeners that is worth a warning, unless somebody has lowered it.
const kFewListeners = 5;
const kConsumedMask = kFlowing | kDataListening | kDecoder | kEnded | kSync | kDestroyed | kErrored;

/** Whether all that a socket's `push` would do is to call its consumer. */
function isConsumed(socket) {
  const state = socket._readableState;
  if ((state.bits & kConsumedMask) !== (kFlowing | kDataListening) || state.length !== 0) return false;
  if (socket._events.data !== socket[kConsumer] || socket.emit !== emit || socket.push !== streamPush) return false;
  state.bits |= kDataEmitted;
  return true;
}

/** Gives sockets their short ways: `write(handle, data, encoding)` hands bytes over, `kCallback` waits for the rest. */
function defineDirect(Socket, write, kCallback) {
  const { prototype } = Socket;
  const { _write, _writeGeneric } = prototype;
  prototype[kConsumer] = null;
  prototype[kWriteNow] = function(data, encoding, callback, framed) {
    const handle = this._handle;
    const state = this._writableState;
    if (!handle || this.connecting || !isIdle(state) || this.write !== streamWrite || this._write !== _write ||
        this._writeGeneric !== _writeGeneric) {
      return undefined;
    }
    if (this[kTimeout] !== null || this._parent !== null) this._unrefTimer();
    const left = framed ? handle.writeChunk(data) : write(handle, data, encoding);
    if (left === 0) {
      if (callback) process.nextTick(callback, null);
      return true;
    }
    const done = beginWrite(this, state, typeof data === 'string' ? data.length : data.byteLength, callback ?? nop);
    if (left > 0) this[kCallback] = done;
    else done(new ErrnoException(left, 'write'));
    return endWrite(state);
  };
  prototype[kWriteLeft] = function(bytes, callback) {
    const state = this._writableState;
    this[kCallback] = beginWrite(this, state, bytes, callback);
    endWrite(state);
  };
}

/**
 * `socket.on(event, listener)` for an event that says nothing to the stream itself, so neither "data" nor "readable".
 * Who gives a socket the same listeners over and over spares the way through the classes.
 */
function listen(socket, event, listener) {
  if (socket.on !== streamOn) return socket.on(event, listener);
  const events = socket._events;
  if (events === undefined || events.newListener !== undefined || socket._maxListeners !== undefined ||
      defaults.maxListeners < kFewListeners) {
    return on.call(socket, event, listener);
  }
  const existing = events[event];
  if (existing === undefined) {
    events[event] = listener;
    socket._eventsCount++;
  } else if (typeof existing === 'function') {
    const list = events[event] = [existing, listener];
    list[kEmitting] = 0;
  } else if (existing[kEmitting] === 0 && existing.length < kFewListeners) {
    existing.push(listener);
  } else {
    return on.call(socket, event, listener);
  }
  return socket;
}

/** The same for `removeListener`. */
function unlisten(socket, event, listener) {
  if (socket.removeListener !== streamRemoveListener) return socket.removeListener(event, listener);
  const events = socket._events;
  if (events === undefined || events.removeListener !== undefined) return removeListener.call(socket, event, listener);
  const existing = events[event];
  if (existing === listener) {
    events[event] = undefined;
    socket._eventsCount--;
  } else if (typeof existing === 'object' && existing[kEmitting] === 0 && existing[existing.length - 1] === listener) {
    existing.pop();
    if (existing.length === 1) events[event] = existing[0];
  } else {
    return removeListener.call(socket, event, listener);
  }
  return socket;
}

module.exports = { defineDirect, isConsumed, kConsumer, kWriteLeft, kWriteNow, listen, unlisten };
