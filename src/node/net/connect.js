// Connecting: arguments, name resolution, one address after the other where a name has several.
'use strict';

const { TCP, Pipe } = internalBinding('net');
const { isIP } = require('internal/net');
const {
  ExceptionWithHostPort,
  codes: { ERR_INVALID_ADDRESS_FAMILY, ERR_INVALID_ARG_TYPE, ERR_INVALID_IP_ADDRESS, ERR_IP_BLOCKED, ERR_MISSING_ARGS,
           ERR_SOCKET_CONNECTION_TIMEOUT },
} = require('internal/errors');
const { validateFunction, validateNumber, validatePort, validateString } = require('internal/validators');
const {
  initHandle, kOwner, kSetKeepAlive, kSetKeepAliveInitialDelay, kSetNoDelay, kSetTOS,
} = require('internal/net/socket');
const { getOptionValue } = require('internal/options');
const { hasObserver, startPerf, stopPerf } = require('internal/perf/observe');
const { setUnrefTimeout, clear: clearTimer } = require('internal/timers');

const kNormalized = Symbol('normalizedArgs');
const kBlockList = Symbol('kBlockList');
const kStatistics = Symbol('kPerfHooksNetConnectContext');
// How long one of several addresses may take before the next is tried.
const kAttemptTimeoutMs = 250;
const defaults = {
  autoSelectFamily: getOptionValue('--network-family-autoselection') ?? true,
  attemptTimeout: getOptionValue('--network-family-autoselection-attempt-timeout') ?? kAttemptTimeoutMs,
};

/** [options, callback] of the many forms of `connect` and `listen`. */
function normalizeArgs(args) {
  if (args.length === 0) return mark([{}, null]);
  const first = args[0];
  let options = {};
  if (typeof first === 'object' && first !== null) {
    options = first;
  } else if (isPipeName(first)) {
    options.path = first;
  } else {
    options.port = first;
    if (args.length > 1 && typeof args[1] === 'string') options.host = args[1];
  }
  const callback = args[args.length - 1];
  return mark([options, typeof callback === 'function' ? callback : null]);
}

function mark(pair) {
  pair[kNormalized] = true;
  return pair;
}

function toNumber(value) {
  const number = Number(value);
  return number >= 0 ? number : false;
}

function isPipeName(value) {
  return typeof value === 'string' && toNumber(value) === false;
}

let watchers;

/** `socket.connect(...args)`. */
function connectSocket(socket, args) {
  const { 0: options, 1: callback } = Array.isArray(args[0]) && args[0][kNormalized] ? args[0] : normalizeArgs(args);
  if (options.port === undefined && options.path == null) throw new ERR_MISSING_ARGS(['options', 'port', 'path']);
  if (socket.write !== Object.getPrototypeOf(socket).write) delete socket.write;
  if (socket.destroyed || socket.readableEnded || socket.writableEnded) reopen(socket);
  watchers ??= require('internal/net/watchers');
  if (watchers.clientSocket.hasSubscribers) watchers.clientSocket.publish({ socket });
  const { path } = options;
  const pipe = Boolean(path);
  if (callback !== null) socket.once('connect', callback);
  if (socket._parent?.connecting) return socket;
  if (pipe) validateString(path, 'options.path');
  if (!socket._handle) {
    socket._handle = pipe ? new Pipe() : new TCP();
    initHandle(socket);
  }
  socket._unrefTimer();
  socket.connecting = true;
  if (pipe) {
    startAttempt(socket, { path });
  } else {
    lookupAndConnect(socket, options);
  }
  return socket;
}

// A socket that was closed can be connected anew.
function reopen(socket) {
  socket._handle = null;
  socket._undestroy();
  socket._sockname = undefined;
  socket._peername = undefined;
}

