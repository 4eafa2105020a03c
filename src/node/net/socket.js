// `net.Socket`: a duplex stream over a native handle.
'use strict';

const stream = require('stream');
const { Buffer } = require('buffer');
const { TCP, Pipe, UV_EOF } = internalBinding('net');
const { kTimeout, getTimerDuration, setUnrefTimeout, clear: clearTimer } = require('internal/timers');
const {
  ErrnoException,
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_FD_TYPE,
    ERR_INVALID_HANDLE_TYPE,
    ERR_SOCKET_CLOSED,
    ERR_SOCKET_CLOSED_BEFORE_CONNECTION,
  },
} = require('internal/errors');
const { validateAbortSignal, validateFunction, validateInt32, validateNumber } = require('internal/validators');
const { guessHandleType } = require('internal/util');
const { defineDirect, isConsumed, kConsumer } = require('internal/net/direct');
const { defineFacts } = require('internal/net/socket_facts');

const kECANCELED = -125;
const kBytesRead = Symbol('kBytesRead');
const kBytesWritten = Symbol('kBytesWritten');
const kSetNoDelay = Symbol('kSetNoDelay');
const kSetKeepAlive = Symbol('kSetKeepAlive');
const kSetKeepAliveInitialDelay = Symbol('kSetKeepAliveInitialDelay');
const kSetTOS = Symbol('kSetTOS');
const kOnreadRest = Symbol('kOnreadRest');
const { owner_symbol: kOwner } = internalBinding('symbols');
const kWriteCallback = Symbol('kWriteCallback');
const kFinalCallback = Symbol('kFinalCallback');
const kOnread = Symbol('kOnread');

function Socket(options) {
  if (!(this instanceof Socket)) return new Socket(options);
  if (options?.objectMode) {
    throw new ERR_INVALID_ARG_VALUE('options.objectMode', options.objectMode, 'is not supported');
  }
  if (options?.readableObjectMode || options?.writableObjectMode) {
    throw new ERR_INVALID_ARG_VALUE(
      `options.${options.readableObjectMode ? 'readableObjectMode' : 'writableObjectMode'}`,
      options.readableObjectMode || options.writableObjectMode, 'is not supported');
  }
  if (typeof options === 'number') {
    options = { fd: options };
  } else {
    options = { ...options };
  }
  validateOptions(options);

  this.connecting = false;
  this._hadError = false;
  this._parent = null;
  this._host = null;
  this._sockname = undefined;
  this._peername = undefined;
  this._pendingData = null;
  this._pendingEncoding = '';
  this[kOnread] = null;
  this._handle = null;
  this.server = null;
  this._server = null;
  this[kTimeout] = null;
  this[kBytesRead] = 0;
  this[kBytesWritten] = 0;
  this[kWriteCallback] = null;
  this[kFinalCallback] = null;

  options.allowHalfOpen = Boolean(options.allowHalfOpen);
  // A duplex reads by itself once it flows; a socket begins when it is connected.
  options.emitClose = false;
  options.autoDestroy = true;
  options.decodeStrings = false;
  stream.Duplex.call(this, options);

  if (options.handle) {
    this._handle = options.handle;
  } else if (options.fd !== undefined) {
    openDescriptor(this, options.fd);
  }
  const { onread } = options;
  if (onread !== null && typeof onread === 'object' &&
      (onread.buffer instanceof Uint8Array || typeof onread.buffer === 'function') &&
      typeof onread.callback === 'function') {
    const { buffer, callback } = onread;
    // A function is asked for the next buffer as soon as one is full.
    this[kOnread] = { callback, next: typeof buffer === 'function' ? buffer : null,
                      buffer: typeof buffer === 'function' ? buffer() : buffer };
  }
  this.on('end', onReadableStreamEnd);
  initHandle(this);
  this[kSetNoDelay] = Boolean(options.noDelay);
  this[kSetKeepAlive] = Boolean(options.keepAlive);
  this[kSetKeepAliveInitialDelay] = ~~(options.keepAliveInitialDelay / 1000);
  // A handle that is there already may have data.
  if (this._handle !== null && options.readable !== false && !options.noDelayedRead) {
    if (options.pauseOnCreate) {
      this.readableFlowing = false;
    } else if (!options.manualStart) {
      this.read(0);
    }
  }
  if (options.signal) addAbortSignal(this, options.signal);
}

