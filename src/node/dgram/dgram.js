// `node:dgram`.
'use strict';

const EventEmitter = require('events');
const { constants: { UV_UDP_IPV6ONLY, UV_UDP_REUSEADDR, UV_UDP_REUSEPORT } } = internalBinding('udp_wrap');
const { kStateSymbol, _createSocketHandle, newHandle } = require('internal/dgram');
const { send } = require('internal/dgram/send');
const membership = require('internal/cluster/membership');
const { isIP } = require('internal/net');
const {
  ErrnoException,
  ExceptionWithHostPort,
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_FD_TYPE, ERR_IP_BLOCKED, ERR_MISSING_ARGS, ERR_SOCKET_ALREADY_BOUND,
    ERR_SOCKET_BAD_BUFFER_SIZE, ERR_SOCKET_BUFFER_SIZE, ERR_SOCKET_DGRAM_IS_CONNECTED, ERR_SOCKET_DGRAM_NOT_CONNECTED,
    ERR_SOCKET_DGRAM_NOT_RUNNING,
  },
} = require('internal/errors');
const { deprecate, guessHandleType, promisify } = require('internal/util');
const { validateAbortSignal, validateNumber, validatePort, validateString, validateUint32 } =
  require('internal/validators');
const { channel } = require('diagnostics_channel');

const UNBOUND = 0;
const BINDING = 1;
const BOUND = 2;

const DISCONNECTED = 0;
const CONNECTING = 1;
const CONNECTED = 2;

const RECEIVE = true;
const SEND = false;

const created = channel('udp.socket');

function Socket(type, listener) {
  EventEmitter.call(this);
  let options;
  if (type !== null && typeof type === 'object') {
    options = type;
    type = options.type;
    for (const name of ['recvBufferSize', 'sendBufferSize']) {
      if (options[name]) validateUint32(options[name], `options.${name}`);
    }
    for (const name of ['receiveBlockList', 'sendBlockList']) {
      if (options[name] && !require('net').BlockList.isBlockList(options[name])) {
        throw new ERR_INVALID_ARG_TYPE(`options.${name}`, 'net.BlockList', options[name]);
      }
    }
  }
  const handle = newHandle(type, options?.lookup);
  this.type = type;
  if (typeof listener === 'function') this.on('message', listener);
  this[kStateSymbol] = {
    handle,
    receiving: false,
    bindState: UNBOUND,
    connectState: DISCONNECTED,
    queue: undefined,
    reuseAddr: options?.reuseAddr,
    reusePort: options?.reusePort,
    ipv6Only: options?.ipv6Only,
    recvBufferSize: options?.recvBufferSize,
    sendBufferSize: options?.sendBufferSize,
    receiveBlockList: options?.receiveBlockList,
    sendBlockList: options?.sendBlockList,
  };
  if (options?.signal !== undefined) closeOnAbort(this, options.signal);
  if (created.hasSubscribers) created.publish({ socket: this });
}
Object.setPrototypeOf(Socket.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Socket, EventEmitter);

function closeOnAbort(socket, signal) {
  validateAbortSignal(signal, 'options.signal');
  const onAbort = () => {
    if (socket[kStateSymbol].handle) socket.close();
  };
  if (signal.aborted) {
    onAbort();
  } else {
    const listening = require('internal/events/abort_listener').addAbortListener(signal, onAbort);
    socket.once('close', listening[Symbol.dispose]);
  }
}

function createSocket(type, listener) {
  return new Socket(type, listener);
}

function healthCheck(socket) {
  // A closed socket has no handle.
  if (!socket[kStateSymbol].handle) throw new ERR_SOCKET_DGRAM_NOT_RUNNING();
}

// ---- Binding

function startListening(socket) {
  const state = socket[kStateSymbol];
  const { handle } = state;
  handle.onmessage = onMessage;
  handle.socket = socket;
  handle.recvStart();
  state.receiving = true;
  state.bindState = BOUND;
  if (state.recvBufferSize) bufferSize(socket, state.recvBufferSize, RECEIVE);
  if (state.sendBufferSize) bufferSize(socket, state.sendBufferSize, SEND);
  socket.emit('listening');
}

// A handle of another's takes the place of the socket's own.
function replaceHandle(socket, handle) {
  const state = socket[kStateSymbol];
  const old = state.handle;
  if (old !== null && old !== undefined) {
    for (const name of ['lookup', 'bind', 'send', 'connect']) handle[name] = old[name];
    old.close();
  }
  state.handle = handle;
}

