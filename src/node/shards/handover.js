// Sockets and servers that move to another shard: the descriptor goes, and what was read of a connection and not yet
// taken goes with it. Those in a transfer list are made transferable here; elsewhere they are not, as in Node.
'use strict';

const net = require('net');
const { lazyDOMException } = require('internal/util');
const { kDeserialize, kTransfer, kTransferList } = require('internal/worker/js_transferable');
const { kTransferMode, kTransferable } = require('internal/worker/transfer_marks');

function hidden(object, properties) {
  for (const key of Reflect.ownKeys(properties)) {
    Object.defineProperty(object, key, {
      __proto__: null, value: properties[key], enumerable: false, configurable: true, writable: true,
    });
  }
  return object;
}

function refuse(reason) {
  throw lazyDOMException(reason, 'DataCloneError');
}

const socketProtocol = {
  [kTransferMode]: kTransferable,

  [kTransferList]() {
    return [hidden(this._handle ?? refuse('A socket without a connection cannot be transferred'), {
      [kTransferMode]: kTransferable,
    })];
  },

  [kTransfer]() {
    const handle = this._handle;
    if (this.connecting || typeof handle.readStop !== 'function') refuse('This socket cannot be transferred');
    if (this.writableLength > 0) refuse('A socket with unsent data cannot be transferred');
    handle.onread = nothing;
    handle.readStop();
    const head = this._readableState.length > 0 ? readAll(this) : undefined;
    const { allowHalfOpen } = this;
    this._handle = null;
    this.setTimeout(0);
    const { server } = this;
    this.server = this._server = null;
    // It is counted elsewhere from now on; whoever waits for the server's end may have waited for this.
    if (server) {
      server._connections--;
      server._emitCloseIfDrained();
    }
    return { data: { handle, head, allowHalfOpen }, deserializeInfo: 'internal/shards/handover:MovedSocket' };
  },
};

function nothing() {}

function readAll(socket) {
  // A decoder has turned bytes into text that may not be the same bytes again.
  if (socket.readableEncoding !== null) refuse('A socket with an encoding and unread data cannot be transferred');
  const chunks = [];
  for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const serverProtocol = {
  [kTransferMode]: kTransferable,

  [kTransferList]() {
    return [hidden(this._handle ?? refuse('A server that does not listen cannot be transferred'), {
      [kTransferMode]: kTransferable,
    })];
  },

  [kTransfer]() {
    const handle = this._handle;
    const { allowHalfOpen, pauseOnConnect, noDelay, keepAlive } = this;
    const options = { allowHalfOpen, pauseOnConnect, noDelay, keepAlive };
    this._handle = null;
    this._emitCloseIfDrained();
    return { data: { handle, options }, deserializeInfo: 'internal/shards/handover:MovedServer' };
  },
};

/** Lets the sockets and servers of a transfer list be transferred. */
function prepare(list) {
  for (const object of list) {
    if (object instanceof net.Socket) hidden(object, socketProtocol);
    else if (object instanceof net.Server) hidden(object, serverProtocol);
  }
}

/** What a socket arrives as: made an ordinary one once its parts are there. */
function MovedSocket() {
  return hidden(Object.create(net.Socket.prototype), {
    [kDeserialize]({ handle, head, allowHalfOpen }) {
      delete this[kDeserialize];
      net.Socket.call(this, { handle, allowHalfOpen, readable: true, writable: true });
      if (head !== undefined) this.unshift(Buffer.from(head.buffer, head.byteOffset, head.byteLength));
    },
  });
}

/** A server that listens: a `connection` listener makes it serve. */
function MovedServer() {
  return hidden(Object.create(net.Server.prototype), {
    [kDeserialize]({ handle, options }) {
      delete this[kDeserialize];
      net.Server.call(this, options);
      this.listen(handle);
    },
  });
}

module.exports = { MovedServer, MovedSocket, prepare };