function lookupAndConnect(socket, options) {
  const { localAddress, localPort } = options;
  if (options.host) validateString(options.host, 'options.host');
  const host = options.host || 'localhost';
  let { port, autoSelectFamilyAttemptTimeout, autoSelectFamily } = options;
  if (localAddress && !isIP(localAddress)) throw new ERR_INVALID_IP_ADDRESS(localAddress);
  if (localPort) validateNumber(localPort, 'options.localPort');
  if (port !== undefined) {
    if (typeof port !== 'number' && typeof port !== 'string') {
      throw new ERR_INVALID_ARG_TYPE('options.port', ['number', 'string'], port);
    }
    validatePort(port);
  }
  port |= 0;
  if (options.blockList) socket[kBlockList] = options.blockList;
  if (autoSelectFamily != null) {
    require('internal/validators').validateBoolean(autoSelectFamily, 'options.autoSelectFamily');
  } else {
    autoSelectFamily = defaults.autoSelectFamily;
  }
  if (autoSelectFamilyAttemptTimeout !== undefined) {
    require('internal/validators').validateInt32(autoSelectFamilyAttemptTimeout,
                                                 'options.autoSelectFamilyAttemptTimeout', 1);
    if (autoSelectFamilyAttemptTimeout < 10) autoSelectFamilyAttemptTimeout = 10;
  } else {
    autoSelectFamilyAttemptTimeout = defaults.attemptTimeout;
  }
  const family = isIP(host);
  if (family) {
    process.nextTick(() => {
      if (socket.connecting) startAttempt(socket, { address: host, port, family, localAddress, localPort });
    });
    return;
  }
  if (options.lookup !== undefined) validateFunction(options.lookup, 'options.lookup');
  const dnsOptions = { family: socketFamily(options.family), hints: options.hints || 0 };
  if (dnsOptions.family !== 4 && dnsOptions.family !== 6 && dnsOptions.hints === 0) {
    dnsOptions.hints = require('dns').ADDRCONFIG;
  }
  socket._host = host;
  const lookup = options.lookup || require('dns').lookup;
  const several = autoSelectFamily && dnsOptions.family !== 4 && dnsOptions.family !== 6 && !localAddress;
  if (several) dnsOptions.all = true;
  lookup(host, dnsOptions, (error, found, addressType) => {
    if (!socket.connecting) return;
    if (several && !error) {
      const usable = usableAddresses(socket, found, host, options);
      if (usable !== null) connectToFirst(socket, usable, port, localPort, autoSelectFamilyAttemptTimeout);
      return;
    }
    socket.emit('lookup', error, found, addressType, host);
    if (error) return process.nextTick(() => socket.destroy(error));
    if (typeof found !== 'string' || !isIP(found)) {
      return process.nextTick(() => socket.destroy(new ERR_INVALID_IP_ADDRESS(found)));
    }
    if (addressType !== 4 && addressType !== 6) {
      const bad = new ERR_INVALID_ADDRESS_FAMILY(addressType, options.host, options.port);
      return process.nextTick(() => socket.destroy(bad));
    }
    socket._unrefTimer();
    startAttempt(socket, { address: found, port, family: addressType, localAddress, localPort });
  });
}

// The addresses that are some; without any the socket fails. Null when there is nothing to go on with.
function usableAddresses(socket, found, host, options) {
  const usable = [];
  for (const { address, family } of found) {
    socket.emit('lookup', null, address, family, host);
    if (!socket.connecting) return null;
    if (isIP(address) && (family === 4 || family === 6) && !usable.some((known) => known.address === address)) {
      usable.push({ address, family });
    }
  }
  if (usable.length > 0) return usable;
  const { address, family } = found[0];
  const error = isIP(address) ? new ERR_INVALID_ADDRESS_FAMILY(family, options.host, options.port) :
    new ERR_INVALID_IP_ADDRESS(address);
  process.nextTick(() => socket.destroy(error));
  return null;
}

function isBlocked(socket, address, family) {
  return socket[kBlockList]?.check(address, `ipv${family}`);
}

function socketFamily(family) {
  switch (family) {
    case 'IPv4': return 4;
    case 'IPv6': return 6;
    default: return family;
  }
}

// Tries addresses in turn, IPv6 and IPv4 alternating, each with a time limit (RFC 8305).
function connectToFirst(socket, found, port, localPort, attemptTimeout) {
  const six = found.filter(({ family }) => family === 6 || family === 'IPv6');
  const four = found.filter(({ family }) => family === 4 || family === 'IPv4');
  const firstIsSix = found[0]?.family === 6;
  const attempts = [];
  for (let i = 0; i < Math.max(six.length, four.length); i++) {
    const pair = firstIsSix ? [six[i], four[i]] : [four[i], six[i]];
    for (const address of pair) if (address !== undefined) attempts.push(address);
  }
  if (attempts.length === 1) {
    const { address, family } = attempts[0];
    return startAttempt(socket, { address, port, family, localPort });
  }
  socket.autoSelectFamilyAttemptedAddresses = [];
  nextAttempt(socket, { attempts, at: 0, port, localPort, attemptTimeout, errors: [] });
}