Object.setPrototypeOf(Socket.prototype, stream.Duplex.prototype);
Object.setPrototypeOf(Socket, stream.Duplex);

function validateOptions(options) {
  if (options.keepAliveInitialDelay !== undefined) {
    validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    if (options.keepAliveInitialDelay < 0) options.keepAliveInitialDelay = 0;
  }
  if (options.fd !== undefined) validateInt32(options.fd, 'fd', 0);
}

function openDescriptor(socket, fd) {
  const type = guessHandleType(fd);
  if (type === 'PIPE') socket._handle = new Pipe();
  else if (type === 'TCP') socket._handle = new TCP();
  else throw new ERR_INVALID_FD_TYPE(type);
  const status = socket._handle.open(fd);
  if (status) throw new ErrnoException(status, 'open');
}

function addAbortSignal(socket, signal) {
  validateAbortSignal(signal, 'options.signal');
  const onAbort = () => socket.destroy(new (require('internal/errors').AbortError)());
  if (signal.aborted) process.nextTick(onAbort);
  else process.nextTick(() => require('internal/events/abort_listener').addAbortListener(signal, onAbort));
}

// Binds the native callbacks. They are methods of the handle, so that no closure is made for a connection.
function initHandle(socket) {
  const handle = socket._handle;
  if (!handle) return;
  handle[kOwner] = socket;
  handle.onread = onread;
  handle.onwritten = onwritten;
  handle.onshutdown = onshutdown;
}

function onread(status, buffer) {
  const socket = this[kOwner];
  if (!socket) return;
  socket._unrefTimer();
  if (status > 0) {
    if (socket.destroyed) return;
    if (socket[kOnread] !== null) return deliverToUser(socket, this, buffer);
    if (socket[kConsumer] !== null && isConsumed(socket)) return socket[kConsumer](buffer);
    if (!socket.push(buffer)) stopReading(socket, this);
    return;
  }
  if (status !== UV_EOF) {
    socket.destroy(new ErrnoException(status, 'read'));
    return;
  }
  socket.push(null);
  socket.read(0);
}

// `onread: { buffer, callback }`: data goes into the program's own buffer, as much as it holds at a time. What is left
// when the program pauses waits for it to go on.
function deliverToUser(socket, handle, data) {
  const onread = socket[kOnread];
  for (let at = 0; at < data.length;) {
    const target = onread.buffer;
    const count = Math.min(target.length, data.length - at);
    target.set(data.subarray(at, at + count));
    at += count;
    const more = onread.callback.call(socket, count, target);
    if (onread.next !== null) onread.buffer = onread.next();
    if (more === false && handle.reading) stopReading(socket, handle);
    if (!handle.reading) {
      if (at < data.length) socket[kOnreadRest] = data.subarray(at);
      return;
    }
  }
}

function resumeOnread(socket) {
  if (socket[kOnread] === null || socket.connecting || !socket._handle || socket._handle.reading) return;
  if (socket[kOnreadRest] === undefined) return tryReadStart(socket);
  socket._handle.reading = true;
  process.nextTick(deliverRest, socket);
}

function deliverRest(socket) {
  const handle = socket._handle;
  const rest = socket[kOnreadRest];
  if (!handle?.reading || rest === undefined) return;
  socket[kOnreadRest] = undefined;
  deliverToUser(socket, handle, rest);
  if (socket._handle?.reading) tryReadStart(socket);
}