function bufferSize(socket, size, received) {
  if (size >>> 0 !== size) throw new ERR_SOCKET_BAD_BUFFER_SIZE();
  const context = {};
  const result = socket[kStateSymbol].handle.bufferSize(size, received, context);
  if (result !== undefined) return result;
  const { getSystemErrorMap } = require('internal/util');
  const { 0: code, 1: message } = getSystemErrorMap().get(context.errno);
  throw new ERR_SOCKET_BUFFER_SIZE({ errno: context.errno, code, message, syscall: context.syscall });
}

Socket.prototype.bind = function(port_, address_ /* , callback */) {
  let port = port_;
  healthCheck(this);
  const state = this[kStateSymbol];
  if (state.bindState !== UNBOUND) throw new ERR_SOCKET_ALREADY_BOUND();
  state.bindState = BINDING;
  const callback = arguments.length ? arguments[arguments.length - 1] : undefined;
  if (typeof callback === 'function') onceBound(this, callback);

  if (port !== null && typeof port === 'object' && typeof port.recvStart === 'function') {
    replaceHandle(this, port);
    startListening(this);
    return this;
  }
  if (port !== null && typeof port === 'object' && Number.isInteger(port.fd) && port.fd > 0) {
    bindDescriptor(this, port.fd, Boolean(port.exclusive));
    return this;
  }
  let address;
  let exclusive;
  if (port !== null && typeof port === 'object') {
    address = port.address || '';
    exclusive = Boolean(port.exclusive);
    port = port.port;
  } else {
    address = typeof address_ === 'function' ? '' : address_;
    exclusive = false;
  }
  if (!address) address = this.type === 'udp4' ? '0.0.0.0' : '::';
  state.handle.lookup(address, (error, ip) => {
    // Closed meanwhile.
    if (!state.handle) return;
    if (error) {
      state.bindState = UNBOUND;
      this.emit('error', error);
      return;
    }
    bindTo(this, ip, port, exclusive);
  });
  return this;
};

function onceBound(socket, callback) {
  function removeListeners() {
    socket.removeListener('error', removeListeners);
    socket.removeListener('listening', onListening);
  }
  function onListening() {
    removeListeners();
    callback.call(socket);
  }
  socket.on('error', removeListeners);
  socket.on('listening', onListening);
}

function bindTo(socket, ip, port, exclusive) {
  const state = socket[kStateSymbol];
  let flags = 0;
  if (state.reuseAddr) flags |= UV_UDP_REUSEADDR;
  if (state.ipv6Only) flags |= UV_UDP_IPV6ONLY;
  if (state.reusePort) {
    exclusive = true;
    flags |= UV_UDP_REUSEPORT;
  }
  const cluster = exclusive ? null : membership.cluster;
  if (cluster !== null) {
    bindShared(socket, cluster, { address: ip, port, addressType: socket.type, fd: -1, flags }, port);
    return;
  }
  const status = state.handle.bind(ip, port || 0, flags);
  if (status) bindFailed(socket, new ExceptionWithHostPort(status, 'bind', ip, port));
  else startListening(socket);
}

function bindDescriptor(socket, fd, exclusive) {
  const state = socket[kStateSymbol];
  const cluster = exclusive ? null : membership.cluster;
  if (cluster !== null) {
    bindShared(socket, cluster, { address: null, port: null, addressType: socket.type, fd, flags: null });
    return;
  }
  const type = guessHandleType(fd);
  if (type !== 'UDP') throw new ERR_INVALID_FD_TYPE(type);
  const status = state.handle.open(fd);
  if (status) throw new ErrnoException(status, 'open');
  startListening(socket);
}

function bindShared(socket, cluster, options, port) {
  const state = socket[kStateSymbol];
  cluster._getServer(socket, options, (status, handle) => {
    if (!state.handle) {
      // Closed meanwhile.
      handle?.close();
    } else if (status) {
      bindFailed(socket, new ExceptionWithHostPort(status, 'bind', options.address, port));
    } else {
      replaceHandle(socket, handle);
      startListening(socket);
    }
  });
}

function bindFailed(socket, error) {
  socket[kStateSymbol].bindState = UNBOUND;
  socket.emit('error', error);
}

// ---- Connecting

Socket.prototype.connect = function(port, address, callback) {
  port = validatePort(port, 'Port', false);
  if (typeof address === 'function') {
    callback = address;
    address = '';
  } else if (address === undefined) {
    address = '';
  }
  validateString(address, 'address');
  const state = this[kStateSymbol];
  if (state.connectState !== DISCONNECTED) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  state.connectState = CONNECTING;
  const now = () => connectNow(this, port, address, callback);
  if (!whenBound(this, state, now)) now();
};

