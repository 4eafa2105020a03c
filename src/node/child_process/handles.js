// Sockets, servers and native handles on their way through a channel: what is sent is the descriptor, and the other
// side makes the same kind of object of it.
'use strict';

const { TCP, Pipe, TCPServer, PipeServer } = internalBinding('net');
const { UDP } = internalBinding('udp_wrap');
const { closeDescriptor, isListening } = internalBinding('ipc');
const { codes: { ERR_INVALID_HANDLE_TYPE } } = require('internal/errors');
const { guessHandleType } = require('internal/util');
const { kStateSymbol } = require('internal/dgram');
const net = require('net');

const kSocketLists = Symbol('kSocketLists');

function nothing() {}

// The lists of sockets that went through this channel, by direction and the server's key.
function socketList(direction, target, key) {
  const lists = (target[kSocketLists] ??= { send: { __proto__: null }, got: { __proto__: null } })[direction];
  const known = lists[key] !== undefined;
  if (!known) {
    const { SocketListReceive, SocketListSend } = require('internal/socket_list');
    lists[key] = direction === 'send' ? new SocketListSend(target, key) : new SocketListReceive(target, key);
  }
  return { list: lists[key], known };
}

// By the type that the message names: `send` gives the native handle, `got` makes the object of it, and `sent` runs once
// it went out (`target` is there) or did not.
const conversions = {
  'net.Native': {
    send: (message, handle) => handle,
    got: (target, message, handle, emit) => emit(handle),
  },

  'net.Server': {
    send: (message, server) => server._handle,
    got(target, message, handle, emit) {
      const server = new net.Server();
      server.listen(handle, () => emit(server));
    },
  },

  'net.Socket': {
    send(message, socket, options, target) {
      if (!socket._handle) return null;
      if (socket.server) {
        message.key = socket.server._connectionKey;
        const { list, known } = socketList('send', target, message.key);
        if (!known) socket.server._setupWorker(list);
        // From now on it is counted there.
        if (!options.keepOpen) socket.server._connections--;
      }
      const handle = socket._handle;
      if (!options.keepOpen) {
        handle.onread = nothing;
        handle.readStop();
        socket._handle = null;
        socket.setTimeout(0);
      }
      return handle;
    },
    sent(message, handle, options, callback, target) {
      if (options.keepOpen) return;
      // It is closed when the other side says that it has it.
      if (target) target._pendingMessage = { callback, message, handle, options, retransmissions: 0 };
      else handle.close();
    },
    got(target, message, handle, emit) {
      const socket = new net.Socket({ handle, readable: true, writable: true });
      if (message.key) socketList('got', target, message.key).list.add({ socket });
      emit(socket);
    },
  },

  'dgram.Native': {
    send: (message, handle) => handle,
    got: (target, message, handle, emit) => emit(handle),
  },

  'dgram.Socket': {
    send(message, socket) {
      message.dgramType = socket.type;
      return socket[kStateSymbol].handle;
    },
    got(target, message, handle, emit) {
      const socket = new (require('dgram').Socket)(message.dgramType);
      socket.bind(handle, () => emit(socket));
    },
  },
};

function typeOf(handle) {
  if (handle instanceof net.Socket) return 'net.Socket';
  if (handle instanceof net.Server) return 'net.Server';
  if (isNetHandle(handle)) return 'net.Native';
  if (handle instanceof UDP) return 'dgram.Native';
  if (handle instanceof require('dgram').Socket) return 'dgram.Socket';
  throw new ERR_INVALID_HANDLE_TYPE();
}

function isNetHandle(handle) {
  return isServer(handle) || handle instanceof TCP || handle instanceof Pipe;
}

/** Whether connections come from a native handle; the message says so, as one that only has its address does not show. */
function isServer(handle) {
  return handle instanceof TCPServer || handle instanceof PipeServer;
}

/** The native handle over a descriptor that has come; null for one that nothing can be made of. */
function handleOf(fd, server) {
  const listens = server || isListening(fd);
  const make = {
    TCP: () => (listens ? new TCPServer() : new TCP()),
    UDP: () => new UDP(),
    PIPE: () => (listens ? new PipeServer() : new Pipe()),
  }[guessHandleType(fd)];
  const handle = make?.();
  if (handle && handle.open(fd) === 0) return handle;
  closeDescriptor(fd);
  return null;
}

module.exports = { conversions, handleOf, isServer, typeOf };
