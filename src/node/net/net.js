// `node:net`.
'use strict';

const { isIP, isIPv4, isIPv6 } = require('internal/net');
const { Socket } = require('internal/net/socket');
const { Server } = require('internal/net/server');
const { _createServerHandle } = require('internal/net/listen');
const { defaults, normalizeArgs } = require('internal/net/connect');
const { validateBoolean, validateInt32 } = require('internal/validators');

function createServer(options, connectionListener) {
  return new Server(options, connectionListener);
}

function connect(...args) {
  const normalized = normalizeArgs(args);
  const options = normalized[0];
  const socket = new Socket(options);
  if (options.timeout) socket.setTimeout(options.timeout);
  return socket.connect(normalized);
}

module.exports = {
  _createServerHandle,
  _normalizeArgs: normalizeArgs,
  connect,
  createConnection: connect,
  createServer,
  isIP,
  isIPv4,
  isIPv6,
  Server,
  Socket,
  Stream: Socket,
  getDefaultAutoSelectFamily: () => defaults.autoSelectFamily,
  setDefaultAutoSelectFamily(value) {
    validateBoolean(value, 'value');
    defaults.autoSelectFamily = value;
  },
  getDefaultAutoSelectFamilyAttemptTimeout: () => defaults.attemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout(value) {
    validateInt32(value, 'value', 1);
    defaults.attemptTimeout = value < 10 ? 10 : value;
  },
};

// Few programs need these.
function defineLazy(name, id) {
  Object.defineProperty(module.exports, name, {
    configurable: true, enumerable: true, get() { return require(id)[name]; },
  });
}
defineLazy('BlockList', 'internal/blocklist');
defineLazy('SocketAddress', 'internal/socketaddress');
