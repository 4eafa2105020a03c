// Short ways through a socket, for a protocol that has it to itself. What arrives goes to its one listener, and what is
// written goes to the kernel, without the steps of a stream that nobody would notice. Sockets have them as methods under
// these symbols; a stream of another kind has none.
'use strict';

const { Duplex } = require('stream');
const { prototype: { on, removeListener } } = require('events');

const { on: streamOn, removeListener: streamRemoveListener } = Duplex.prototype;

/**
 * `socket.on(event, listener)` for an event that says nothing to the stream itself, so neither "data" nor "readable".
 * Who gives a socket the same listeners over and over spares the way through the classes.
 */
function listen(socket, event, listener) {
  if (socket.on !== streamOn) return socket.on(event, listener);
  const events = socket._events;
  if (events === undefined || events[event] !== undefined || events.newListener !== undefined) {
    return on.call(socket, event, listener);
  }
  events[event] = listener;
  socket._eventsCount++;
  return socket;
}

/** The same for `removeListener`. */
function unlisten(socket, event, listener) {
  if (socket.removeListener !== streamRemoveListener) return socket.removeListener(event, listener);
  const events = socket._events;
  if (events === undefined || events[event] !== listener || events.removeListener !== undefined) {
    return removeListener.call(socket, event, listener);
  }
  events[event] = undefined;
  socket._eventsCount--;
  return socket;
}

module.exports = {
  // The "data" listener that is called itself while it is the only one; null for none.
  kConsumer: Symbol('kConsumer'),
  // (data, encoding, callback, framed): as `write`, or undefined where that has to be called. `framed` makes it a chunk of
  // a chunked body.
  kWriteNow: Symbol('kWriteNow'),
  listen,
  unlisten,
};
