// The worker's side of `node:cluster`: what it listens on is asked of the primary.
'use strict';

const path = require('path');
const EventEmitter = require('events');
const Worker = require('internal/cluster/worker');
const { internal, sendHelper } = require('internal/cluster/utils');

const kTimeoutMax = 2 ** 31 - 1;

const cluster = new EventEmitter();
// By the primary's key of them.
const handles = new Map();
// Servers on the same address, by the address: each has a number of its own.
const indexes = new Map();

cluster.isWorker = true;
cluster.isMaster = false;
cluster.isPrimary = false;
cluster.worker = null;
cluster.Worker = Worker;

/** Called before the program's first line. */
cluster._setupWorker = function() {
  const worker = new Worker({ id: +process.env.NODE_UNIQUE_ID | 0, process, state: 'online' });
  cluster.worker = worker;
  require('internal/cluster/membership').cluster = cluster;
  process.once('disconnect', () => {
    process.channel = null;
    worker.emit('disconnect');
    // A worker does not outlive its primary.
    if (!worker.exitedAfterDisconnect) process.exit(0);
  });
  process.on('internalMessage', internal(worker, onmessage));
  send({ act: 'online' });
};

function onmessage(message, handle) {
  if (message.act === 'newconn') onconnection(message, handle);
  else if (message.act === 'disconnect') disconnect(this, true);
}

/** Asks the primary for what `server`, a `net.Server` or a `dgram.Socket`, listens on: `callback(errno, handle)`. */
cluster._getServer = function(server, options, callback) {
  let { address } = options;
  if (options.port < 0 && typeof address === 'string') address = path.resolve(address);
  const indexesKey = [address, options.port, options.addressType, options.fd].join(':');
  let known = indexes.get(indexesKey);
  if (known === undefined) {
    known = { next: 0, set: new Set() };
    indexes.set(indexesKey, known);
  }
  const index = known.next++;
  known.set.add(index);
  const place = { indexesKey, index };
  const message = { act: 'queryServer', index, data: null, ...options, address };
  if (server._getServerData) message.data = server._getServerData();
  send(message, (reply, handle) => {
    if (typeof server._setServerData === 'function') server._setServerData(reply.data);
    if (handle) shared(reply, handle, place, callback);
    else roundRobin(reply, place, callback);
  });
  server.once('listening', () => {
    // Closed meanwhile.
    if (!indexes.has(indexesKey)) return;
    cluster.worker.state = 'listening';
    send({ ...message, act: 'listening', port: server.address()?.port || options.port });
  });
};

function forget(key, { indexesKey, index }) {
  send({ act: 'close', key });
  handles.delete(key);
  const known = indexes.get(indexesKey);
  if (!known) return;
  known.set.delete(index);
  if (known.set.size === 0) indexes.delete(indexesKey);
}

// The socket itself, which the primary and other workers have too.
function shared(message, handle, place, callback) {
  const { key } = message;
  const { close } = handle;
  handle.close = function(...args) {
    forget(key, place);
    return close.apply(handle, args);
  };
  handles.set(key, handle);
  callback(message.errno, handle);
}

// Connections come from the primary: what the server gets in place of a socket keeps the program alive, as one would.
function roundRobin(message, place, callback) {
  if (message.errno) return callback(message.errno, null);
  let { key } = message;
  let keeper = null;
  const handle = {
    ref() {
      keeper ??= setInterval(() => {}, kTimeoutMax);
    },
    unref() {
      clearInterval(keeper);
      keeper = null;
    },
    listen: () => 0,
    close(closed) {
      if (key !== undefined) {
        handle.unref();
        forget(key, place);
        key = undefined;
      }
      if (typeof closed === 'function') process.nextTick(closed);
    },
  };
  handle.ref();
  if (message.sockname) handle.getsockname = () => (key === undefined ? {} : { ...message.sockname });
  handles.set(key, handle);
  callback(0, handle);
}

function onconnection(message, client) {
  const handle = handles.get(message.key);
  const server = handle?.server;
  const full = server?.maxConnections != null && server._connections >= server.maxConnections;
  // One that may be dropped here goes to no other worker.
  const accepted = handle !== undefined && (!full || Boolean(server.dropMaxConnection));
  send({ ack: message.seq, accepted });
  if (accepted) handle.onconnection(0, client);
  else client.close();
}

function send(message, callback) {
  return sendHelper(process, message, null, callback);
}

// ---- The end

function disconnect(worker, asked) {
  worker.exitedAfterDisconnect = true;
  let waiting = 1;
  const closed = () => {
    if (--waiting > 0) return;
    // The primary must know first that this was wanted, unless it was the primary that wanted it.
    if (asked) process.disconnect();
    else send({ act: 'exitedAfterDisconnect' }, () => process.disconnect());
  };
  for (const handle of handles.values()) {
    waiting++;
    if (handle.server) handle.server.close(closed);
    else handle.close(closed);
  }
  handles.clear();
  closed();
}

Worker.prototype.disconnect = function() {
  if (this.state !== 'disconnecting' && this.state !== 'destroying') {
    this.state = 'disconnecting';
    disconnect(this, false);
  }
  return this;
};

Worker.prototype.destroy = function() {
  if (this.state === 'destroying') return;
  this.exitedAfterDisconnect = true;
  if (!this.isConnected()) process.exit(0);
  this.state = 'destroying';
  send({ act: 'exitedAfterDisconnect' }, () => process.disconnect());
  process.once('disconnect', () => process.exit(0));
};

module.exports = cluster;