function connectNow(socket, port, address, callback) {
  const { handle } = socket[kStateSymbol];
  if (callback) socket.once('connect', callback);
  handle.lookup(address, (error, ip) => connected(socket, error, ip, address, port, callback));
}

function connected(socket, error, ip, address, port, callback) {
  const state = socket[kStateSymbol];
  // Closed meanwhile.
  if (!state.handle) return;
  if (!error && state.sendBlockList?.check(ip, `ipv${isIP(ip)}`)) error = new ERR_IP_BLOCKED(ip);
  if (!error) {
    const status = state.handle.connect(ip, port);
    if (status) error = new ExceptionWithHostPort(status, 'connect', address, port);
  }
  if (error) {
    state.connectState = DISCONNECTED;
    process.nextTick(() => {
      if (callback) {
        socket.removeListener('connect', callback);
        callback(error);
      } else {
        socket.emit('error', error);
      }
    });
    return;
  }
  state.connectState = CONNECTED;
  process.nextTick(() => socket.emit('connect'));
}

Socket.prototype.disconnect = function() {
  const state = this[kStateSymbol];
  if (state.connectState !== CONNECTED) throw new ERR_SOCKET_DGRAM_NOT_CONNECTED();
  const status = state.handle.disconnect();
  if (status) throw new ErrnoException(status, 'connect');
  state.connectState = DISCONNECTED;
};

// ---- Sending

/** Binds the socket if need be. True: `later` is called once it is bound. */
function whenBound(socket, state, later) {
  if (state.bindState === UNBOUND) socket.bind({ port: 0, exclusive: true }, null);
  if (state.bindState === BOUND) return false;
  if (state.queue === undefined) {
    state.queue = [];
    socket.once('error', onListenError);
    socket.once('listening', onListenSuccess);
  }
  state.queue.push(later);
  return true;
}

function onListenSuccess() {
  this.removeListener('error', onListenError);
  const { queue } = this[kStateSymbol];
  this[kStateSymbol].queue = undefined;
  for (const later of queue) later();
}

function onListenError() {
  this.removeListener('listening', onListenSuccess);
  this[kStateSymbol].queue = undefined;
}

Socket.prototype.send = function(...args) {
  const { connectState } = this[kStateSymbol];
  send(this, args, connectState === CONNECTED, (state, later) => {
    healthCheck(this);
    return whenBound(this, state, later);
  });
};

// As `send`, but with every argument in its place.
Socket.prototype.sendto = function(buffer, offset, length, port, address, callback) {
  validateNumber(offset, 'offset');
  validateNumber(length, 'length');
  validateNumber(port, 'port');
  validateString(address, 'address');
  this.send(buffer, offset, length, port, address, callback);
};

// ---- Receiving

function onMessage(length, handle, buffer, rinfo) {
  const { socket } = handle;
  if (length < 0) {
    socket.emit('error', new ErrnoException(length, 'recvmsg'));
    return;
  }
  const { receiveBlockList } = socket[kStateSymbol];
  if (receiveBlockList && rinfo.address && receiveBlockList.check(rinfo.address, rinfo.family.toLowerCase())) return;
  rinfo.size = buffer.length;
  socket.emit('message', buffer, rinfo);
}

// ---- Ending

Socket.prototype.close = function(callback) {
  const state = this[kStateSymbol];
  const { queue } = state;
  if (typeof callback === 'function') this.on('close', callback);
  if (queue !== undefined) {
    queue.push(this.close.bind(this));
    return this;
  }
  healthCheck(this);
  stopReceiving(this);
  state.handle.close();
  state.handle = null;
  process.nextTick(() => this.emit('close'));
  return this;
};

Socket.prototype[Symbol.asyncDispose] = async function() {
  if (!this[kStateSymbol].handle) return;
  await promisify(this.close).call(this);
};

function stopReceiving(socket) {
  const state = socket[kStateSymbol];
  if (!state.receiving) return;
  state.handle.recvStop();
  state.receiving = false;
}

Socket.prototype.ref = function() {
  this[kStateSymbol].handle?.ref();
  return this;
};

Socket.prototype.unref = function() {
  this[kStateSymbol].handle?.unref();
  return this;
};

// ---- Facts

function nameOf(socket, method, syscall) {
  const name = {};
  const status = socket[kStateSymbol].handle[method](name);
  if (status) throw new ErrnoException(status, syscall);
  return name;
}

Socket.prototype.address = function() {
  healthCheck(this);
  return nameOf(this, 'getsockname', 'getsockname');
};

Socket.prototype.remoteAddress = function() {
  healthCheck(this);
  if (this[kStateSymbol].connectState !== CONNECTED) throw new ERR_SOCKET_DGRAM_NOT_CONNECTED();
  return nameOf(this, 'getpeername', 'getpeername');
};

