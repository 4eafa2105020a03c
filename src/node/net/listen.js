// `server.listen`: what it is asked to listen on, and who opens that: this process, or the primary of its cluster.
'use strict';

const { TCPServer, PipeServer } = internalBinding('net');
const { isIP } = require('internal/net');
const membership = require('internal/cluster/membership');
const {
  ExceptionWithHostPort,
  UVExceptionWithHostPort,
  codes: { ERR_INVALID_ARG_VALUE, ERR_SERVER_ALREADY_LISTEN },
} = require('internal/errors');
const { validateAbortSignal, validatePort } = require('internal/validators');
const { guessHandleType } = require('internal/util');
const { isPipeName, normalizeArgs, toNumber } = require('internal/net/connect');

const kBacklog = 511;
const kFlagIPv6Only = 1;
const kFlagReusePort = 2;
const kEINVAL = -22;
const kEADDRINUSE = -98;
const kEAFNOSUPPORT = -97;
const kEADDRNOTAVAIL = -99;

/** `onconnection` becomes the handle's. */
function listen(server, args) {
  const { 0: options, 1: callback } = normalizeArgs(args);
  if (server._handle) throw new ERR_SERVER_ALREADY_LISTEN();
  const { serverListen } = require('internal/net/watchers');
  if (serverListen.hasSubscribers) serverListen.asyncStart.publish({ server, options });
  if (callback !== null) server.once('listening', callback);
  const backlog = toNumber(args.length > 1 && args[1]) || toNumber(args.length > 2 && args[2]) || options.backlog;
  if (options.signal !== undefined) closeOnAbort(server, options.signal);

  const source = options._handle || options;
  const flags = (options.ipv6Only === true ? kFlagIPv6Only : 0) | (options.reusePort === true ? kFlagReusePort : 0);
  // Who shares a port with others by the kernel's means does not share a socket with them as well.
  const exclusive = Boolean(options.exclusive) || options.reusePort === true;
  if (source instanceof TCPServer || source instanceof PipeServer) {
    server._handle = source;
    server._listen2(null, -1, -1, backlog);
    return;
  }
  if (typeof options.fd === 'number' && options.fd >= 0) {
    return listenInCluster(server, { address: null, port: null, addressType: null, fd: options.fd, backlog });
  }
  if (args.length === 0 || typeof args[0] === 'function' ||
      (typeof options.port === 'undefined' && 'port' in options) || options.port === null) {
    options.port = 0;
  }
  if (typeof options.port === 'number' || typeof options.port === 'string') {
    validatePort(options.port, 'options.port');
    const target = { address: null, port: options.port | 0, addressType: 4, fd: undefined, flags, backlog };
    if (options.host) lookupAndListen(server, options.host, target, exclusive);
    else listenInCluster(server, target, exclusive);
    return;
  }
  if (options.path && isPipeName(options.path)) return listenOnPath(server, options, backlog, exclusive);
  if (!('port' in options || 'path' in options)) {
    throw new ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
  }
  throw new ERR_INVALID_ARG_VALUE('options', options);
}

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

function lookupAndListen(server, host, target, exclusive) {
  const found = (address) => {
    listenInCluster(server, { ...target, address, addressType: isIP(address) || 4 }, exclusive);
  };
  if (isIP(host)) return found(host);
  const id = server._listeningId;
  require('dns').lookup(host, (error, address) => {
    // Closed meanwhile.
    if (server._listeningId !== id) return;
    if (error) server.emit('error', error);
    else found(address);
  });
}

function listenOnPath(server, options, backlog, exclusive) {
  const { path, readableAll, writableAll } = options;
  if (path[0] === '\0' && (readableAll || writableAll)) {
    throw new ERR_INVALID_ARG_VALUE(
      'options', options, 'can not set readableAll or writableAllt to true when path is abstract unix socket');
  }
  server._pipeName = path;
  listenInCluster(server, {
    address: path, port: -1, addressType: -1, fd: undefined, flags: undefined, backlog, readableAll, writableAll,
  }, exclusive);
  // A worker's primary does it.
  if (membership.cluster === null && server._handle && (readableAll || writableAll)) {
    const mode = (readableAll ? 0o444 : 0) | (writableAll ? 0o222 : 0) | 0o700;
    require('fs').chmodSync(path, mode);
  }
}

