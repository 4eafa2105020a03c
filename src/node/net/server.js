// `net.Server`: listens, and makes a socket of each connection.
'use strict';

const EventEmitter = require('events');
const { TCPServer, PipeServer } = internalBinding('net');
const { isIP } = require('internal/net');
const {
  ErrnoException,
  UVExceptionWithHostPort,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_SERVER_ALREADY_LISTEN, ERR_SERVER_NOT_RUNNING },
} = require('internal/errors');
const { validateAbortSignal, validateNumber, validatePort } = require('internal/validators');
const { guessHandleType } = require('internal/util');
const { isPipeName, normalizeArgs, toNumber } = require('internal/net/connect');
const {
  Socket, kSetKeepAlive, kSetKeepAliveInitialDelay, kSetNoDelay,
} = require('internal/net/socket');

const kBacklog = 511;
const kFlagIPv6Only = 1;
const kFlagReusePort = 2;
const kEINVAL = -22;
const kEADDRINUSE = -98;
const kEAFNOSUPPORT = -97;
const kEADDRNOTAVAIL = -99;

function Server(options, connectionListener) {
  if (!(this instanceof Server)) return new Server(options, connectionListener);
  EventEmitter.call(this);
  if (typeof options === 'function') {
    connectionListener = options;
    options = {};
  } else if (options == null || typeof options === 'object') {
    options = { ...options };
  } else {
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  if (connectionListener !== undefined && connectionListener !== null) this.on('connection', connectionListener);
  if (options.keepAliveInitialDelay !== undefined) {
    validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    if (options.keepAliveInitialDelay < 0) options.keepAliveInitialDelay = 0;
  }
  if (options.highWaterMark !== undefined) {
    validateNumber(options.highWaterMark, 'options.highWaterMark');
    if (options.highWaterMark < 0) options.highWaterMark = undefined;
  }
  this._connections = 0;
  this._handle = null;
  this._unref = false;
  this._listeningId = 1;
  this._usingWorkers = false;
  this._workers = [];
  this.allowHalfOpen = options.allowHalfOpen || false;
  this.pauseOnConnect = Boolean(options.pauseOnConnect);
  this.noDelay = Boolean(options.noDelay);
  this.keepAlive = Boolean(options.keepAlive);
  this.keepAliveInitialDelay = ~~(options.keepAliveInitialDelay / 1000);
  this.highWaterMark = options.highWaterMark;
  if (options.blockList) this.blockList = options.blockList;
}

Object.setPrototypeOf(Server.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Server, EventEmitter);

// ---- Listening

Server.prototype.listen = function(...args) {
  const { 0: options, 1: callback } = normalizeArgs(args);
  if (this._handle) throw new ERR_SERVER_ALREADY_LISTEN();
  if (callback !== null) this.once('listening', callback);
  const backlog = toNumber(args.length > 1 && args[1]) || toNumber(args.length > 2 && args[2]) || options.backlog;
  if (options.signal !== undefined) closeOnAbort(this, options.signal);

  const source = options._handle || options;
  const flags = (options.ipv6Only === true ? kFlagIPv6Only : 0) | (options.reusePort === true ? kFlagReusePort : 0);
  if (source instanceof TCPServer || source instanceof PipeServer) {
    this._handle = source;
    setupListening(this);
    return this;
  }
  if (typeof options.fd === 'number' && options.fd >= 0) {
    listenOnDescriptor(this, options.fd);
    return this;
  }
  if (args.length === 0 || typeof args[0] === 'function' ||
      (typeof options.port === 'undefined' && 'port' in options) || options.port === null) {
    options.port = 0;
  }
  if (typeof options.port === 'number' || typeof options.port === 'string') {
    validatePort(options.port, 'options.port');
    if (options.host) {
      lookupAndListen(this, options.port | 0, options.host, backlog, flags);
    } else {
      listenOn(this, null, options.port | 0, backlog, flags);
    }
    return this;
  }
  if (options.path && isPipeName(options.path)) {
    listenOnPath(this, options, backlog);
    return this;
  }
  if (!('port' in options || 'path' in options)) {
    throw new ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
  }
  throw new ERR_INVALID_ARG_VALUE('options', options);
};

function closeOnAbort(server, signal) {
  validateAbortSignal(signal, 'options.signal');
  const onAbort = () => server.close();
  if (signal.aborted) {
    process.nextTick(onAbort);
  } else {
    const listening = require('internal/events/abort_listener').addAbortListener(signal, onAbort);
    server.once('close', listening[Symbol.dispose]);
  }
}

function lookupAndListen(server, port, host, backlog, flags) {
  if (isIP(host)) return listenOn(server, host, port, backlog, flags);
  const id = server._listeningId;
  require('dns').lookup(host, (error, address) => {
    // Closed meanwhile.
    if (server._listeningId !== id) return;
    if (error) server.emit('error', error);
    else listenOn(server, address, port, backlog, flags);
  });
}

function listenOn(server, address, port, backlog, flags) {
  const handle = new TCPServer();
  let status;
  if (address === null) {
    // Every address of either family, if this machine has IPv6.
    status = handle.listen('::', port, backlog || kBacklog, flags);
    address = '::';
    if (status === kEINVAL || status === kEAFNOSUPPORT || status === kEADDRNOTAVAIL) {
      address = '0.0.0.0';
      status = handle.listen(address, port, backlog || kBacklog, flags);
    }
  } else {
    status = handle.listen(address, port, backlog || kBacklog, flags);
  }
  begin(server, handle, status, address, port);
}

function listenOnPath(server, options, backlog) {
  if (options.path[0] === '\0' && (options.readableAll || options.writableAll)) {
    throw new ERR_INVALID_ARG_VALUE(
      'options', options, 'can not set readableAll or writableAllt to true when path is abstract unix socket');
  }
  const handle = new PipeServer();
  const status = handle.listen(options.path, backlog || kBacklog);
  server._pipeName = options.path;
  begin(server, handle, status, options.path, -1);
  if (status === 0 && (options.readableAll || options.writableAll)) {
    const mode = (options.readableAll ? 0o444 : 0) | (options.writableAll ? 0o222 : 0) | 0o700;
    require('fs').chmodSync(options.path, mode);
  }
}

function listenOnDescriptor(server, fd) {
  const type = guessHandleType(fd);
  const Handle = type === 'PIPE' ? PipeServer : TCPServer;
  const handle = new Handle();
  const status = type === 'TCP' || type === 'PIPE' ? handle.open(fd) : kEINVAL;
  begin(server, handle, status, null, fd);
}

function begin(server, handle, status, address, port) {
  if (status !== 0) {
    const error = status === kEADDRINUSE || address !== null ?
      new UVExceptionWithHostPort(status, 'listen', address, port === -1 ? undefined : port) :
      new ErrnoException(status, 'listen');
    process.nextTick(() => server.emit('error', error));
    return;
  }
  server._handle = handle;
  const family = port === -1 ? -1 : isIP(address ?? '') || 4;
  server._connectionKey = `${family}:${address}:${port}`;
  setupListening(server);
}

function setupListening(server) {
  const handle = server._handle;
  handle.onconnection = onconnection;
  handle.server = server;
  server._listenTaken?.(handle);
  if (server._unref) server.unref();
  const id = server._listeningId;
  process.nextTick(() => {
    if (server._handle && id === server._listeningId) server.emit('listening');
  });
}

// ---- Connections

function onconnection(status, client) {
  const { server } = this;
  if (status !== 0) {
    server.emit('error', new ErrnoException(status, 'accept'));
    return;
  }
  if (server.maxConnections !== undefined && server._connections >= server.maxConnections) {
    const data = dropData(client);
    client.close();
    server.emit('drop', data);
    return;
  }
  if (server.blockList && client.getpeername) {
    const { address, family } = client.getpeername();
    if (address && server.blockList.check(address, family?.toLowerCase())) return client.close();
  }
  const socket = new Socket({
    handle: client,
    allowHalfOpen: server.allowHalfOpen,
    pauseOnCreate: server.pauseOnConnect,
    readable: true,
    writable: true,
    readableHighWaterMark: server.highWaterMark,
    writableHighWaterMark: server.highWaterMark,
  });
  if (server.noDelay && client.setNoDelay) {
    socket[kSetNoDelay] = true;
    client.setNoDelay(true);
  }
  if (server.keepAlive && client.setKeepAlive) {
    socket[kSetKeepAlive] = true;
    socket[kSetKeepAliveInitialDelay] = server.keepAliveInitialDelay;
    client.setKeepAlive(true, server.keepAliveInitialDelay);
  }
  server._connections++;
  socket.server = server;
  socket._server = server;
  server.emit('connection', socket);
}

function dropData(client) {
  const local = client.getsockname();
  const remote = client.getpeername();
  if (!local || !remote) return undefined;
  return {
    localAddress: local.address,
    localPort: local.port,
    localFamily: local.family,
    remoteAddress: remote.address,
    remotePort: remote.port,
    remoteFamily: remote.family,
  };
}

Server.prototype.getConnections = function(callback) {
  if (!this._usingWorkers) {
    process.nextTick(callback, null, this._connections);
    return this;
  }
  // Those that were sent to other processes count too.
  let left = this._workers.length;
  let total = this._connections;
  let failed = false;
  for (const worker of this._workers) {
    worker.getConnections((error, count) => {
      if (failed) return;
      if (error) {
        failed = true;
        callback(error);
        return;
      }
      total += count;
      if (--left === 0) callback(null, total);
    });
  }
  return this;
};

// Called when a connection goes to another process: `list` asks there.
Server.prototype._setupWorker = function(list) {
  this._usingWorkers = true;
  this._workers.push(list);
  list.once('exit', (gone) => {
    const at = this._workers.indexOf(gone);
    if (at >= 0) this._workers.splice(at, 1);
  });
};

Object.defineProperty(Server.prototype, 'listening', {
  __proto__: null,
  get() { return Boolean(this._handle); },
  configurable: true,
  enumerable: true,
});

Server.prototype.address = function() {
  if (this._handle?.getsockname) {
    if (this._pipeName) return this._pipeName;
    const name = this._handle.getsockname();
    if (typeof name === 'number') throw new ErrnoException(name, 'address');
    return name;
  }
  if (this._pipeName) return this._pipeName;
  return null;
};

// ---- Ending

Server.prototype.close = function(callback) {
  if (typeof callback === 'function') {
    if (!this._handle) {
      this.once('close', function close() { callback(new ERR_SERVER_NOT_RUNNING()); });
    } else {
      this.once('close', callback);
    }
  }
  if (this._handle) {
    const path = this._pipeName;
    this._handle.close();
    this._handle = null;
    if (path && path[0] !== '\0') unlink(path);
  }
  this._listeningId++;
  if (this._usingWorkers) waitForWorkers(this);
  else this._emitCloseIfDrained();
  return this;
};

function waitForWorkers(server) {
  let left = server._workers.length;
  const onWorkerClose = () => {
    if (--left !== 0) return;
    server._connections--;
    server._emitCloseIfDrained();
  };
  // Not closed before all of them have answered.
  server._connections++;
  if (left === 0) {
    left = 1;
    onWorkerClose();
  }
  for (const worker of server._workers.slice()) worker.close(onWorkerClose);
}

// A Unix server takes its name away with it.
function unlink(path) {
  try {
    require('fs').unlinkSync(path);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

Server.prototype._emitCloseIfDrained = function() {
  if (this._handle || this._connections) return;
  process.nextTick(emitCloseNT, this);
};

function emitCloseNT(server) {
  if (server._handle || server._connections) return;
  server.emit('close');
}

Server.prototype[Symbol.asyncDispose] = async function() {
  if (!this._handle) return;
  const { promisify } = require('internal/util');
  await promisify(this.close).call(this);
};

Server.prototype.ref = function() {
  this._unref = false;
  if (this._handle) this._handle.ref();
  return this;
};

Server.prototype.unref = function() {
  this._unref = true;
  if (this._handle) this._handle.unref();
  return this;
};

Server.prototype[EventEmitter.captureRejectionSymbol] = function(error, event, socket) {
  if (event === 'connection') socket.destroy(error);
  else this.emit('error', error);
};

module.exports = { Server };
