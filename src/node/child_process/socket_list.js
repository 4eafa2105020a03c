// Sockets of a server that were sent to another process: the server counts them there, and its close waits for them.
'use strict';

const EventEmitter = require('events');
const { codes: { ERR_CHILD_CLOSED_BEFORE_REPLY } } = require('internal/errors');

/** The side that sent the sockets. */
class SocketListSend extends EventEmitter {
  constructor(child, key) {
    super();
    this.key = key;
    this.child = child;
    child.once('exit', () => this.emit('exit', this));
  }

  _request(message, answer, swallowErrors, callback) {
    const { child, key } = this;
    const onAnswer = (reply) => {
      if (reply.cmd !== answer || reply.key !== key) return;
      forget();
      callback(null, reply);
    };
    const onDisconnect = () => {
      forget();
      callback(new ERR_CHILD_CLOSED_BEFORE_REPLY());
    };
    const forget = () => {
      child.removeListener('internalMessage', onAnswer);
      child.removeListener('disconnect', onDisconnect);
    };
    if (!child.connected) return onDisconnect();
    child._send(message, undefined, swallowErrors);
    child.on('disconnect', onDisconnect);
    child.on('internalMessage', onAnswer);
  }

  close(callback) {
    this._request({ cmd: 'NODE_SOCKET_NOTIFY_CLOSE', key: this.key }, 'NODE_SOCKET_ALL_CLOSED', true, callback);
  }

  getConnections(callback) {
    this._request({ cmd: 'NODE_SOCKET_GET_COUNT', key: this.key }, 'NODE_SOCKET_COUNT', false, (error, message) => {
      if (error) callback(error);
      else callback(null, message.count);
    });
  }
}

/** The side that got them. */
class SocketListReceive extends EventEmitter {
  constructor(child, key) {
    super();
    this.connections = 0;
    this.key = key;
    this.child = child;
    child.on('internalMessage', (message) => {
      if (message.key !== key) return;
      if (message.cmd === 'NODE_SOCKET_NOTIFY_CLOSE') {
        if (this.connections === 0) this._tellEmpty();
        else this.once('empty', () => this._tellEmpty());
      } else if (message.cmd === 'NODE_SOCKET_GET_COUNT' && child.connected) {
        child._send({ cmd: 'NODE_SOCKET_COUNT', key, count: this.connections });
      }
    });
  }

  _tellEmpty() {
    if (this.child.connected) this.child._send({ cmd: 'NODE_SOCKET_ALL_CLOSED', key: this.key }, undefined, true);
  }

  add({ socket }) {
    this.connections++;
    socket.once('close', () => {
      this.connections--;
      if (this.connections === 0) this.emit('empty', this);
    });
  }
}

module.exports = { SocketListReceive, SocketListSend };