function listenInCluster(server, target, exclusive = false) {
  const { address, port, addressType, backlog, fd, flags } = target;
  const { cluster } = membership;
  if (cluster === null || exclusive) {
    server._listen2(address, port, addressType, backlog, fd, flags);
    return;
  }
  const id = server._listeningId;
  cluster._getServer(server, target, (errno, handle) => {
    if (id !== server._listeningId) {
      handle?.close();
      return;
    }
    if (!errno && port > 0 && handle.getsockname?.().port !== port) errno = kEADDRINUSE;
    if (errno) {
      const error = new ExceptionWithHostPort(errno, 'bind', address, port);
      tellOfFailure(server, error);
      server.emit('error', error);
      return;
    }
    server._handle = handle;
    server._listen2(address, port, addressType, backlog, fd, flags);
  });
}

/** Node's `server._listen2`: listens on the handle that is there, or on one that it opens. */
function setupListenHandle(address, port, addressType, backlog = 0, fd, flags = 0) {
  let status;
  let handle = this._handle;
  if (handle) {
    // What the primary accepts from has nothing to start.
    status = handle.startListening ? handle.startListening(backlog || kBacklog) : 0;
  } else {
    ({ status, handle, address } = open(address, port, addressType, backlog || kBacklog, fd, flags));
  }
  if (status !== 0) {
    handle.close();
    this._handle = null;
    const error = new UVExceptionWithHostPort(status, 'listen', address, port);
    tellOfFailure(this, error);
    process.nextTick(() => this.emit('error', error));
    return;
  }
  this._handle = handle;
  // Without an address both families are listened on, if there are two.
  if (address === '::') addressType = 6;
  this._connectionKey = `${addressType}:${address}:${port}`;
  this._takeHandle(handle);
  if (this._unref) this.unref();
  const id = this._listeningId;
  process.nextTick(() => {
    if (!this._handle || id !== this._listeningId) return;
    const { serverListen } = require('internal/net/watchers');
    if (serverListen.hasSubscribers) serverListen.asyncEnd.publish({ server: this });
    this.emit('listening');
  });
}

function tellOfFailure(server, error) {
  const { serverListen } = require('internal/net/watchers');
  if (serverListen.hasSubscribers) serverListen.error.publish({ server, error });
}

// Opens and listens: `{ status, handle, address }`.
function open(address, port, addressType, backlog, fd, flags) {
  if (typeof fd === 'number' && fd >= 0) {
    const type = guessHandleType(fd);
    const handle = type === 'PIPE' ? new PipeServer() : new TCPServer();
    const status = type === 'TCP' || type === 'PIPE' ? handle.open(fd) : kEINVAL;
    return { status: status || handle.startListening(backlog), handle, address };
  }
  if (port === -1 && addressType === -1) {
    const handle = new PipeServer();
    return { status: handle.listen(address, backlog), handle, address };
  }
  const handle = new TCPServer();
  if (address) return { status: handle.listen(address, port, backlog, flags), handle, address };
  // Every address of either family, if this machine has IPv6.
  const status = handle.listen('::', port, backlog, flags);
  if (status !== kEINVAL && status !== kEAFNOSUPPORT && status !== kEADDRNOTAVAIL) return { status, handle, address: '::' };
  return { status: handle.listen('0.0.0.0', port, backlog, flags), handle, address: '0.0.0.0' };
}

/** A handle that is bound and does not listen yet, or a negative errno. */
function _createServerHandle(address, port, addressType, fd, flags = 0) {
  let handle;
  let status;
  if (typeof fd === 'number' && fd >= 0) {
    const type = guessHandleType(fd);
    if (type !== 'TCP' && type !== 'PIPE') return kEINVAL;
    handle = type === 'PIPE' ? new PipeServer() : new TCPServer();
    status = handle.open(fd);
  } else if (port === -1 && addressType === -1) {
    handle = new PipeServer();
    status = handle.bind(address);
  } else {
    handle = new TCPServer();
    if (address) {
      status = handle.bind(address, port, flags);
    } else {
      status = handle.bind('::', port, flags);
      if (status !== 0) status = handle.bind('0.0.0.0', port, flags);
    }
  }
  if (status === 0) return handle;
  handle.close();
  return status;
}

module.exports = { _createServerHandle, listen, setupListenHandle };