function stopReading(socket, handle) {
  handle.reading = false;
  const status = handle.readStop();
  if (status) socket.destroy(new ErrnoException(status, 'read'));
}

function tryReadStart(socket) {
  socket._handle.reading = true;
  const status = socket._handle.readStart();
  if (status) socket.destroy(new ErrnoException(status, 'read'));
}

Socket.prototype._read = function(n) {
  if (this.connecting || !this._handle) {
    this.once('connect', () => this._read(n));
  } else if (!this._handle.reading) {
    tryReadStart(this);
  }
};

Socket.prototype.read = function(n) {
  resumeOnread(this);
  return stream.Duplex.prototype.read.call(this, n);
};

Socket.prototype.pause = function() {
  if (this[kOnread] !== null && !this.connecting && this._handle?.reading) {
    this._handle.reading = false;
    if (!this.destroyed) this._handle.readStop();
  }
  return stream.Duplex.prototype.pause.call(this);
};

Socket.prototype.resume = function() {
  resumeOnread(this);
  return stream.Duplex.prototype.resume.call(this);
};

function onReadableStreamEnd() {
  if (!this.allowHalfOpen) this.write = writeAfterFIN;
}

function writeAfterFIN(chunk, encoding, callback) {
  if (!this.writableEnded) return stream.Duplex.prototype.write.call(this, chunk, encoding, callback);
  if (typeof encoding === 'function') callback = encoding;
  const error = new Error('This socket has been ended by the other party');
  error.code = 'EPIPE';
  if (typeof callback === 'function') process.nextTick(callback, error);
  this.destroy(error);
  return false;
}

// ---- Writing

Socket.prototype._writeGeneric = function(writev, data, encoding, callback) {
  if (this.connecting) {
    this._pendingData = data;
    this._pendingEncoding = encoding;
    const onClose = () => callback(new ERR_SOCKET_CLOSED_BEFORE_CONNECTION());
    this.once('connect', function connect() {
      this.off('close', onClose);
      this._writeGeneric(writev, data, encoding, callback);
    });
    this.once('close', onClose);
    return;
  }
  this._pendingData = null;
  this._pendingEncoding = '';
  if (!this._handle) {
    callback(new ERR_SOCKET_CLOSED());
    return;
  }
  this._unrefTimer();
  const left = writev ? writeMany(this._handle, data) : writeOne(this._handle, data, encoding);
  if (left === 0) {
    callback();
  } else if (left > 0) {
    this[kWriteCallback] = callback;
  } else {
    // The stream hands it to whoever wrote, then to everybody.
    callback(new ErrnoException(left, 'write'));
  }
};

function writeOne(handle, data, encoding) {
  if (typeof data !== 'string') return handle.write(data);
  switch (encoding) {
    case 'utf8':
    case 'utf-8':
      return handle.write(data);
    case 'latin1':
    case 'binary':
      return handle.write(data, true);
    default:
      return handle.write(Buffer.from(data, encoding));
  }
}

function writeMany(handle, data) {
  const chunks = data.allBuffers ? data : data.map(({ chunk, encoding }) => {
    return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
  });
  for (let i = 0; data.allBuffers && i < chunks.length; i++) {
    if (chunks[i].chunk !== undefined) chunks[i] = chunks[i].chunk;
  }
  return handle.writev(chunks);
}

Socket.prototype._writev = function(chunks, callback) {
  this._writeGeneric(true, chunks, '', callback);
};

Socket.prototype._write = function(data, encoding, callback) {
  this._writeGeneric(false, data, encoding, callback);
};

defineDirect(Socket, writeOne, kWriteCallback);

function onwritten(status) {
  const socket = this[kOwner];
  const callback = socket?.[kWriteCallback];
  if (!callback) return;
  socket[kWriteCallback] = null;
  if (status < 0) {
    const error = new ErrnoException(status, 'write');
    socket.destroy(error);
    callback(error);
    return;
  }
  socket._unrefTimer();
  callback();
}

