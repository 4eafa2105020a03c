// An agent's sockets: what it listens to on each, and the watch over those that wait.
'use strict';

const { isIP } = require('internal/net');
const { validateString } = require('internal/validators');

const kOnKeylog = Symbol('onkeylog');
const kOnread = Symbol('kOnread');
const kGuardOnConnect = Symbol('kGuardOnConnect');

/** Listens to a new socket for its whole life. */
function listen(agent, socket, options) {
  function onFree() {
    agent.emit('free', socket, options);
  }
  // Every end of a socket comes by here.
  function onClose() {
    agent.totalSocketCount--;
    agent.removeSocket(socket, options);
  }
  function onTimeout() {
    // One in use is its request's concern.
    for (const name in agent.freeSockets) {
      if (agent.freeSockets[name].includes(socket)) return socket.destroy();
    }
  }
  // The socket becomes somebody else's, such as a WebSocket's.
  function onRemove() {
    agent.totalSocketCount--;
    agent.removeSocket(socket, options);
    socket.removeListener('close', onClose);
    socket.removeListener('free', onFree);
    socket.removeListener('timeout', onTimeout);
    socket.removeListener('agentRemove', onRemove);
  }
  socket.on('free', onFree);
  socket.on('close', onClose);
  socket.on('timeout', onTimeout);
  socket.on('agentRemove', onRemove);
  if (agent[kOnKeylog]) socket.on('keylog', agent[kOnKeylog]);
}

function onFreeSocketError() {
  this.destroy();
  this.emit('agentRemove');
}

// While a socket waits, whatever arrives would be taken for the next request's answer. It ends the
// socket instead.

/** Watches a socket that begins to wait. */
function guard(socket) {
  if (socket.readableLength > 0) {
    socket.destroy();
    return;
  }
  if (socket.connecting) {
    socket[kGuardOnConnect] = () => {
      socket[kGuardOnConnect] = null;
      guard(socket);
    };
    socket.once('connect', socket[kGuardOnConnect]);
    return;
  }
  const handle = socket._handle;
  if (!handle) return;
  socket[kOnread] = handle.onread;
  handle.onread = (status) => {
    if (status !== 0) socket.destroy();
  };
  if (handle.reading) return;
  handle.reading = true;
  if (handle.readStart()) socket.destroy();
}

/** Ends the watch: the socket has a request. */
function unguard(socket) {
  if (socket[kGuardOnConnect]) {
    socket.removeListener('connect', socket[kGuardOnConnect]);
    socket[kGuardOnConnect] = null;
  }
  if (socket[kOnread]) {
    if (socket._handle) socket._handle.onread = socket[kOnread];
    socket[kOnread] = undefined;
  }
}

/** The name that a secure server is asked for: the Host field's, unless it is an address. */
function normalizeServerName(options, req) {
  if (options.servername || options.servername === '') return;
  let name = options.host;
  const host = req.getHeader('host');
  if (host) {
    validateString(host, 'options.headers.host');
    name = host[0] === '[' ? inBrackets(host) : host.split(':', 1)[0];
  }
  options.servername = isIP(name) ? '' : name;
}

function inBrackets(host) {
  const end = host.indexOf(']');
  return end === -1 ? host : host.slice(1, end);
}

module.exports = { guard, kOnKeylog, listen, normalizeServerName, onFreeSocketError, unguard };
