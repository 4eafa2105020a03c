// `net.Server`: listens, and makes a socket of each connection.
'use strict';

const EventEmitter = require('events');
const {
  ErrnoException,
  codes: { ERR_INVALID_ARG_TYPE, ERR_SERVER_NOT_RUNNING },
} = require('internal/errors');
const { validateNumber } = require('internal/validators');
const { listen, setupListenHandle } = require('internal/net/listen');
const {
  Socket, kSetKeepAlive, kSetKeepAliveInitialDelay, kSetNoDelay,
} = require('internal/net/socket');

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
  listen(this, args);
  return this;
};

Server.prototype._listen2 = setupListenHandle;
Server.prototype._setupListenHandle = setupListenHandle;

// Whatever listens tells of its connections here.
Server.prototype._takeHandle = function(handle) {
  handle.onconnection = onconnection;
  handle.server = this;
  this._listenTaken?.(handle);
};

// ---- Connections

let watchers;

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
  watchers ??= require('internal/net/watchers');
  if (watchers.serverSocket.hasSubscribers) watchers.serverSocket.publish({ socket });
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
    this._handle.close();
    this._handle = null;
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
