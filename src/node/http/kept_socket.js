// The socket of a connection that its agent keeps, while nobody looks at it: what it carries goes by the scripts
// (kept.js). Whoever touches it makes it an ordinary socket first; the object stays the same.
'use strict';

const { Socket, isUnpatched } = require('internal/net/socket');
const { kTimeout } = require('internal/timers');

// A socket's native connection; undefined for an ordinary socket.
const kKept = Symbol('kKept');
// An agent's method that takes such a connection back.
const kFree = Symbol('kFree');
// Somebody looked at it, and will again.
const kTouched = Symbol('kTouched');

// Own fields that say what an ordinary socket is busy with.
const busyFields = ['_httpMessage', 'parser'];
// What a socket between two requests is listened for by itself and its agent.
const ownEvents = { __proto__: null, end: true, free: true, close: true, timeout: true, agentRemove: true };

let prototype = null;
let makeOrdinary = null;

function touch(socket) {
  socket[kTouched] = true;
  makeOrdinary(socket[kKept]);
}

function watched(name) {
  return {
    __proto__: null,
    configurable: true,
    get() {
      touch(this);
      return this[name];
    },
    set(value) {
      touch(this);
      this[name] = value;
    },
  };
}

function makePrototype() {
  const made = Object.create(Socket.prototype);
  const names = new Set([Symbol.for('nodejs.util.inspect.custom')]);
  for (let from = Socket.prototype; from !== Object.prototype; from = Object.getPrototypeOf(from)) {
    for (const name of Reflect.ownKeys(from)) names.add(name);
  }
  for (const name of ['constructor', kKept, kTouched]) names.delete(name);
  for (const name of names) Object.defineProperty(made, name, watched(name));
  return made;
}

/** Whether a socket that an agent is about to keep has nothing about it that takes the scripts. */
function isPlain(socket) {
  if (Object.getPrototypeOf(socket) !== Socket.prototype || socket[kTouched]) return false;
  if (!socket._handle?.reading || socket.connecting || socket.destroyed || !socket.writable || !socket.readable) return false;
  if (socket.readableLength !== 0 || socket.writableLength !== 0 || socket.writableCorked !== 0) return false;
  if (socket.readableEncoding !== null || socket._parent !== null || socket._httpMessage) return false;
  if (!isUnpatched(socket)) return false;
  const events = socket._events;
  for (const event of Reflect.ownKeys(events)) {
    const listener = events[event];
    if (listener !== undefined && !(event in ownEvents && typeof listener === 'function')) return false;
  }
  return true;
}

/** Hides `socket` behind its native connection; `ordinary` makes it an ordinary one again. */
function hide(socket, kept, ordinary) {
  makeOrdinary = ordinary;
  prototype ??= makePrototype();
  Object.defineProperty(socket, kKept, { __proto__: null, value: kept, writable: true, configurable: true });
  for (const name of busyFields) Object.defineProperty(socket, name, { ...watched(name), enumerable: true });
  Object.setPrototypeOf(socket, prototype);
}

/** The reverse. */
function show(socket) {
  socket[kKept] = undefined;
  for (const name of busyFields) {
    Object.defineProperty(socket, name, { __proto__: null, value: null, writable: true, enumerable: true, configurable: true });
  }
  Object.setPrototypeOf(socket, Socket.prototype);
}

/** `socket.destroyed`, without touching it. */
function isGone(socket) {
  const kept = socket[kKept];
  return kept === undefined ? socket.destroyed : !kept.isOpen;
}

/** `socket.writable`, without touching it. */
function isWritable(socket) {
  const kept = socket[kKept];
  return kept === undefined ? socket.writable : kept.isOpen;
}

/** The request that a socket is busy with, without touching it. */
function requestOn(socket) {
  const kept = socket[kKept];
  return kept === undefined ? socket._httpMessage : kept.request;
}

/** Takes a socket's timer off it. */
function takeTimer(socket) {
  const timer = socket[kTimeout];
  socket[kTimeout] = null;
  return timer;
}

module.exports = { hide, isGone, isPlain, isWritable, kFree, kKept, requestOn, show, takeTimer };
