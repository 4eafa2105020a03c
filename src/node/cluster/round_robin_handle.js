// A listening socket that the primary keeps: it accepts, and hands the connections to the workers in turn.
'use strict';

const assert = require('assert');
const net = require('net');
const { sendHelper } = require('internal/cluster/utils');

const kIPv6Only = 1;

class RoundRobinHandle {
  constructor(key, address, { port, fd, flags, backlog, readableAll, writableAll }) {
    this.key = key;
    this.all = new Map();
    this.free = new Map();
    this.handles = [];
    this.handle = null;
    this.server = net.createServer(assert.fail);
    if (fd >= 0) {
      this.server.listen({ fd, backlog });
    } else if (port >= 0) {
      this.server.listen({ port, host: address, ipv6Only: Boolean(flags & kIPv6Only), backlog });
    } else {
      this.server.listen({ path: address, backlog, readableAll, writableAll });
    }
    this.server.once('listening', () => {
      this.handle = this.server._handle;
      this.handle.onconnection = (status, handle) => this.distribute(status, handle);
      // The server itself is done: it must not close the socket.
      this.server._handle = null;
      this.server = null;
    });
  }

  /** `send(errno, reply, handle)` answers the worker, once it is known whether the address can be listened on. */
  add(worker, send) {
    assert(this.all.has(worker.id) === false);
    this.all.set(worker.id, worker);
    const done = () => {
      const sockname = this.handle.getsockname();
      // A Unix socket has no name to tell.
      send(null, sockname && typeof sockname === 'object' ? { sockname } : null, null);
      this.handoff(worker);
    };
    if (this.server === null) return done();
    this.server.once('listening', done);
    this.server.once('error', (error) => send(error.errno, null));
  }

  /** Whether the last worker has gone, and the socket with it. */
  remove(worker) {
    if (!this.all.delete(worker.id)) return false;
    this.free.delete(worker.id);
    if (this.all.size !== 0) return false;
    for (const handle of this.handles) handle.close();
    this.handles = [];
    this.handle?.close();
    this.handle = null;
    return true;
  }

  distribute(status, handle) {
    // Not accepted after all.
    if (status) return;
    this.handles.push(handle);
    for (const { 0: id, 1: worker } of this.free) {
      this.free.delete(id);
      this.handoff(worker);
      return;
    }
  }

  handoff(worker) {
    // It is closing the server, or has.
    if (!this.all.has(worker.id)) return;
    const handle = this.handles.shift();
    if (handle === undefined) {
      this.free.set(worker.id, worker);
      return;
    }
    sendHelper(worker.process, { act: 'newconn', key: this.key }, handle, (reply) => {
      if (reply.accepted) handle.close();
      else this.distribute(0, handle);
      this.handoff(worker);
    });
  }
}

module.exports = RoundRobinHandle;
