// The socket of a connection that is served natively. Most programs ask it for an address, or listen for its end: that
// much it knows by itself. Whatever else is asked for makes it an ordinary `net.Socket`, which the scripts serve from
// there on (takeover.js); the object stays the same.
'use strict';

const { Socket } = require('net');
const { spliceOne } = require('internal/util');
const { getDefaultHighWaterMark } = require('internal/streams/state');

const kConnection = Symbol('kNativeConnection');
const kNames = Symbol('kNames');
const kEarly = Symbol('kEarlyListeners');

// What is listened for without a socket: it is told when the connection ends.
const lateEvents = { __proto__: null, close: true, error: true };

// Fields that only a connection of a server has.
const serverFields = ['parser', '_httpMessage', '_paused', 'setEncoding', 'timeout', 'lastWriteQueueSize'];

let prototype = null;
let takeOver = null;

function peerOf(socket) {
  return (socket[kNames] ??= {}).peer ??= nameOf(socket[kConnection].getpeername());
}

function ownOf(socket) {
  return (socket[kNames] ??= {}).own ??= nameOf(socket[kConnection].getsockname());
}

function nameOf(name) {
  return typeof name === 'object' ? name : {};
}

const facts = {
  get remoteAddress() { return peerOf(this).address; },
  get remoteFamily() { return peerOf(this).family; },
  get remotePort() { return peerOf(this).port; },
  get localAddress() { return ownOf(this).address; },
  get localFamily() { return ownOf(this).family; },
  get localPort() { return ownOf(this).port; },
  address() { return ownOf(this); },
  get server() { return this[kConnection].server; },
  set server(value) { realize(this).server = value; },
  get bytesRead() { return this[kConnection].bytesRead; },
  get bytesWritten() { return this[kConnection].bytesWritten; },
  get connecting() { return false; },
  set connecting(value) { realize(this).connecting = value; },
  get pending() { return false; },
  get readable() { return this[kConnection].open; },
  set readable(value) { realize(this).readable = value; },
  get writable() { return !this[kConnection].ending; },
  set writable(value) { realize(this).writable = value; },
  get writableEnded() { return this[kConnection].ending; },
  get writableLength() { return this[kConnection].writeQueueSize; },
  get writableHighWaterMark() { return highWaterMark(this); },
  get readableHighWaterMark() { return highWaterMark(this); },
  get destroyed() { return !this[kConnection].open; },
  set destroyed(value) { realize(this).destroyed = value; },
  setNoDelay(enable) {
    this[kConnection].setNoDelay(enable === undefined ? true : Boolean(enable));
    return this;
  },
  setKeepAlive(enable, initialDelayMsecs) {
    this[kConnection].setKeepAlive(Boolean(enable), ~~(initialDelayMsecs / 1000));
    return this;
  },
  ref() {
    this[kConnection].ref();
    return this;
  },
  unref() {
    this[kConnection].unref();
    return this;
  },
  on(event, listener) { return listen(this, 'on', event, listener); },
  addListener(event, listener) { return listen(this, 'on', event, listener); },
  once(event, listener) { return listen(this, 'once', event, listener); },
  off(event, listener) { return unlisten(this, event, listener); },
  removeListener(event, listener) { return unlisten(this, event, listener); },
};

function highWaterMark(socket) {
  return socket[kConnection].server?.highWaterMark ?? getDefaultHighWaterMark();
}

function listen(socket, method, event, listener) {
  if (!(event in lateEvents) || typeof listener !== 'function') return realize(socket)[method](event, listener);
  (socket[kEarly] ??= []).push({ method, event, listener });
  return socket;
}

function unlisten(socket, event, listener) {
  const early = socket[kEarly];
  if (!(event in lateEvents)) return realize(socket).removeListener(event, listener);
  if (early === undefined) return socket;
  for (let at = early.length - 1; at >= 0; at--) {
    if (early[at].listener !== listener || early[at].event !== event) continue;
    spliceOne(early, at);
    break;
  }
  return socket;
}

/** Makes an ordinary socket of `socket`. */
function realize(socket) {
  takeOver(socket[kConnection]);
  return socket;
}

// Everything that an ordinary socket has besides the facts is an accessor that makes one.
function makePrototype() {
  const made = Object.create(Socket.prototype);
  const names = new Set([...Reflect.ownKeys(new Socket()), ...serverFields, Symbol.for('nodejs.util.inspect.custom')]);
  for (let from = Socket.prototype; from !== Object.prototype; from = Object.getPrototypeOf(from)) {
    for (const name of Reflect.ownKeys(from)) names.add(name);
  }
  names.delete('constructor');
  for (const name of names) {
    Object.defineProperty(made, name, {
      __proto__: null, configurable: true,
      get() { return realize(this)[name]; },
      set(value) { realize(this)[name] = value; },
    });
  }
  Object.defineProperties(made, Object.getOwnPropertyDescriptors(facts));
  return made;
}

/** The socket of a connection; `take` makes an ordinary one of it. */
function makeServerSocket(connection, take) {
  takeOver = take;
  prototype ??= makePrototype();
  const socket = Object.create(prototype);
  socket[kConnection] = connection;
  hide(socket, kConnection);
  return socket;
}

// Programs that look at all of a socket's fields are not to find these.
function hide(socket, key) {
  Object.defineProperty(socket, key, { __proto__: null, enumerable: false });
}

/** Makes `socket` a `net.Socket` with these options. */
function becomeSocket(socket, options) {
  Object.setPrototypeOf(socket, Socket.prototype);
  delete socket[kNames];
  Socket.call(socket, options);
}

/** What was listened for so far, behind what the server itself listens for. */
function listenAtLast(socket) {
  const early = socket[kEarly];
  delete socket[kEarly];
  if (early !== undefined) for (const { method, event, listener } of early) socket[method](event, listener);
}

/** Whether the socket is still the connection's. */
function isNative(socket) {
  return Object.getPrototypeOf(socket) === prototype;
}

/** Whether anybody listens to a socket that is still the connection's. */
function isListenedTo(socket) {
  return socket[kEarly] !== undefined && socket[kEarly].length > 0;
}

module.exports = { becomeSocket, isListenedTo, isNative, listenAtLast, makeServerSocket };