Socket.prototype.getSendQueueSize = function() {
  return this[kStateSymbol].handle.getSendQueueSize();
};

Socket.prototype.getSendQueueCount = function() {
  return this[kStateSymbol].handle.getSendQueueCount();
};

Socket.prototype.setRecvBufferSize = function(size) {
  bufferSize(this, size, RECEIVE);
};

Socket.prototype.setSendBufferSize = function(size) {
  bufferSize(this, size, SEND);
};

Socket.prototype.getRecvBufferSize = function() {
  return bufferSize(this, 0, RECEIVE);
};

Socket.prototype.getSendBufferSize = function() {
  return bufferSize(this, 0, SEND);
};

// ---- Options

function check(status, syscall) {
  if (status) throw new ErrnoException(status, syscall);
}

Socket.prototype.setBroadcast = function(on) {
  check(this[kStateSymbol].handle.setBroadcast(on ? 1 : 0), 'setBroadcast');
};

Socket.prototype.setTTL = function(ttl) {
  validateNumber(ttl, 'ttl');
  check(this[kStateSymbol].handle.setTTL(ttl), 'setTTL');
  return ttl;
};

Socket.prototype.setMulticastTTL = function(ttl) {
  validateNumber(ttl, 'ttl');
  check(this[kStateSymbol].handle.setMulticastTTL(ttl), 'setMulticastTTL');
  return ttl;
};

Socket.prototype.setMulticastLoopback = function(on) {
  check(this[kStateSymbol].handle.setMulticastLoopback(on ? 1 : 0), 'setMulticastLoopback');
  // As it was given: 0.3.4 compatibility.
  return on;
};

Socket.prototype.setMulticastInterface = function(interfaceAddress) {
  healthCheck(this);
  validateString(interfaceAddress, 'interfaceAddress');
  check(this[kStateSymbol].handle.setMulticastInterface(interfaceAddress), 'setMulticastInterface');
};

Socket.prototype.addMembership = function(multicastAddress, interfaceAddress) {
  healthCheck(this);
  if (!multicastAddress) throw new ERR_MISSING_ARGS('multicastAddress');
  check(this[kStateSymbol].handle.addMembership(multicastAddress, interfaceAddress), 'addMembership');
};

Socket.prototype.dropMembership = function(multicastAddress, interfaceAddress) {
  healthCheck(this);
  if (!multicastAddress) throw new ERR_MISSING_ARGS('multicastAddress');
  check(this[kStateSymbol].handle.dropMembership(multicastAddress, interfaceAddress), 'dropMembership');
};

Socket.prototype.addSourceSpecificMembership = function(sourceAddress, groupAddress, interfaceAddress) {
  healthCheck(this);
  validateString(sourceAddress, 'sourceAddress');
  validateString(groupAddress, 'groupAddress');
  const { handle } = this[kStateSymbol];
  check(handle.addSourceSpecificMembership(sourceAddress, groupAddress, interfaceAddress), 'addSourceSpecificMembership');
};

Socket.prototype.dropSourceSpecificMembership = function(sourceAddress, groupAddress, interfaceAddress) {
  healthCheck(this);
  validateString(sourceAddress, 'sourceAddress');
  validateString(groupAddress, 'groupAddress');
  const { handle } = this[kStateSymbol];
  check(handle.dropSourceSpecificMembership(sourceAddress, groupAddress, interfaceAddress),
        'dropSourceSpecificMembership');
};

// ---- What was once open to programs

for (const [name, field] of [['_handle', 'handle'], ['_receiving', 'receiving'], ['_bindState', 'bindState'],
                             ['_queue', 'queue'], ['_reuseAddr', 'reuseAddr']]) {
  const message = `Socket.prototype.${name} is deprecated`;
  Object.defineProperty(Socket.prototype, name, {
    __proto__: null,
    get: deprecate(function() { return this[kStateSymbol][field]; }, message, 'DEP0112'),
    set: deprecate(function(value) { this[kStateSymbol][field] = value; }, message, 'DEP0112'),
  });
}
Socket.prototype._healthCheck = deprecate(function() {
  healthCheck(this);
}, 'Socket.prototype._healthCheck() is deprecated', 'DEP0112');
Socket.prototype._stopReceiving = deprecate(function() {
  stopReceiving(this);
}, 'Socket.prototype._stopReceiving() is deprecated', 'DEP0112');

module.exports = {
  _createSocketHandle: deprecate(_createSocketHandle, 'dgram._createSocketHandle() is deprecated', 'DEP0112'),
  createSocket,
  Socket,
};