Socket.prototype._final = function(callback) {
  if (this.connecting) {
    this.once('connect', () => this._final(callback));
    return;
  }
  if (!this._handle) {
    callback();
    return;
  }
  this[kFinalCallback] = callback;
  const status = this._handle.shutdown();
  if (status !== 0) {
    this[kFinalCallback] = null;
    callback(status === -107 ? undefined : new ErrnoException(status, 'shutdown'));
  }
};

function onshutdown(status) {
  const socket = this[kOwner];
  const callback = socket?.[kFinalCallback];
  if (!callback) return;
  socket[kFinalCallback] = null;
  callback(status < 0 ? new ErrnoException(status, 'shutdown') : undefined);
}

// ---- Ending

Socket.prototype.end = function(data, encoding, callback) {
  stream.Duplex.prototype.end.call(this, data, encoding, callback);
  return this;
};

Socket.prototype.destroySoon = function() {
  if (this.writable) this.end();
  if (this.writableFinished) this.destroy();
  else this.once('finish', this.destroy);
};

Socket.prototype.resetAndDestroy = function() {
  if (this._handle) {
    if (!(this._handle instanceof TCP)) throw new ERR_INVALID_HANDLE_TYPE();
    if (this.connecting) {
      this.once('connect', () => resetSocket(this));
    } else {
      resetSocket(this);
    }
  } else {
    this.destroy(new ERR_SOCKET_CLOSED());
  }
  return this;
};

function resetSocket(socket) {
  socket.resetAndClosing = true;
  socket.destroy();
}

Socket.prototype._destroy = function(error, callback) {
  this.connecting = false;
  if (this[kTimeout] !== null) {
    clearTimer(this[kTimeout]);
    this[kTimeout] = null;
  }
  const handle = this._handle;
  if (handle) {
    const isException = Boolean(error);
    this[kBytesRead] = handle.bytesRead;
    this[kBytesWritten] = handle.bytesWritten;
    const pending = this[kWriteCallback];
    this[kWriteCallback] = null;
    const closed = () => {
      try {
        pending?.(new ErrnoException(kECANCELED, 'write'));
      } finally {
        this.emit('close', isException);
      }
    };
    if (this.resetAndClosing) {
      this.resetAndClosing = false;
      handle.reset(closed);
    } else {
      handle.close(closed);
    }
    handle.onread = undefined;
    handle[kOwner] = null;
    this._handle = null;
    this._sockname = undefined;
    callback(error);
  } else {
    callback(error);
    process.nextTick(emitCloseNT, this);
  }
  if (this._server) {
    this._server._connections--;
    this._server._emitCloseIfDrained?.();
  }
};

function emitCloseNT(socket) {
  socket.emit('close');
}

// ---- Timeouts

Socket.prototype.setTimeout = function(msecs, callback) {
  if (this.destroyed) return this;
  this.timeout = msecs;
  msecs = getTimerDuration(msecs, 'msecs');
  if (this[kTimeout] !== null) {
    clearTimer(this[kTimeout]);
    this[kTimeout] = null;
  }
  if (msecs === 0) {
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.removeListener('timeout', callback);
    }
  } else {
    this[kTimeout] = setUnrefTimeout(this._onTimeout.bind(this), msecs);
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.once('timeout', callback);
    }
  }
  return this;
};

Socket.prototype._onTimeout = function() {
  const handle = this._handle;
  if (handle && this[kWriteCallback] !== null) {
    // A write that makes progress is no timeout.
    const left = handle.writeQueueSize;
    if (left !== this.lastWriteQueueSize) {
      this.lastWriteQueueSize = left;
      this._unrefTimer();
      return;
    }
  }
  this.emit('timeout');
};

Socket.prototype._unrefTimer = function() {
  for (let socket = this; socket !== null; socket = socket._parent) {
    if (socket[kTimeout]) socket[kTimeout].refresh();
  }
};

