// A socket that all workers have: each accepts, or receives datagrams, from it by itself.
'use strict';

const assert = require('assert');

class SharedHandle {
  constructor(key, address, { port, addressType, fd, flags }) {
    this.key = key;
    this.workers = new Map();
    this.handle = null;
    this.errno = 0;
    const datagrams = addressType === 'udp4' || addressType === 'udp6';
    const make = datagrams ? require('internal/dgram')._createSocketHandle : require('net')._createServerHandle;
    const made = make(address, port, addressType, fd, flags);
    if (typeof made === 'number') this.errno = made;
    else this.handle = made;
  }

  add(worker, send) {
    assert(!this.workers.has(worker.id));
    this.workers.set(worker.id, worker);
    send(this.errno, null, this.handle);
  }

  /** Whether the last worker has gone, and the socket with it. */
  remove(worker) {
    if (!this.workers.delete(worker.id) || this.workers.size !== 0) return false;
    this.handle?.close();
    this.handle = null;
    return true;
  }
}

module.exports = SharedHandle;