function nextAttempt(socket, state) {
  if (state.at === state.attempts.length) {
    const error = new AggregateError(state.errors);
    if (state.errors.length > 0) error.code = state.errors[0].code;
    socket.destroy(error);
    return;
  }
  const { address, family } = state.attempts[state.at++];
  if (isBlocked(socket, address, family)) {
    state.errors.push(new ERR_IP_BLOCKED(address));
    return nextAttempt(socket, state);
  }
  if (state.at > 1) {
    socket._handle = new TCP();
    initHandle(socket);
  }
  const handle = socket._handle;
  const { port, localPort } = state;
  socket.autoSelectFamilyAttemptedAddresses.push(`${address}:${port}`);
  socket.emit('connectionAttempt', address, port, family);
  let timer = null;
  const fail = (error) => {
    if (timer !== null) clearTimer(timer);
    state.errors.push(error);
    handle.close();
    handle[kOwner] = null;
    nextAttempt(socket, state);
  };
  const status = localPort ? handle.connect(address, port, anyAddress(family), localPort) :
    handle.connect(address, port);
  if (status !== 0) {
    const error = failureAtOnce(status, { address, port, family, localPort });
    socket.emit('connectionAttemptFailed', address, port, family, error);
    return fail(error);
  }
  observe(socket, address, port);
  handle.onconnected = (result) => {
    if (timer !== null) clearTimer(timer);
    if (!socket.connecting || socket._handle !== handle) return handle.close();
    if (result === 0) return finishConnect(socket, handle);
    const error = failure(result, { address, port, family, localPort });
    socket.emit('connectionAttemptFailed', address, port, family, error);
    fail(error);
  };
  if (state.at < state.attempts.length) {
    timer = setUnrefTimeout(() => {
      timer = null;
      if (!socket.connecting || socket._handle !== handle) return;
      handle.onconnected = undefined;
      socket.emit('connectionAttemptTimeout', address, port, family);
      fail(new ERR_SOCKET_CONNECTION_TIMEOUT());
    }, state.attemptTimeout);
  }
}

function startAttempt(socket, target) {
  const { address, port, path, family, localAddress, localPort } = target;
  if (address !== undefined && isBlocked(socket, address, family)) {
    socket.emit('connectionAttempt', address, port, family);
    socket.destroy(new ERR_IP_BLOCKED(address));
    return;
  }
  const handle = socket._handle;
  handle.onconnected = function(status) {
    const owner = this[kOwner];
    if (!owner || owner.destroyed) return;
    if (status === 0) return finishConnect(owner, this);
    const error = failure(status, target);
    owner.emit('connectionAttemptFailed', path ?? address, port, family, error);
    owner.connecting = false;
    owner.destroy(error);
  };
  let status;
  try {
    if (path !== undefined) status = handle.connect(path);
    else if (localAddress || localPort) {
      status = handle.connect(address, port, localAddress || anyAddress(family), localPort | 0);
    } else status = handle.connect(address, port);
  } catch (error) {
    socket.destroy(error);
    return;
  }
  // Before binding there is no attempt.
  if (status <= 0 && address !== undefined) socket.emit('connectionAttempt', address, port, family);
  if (status !== 0) socket.destroy(failureAtOnce(status, target));
  else if (address !== undefined) observe(socket, address, port);
}

function observe(socket, host, port) {
  if (hasObserver('net')) startPerf(socket, kStatistics, { type: 'net', name: 'connect', detail: { host, port } });
}

function anyAddress(family) {
  return family === 6 ? '::' : '0.0.0.0';
}

// What came of an attempt later.
function failure(status, { address, port, path, family, localAddress, localPort }) {
  const from = localAddress || anyAddress(family);
  const local = localPort ? `${from}:${localPort}` : undefined;
  const error = new ExceptionWithHostPort(status, 'connect', path ?? address, path === undefined ? port : undefined,
                                          local);
  if (local !== undefined) {
    error.localAddress = from;
    error.localPort = localPort;
  }
  return error;
}

// An attempt that did not even begin; a positive status is that of binding.
function failureAtOnce(status, { address, port, path, family, localAddress, localPort }) {
  const from = localAddress || anyAddress(family);
  if (status > 0) return new ExceptionWithHostPort(-status, 'bind', from, localPort);
  if (path !== undefined) return new ExceptionWithHostPort(status, 'connect', path, undefined, 'undefined:undefined');
  return new ExceptionWithHostPort(status, 'connect', address, port, `${from}:${localPort | 0}`);
}

function finishConnect(socket, handle) {
  socket.connecting = false;
  socket._sockname = undefined;
  if (socket[kSetNoDelay] && handle.setNoDelay) handle.setNoDelay(true);
  if (socket[kSetKeepAlive] && handle.setKeepAlive) handle.setKeepAlive(true, socket[kSetKeepAliveInitialDelay]);
  if (socket[kSetTOS] !== undefined && handle.setTypeOfService) handle.setTypeOfService(socket[kSetTOS]);
  socket._unrefTimer();
  if (socket[kStatistics] && hasObserver('net')) stopPerf(socket, kStatistics);
  socket.emit('connect');
  socket.emit('ready');
  // A program that paused the socket meanwhile starts it itself.
  if (socket.readable && !socket.isPaused() && !socket.destroyed && socket._handle === handle) socket.read(0);
}

module.exports = {
  connectSocket, defaults, isPipeName, normalizeArgs, toNumber,
};