// ---- Options and facts

// Before there is a handle the options are kept; the handle is told of changes only.
Socket.prototype.setNoDelay = function(enable) {
  const on = enable === undefined ? true : Boolean(enable);
  if (this._handle?.setNoDelay && on !== this[kSetNoDelay]) {
    this[kSetNoDelay] = on;
    this._handle.setNoDelay(on);
  } else if (!this._handle) {
    this[kSetNoDelay] = on;
  }
  return this;
};

Socket.prototype.setKeepAlive = function(enable, initialDelayMsecs) {
  const on = Boolean(enable);
  const delay = ~~(initialDelayMsecs / 1000);
  if (this._handle && !this._handle.setKeepAlive) return this;
  const changed = on !== this[kSetKeepAlive] || (on && delay !== this[kSetKeepAliveInitialDelay]);
  this[kSetKeepAlive] = on;
  this[kSetKeepAliveInitialDelay] = delay;
  if (this._handle && changed) this._handle.setKeepAlive(on, delay);
  return this;
};

Socket.prototype.setTypeOfService = function(tos) {
  if (Number.isNaN(tos)) throw new ERR_INVALID_ARG_TYPE('tos', 'number', tos);
  validateInt32(tos, 'tos', 0, 255);
  const changed = tos !== this[kSetTOS];
  this[kSetTOS] = tos;
  if (changed && this._handle?.setTypeOfService) {
    const status = this._handle.setTypeOfService(tos);
    if (status) throw new ErrnoException(status, 'setTypeOfService');
  }
  return this;
};

Socket.prototype.getTypeOfService = function() {
  if (!this._handle?.getTypeOfService) return this[kSetTOS] ?? 0;
  const value = this._handle.getTypeOfService();
  if (value < 0) throw new ErrnoException(value, 'getTypeOfService');
  return value;
};

Socket.prototype.ref = function() {
  if (this._handle) this._handle.ref();
  else this.once('connect', this.ref);
  return this;
};

Socket.prototype.unref = function() {
  if (this._handle) this._handle.unref();
  else this.once('connect', this.unref);
  return this;
};

Socket.prototype.address = function() {
  return this._getsockname();
};

Socket.prototype._getpeername = function() {
  if (!this._handle || this.connecting) return this._peername || {};
  if (!this._peername) {
    const name = this._handle.getpeername();
    if (typeof name !== 'object') return {};
    this._peername = name;
  }
  return this._peername;
};

Socket.prototype._getsockname = function() {
  if (!this._handle) return {};
  if (!this._sockname) {
    const name = this._handle.getsockname();
    if (typeof name !== 'object') return {};
    this._sockname = name;
  }
  return this._sockname;
};

defineFacts(Socket, kBytesRead, kBytesWritten);

Socket.prototype[Symbol.asyncDispose] = stream.Duplex.prototype[Symbol.asyncDispose];

Socket.prototype.connect = function(...args) {
  return require('internal/net/connect').connectSocket(this, args);
};

// What a socket does with what it reads and writes, as nobody has patched it.
const methods = ['write', '_write', '_writev', '_writeGeneric', '_read', 'read', 'push', 'emit', 'on', 'cork', 'uncork', 'end',
                 'pause', 'resume', 'ref', 'unref', 'setKeepAlive', 'setTimeout', 'destroy', '_destroy'];
const ownMethods = methods.map((name) => Socket.prototype[name]);

/** Whether a socket's methods are all its class's own. */
function isUnpatched(socket) {
  return methods.every((name, i) => socket[name] === ownMethods[i]);
}

module.exports = {
  Socket,
  initHandle,
  isUnpatched,
  tryReadStart,
  kOwner,
  kSetKeepAlive,
  kSetKeepAliveInitialDelay,
  kSetNoDelay,
  kSetTOS,
};
