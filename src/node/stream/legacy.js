// `Stream`, the base class: an EventEmitter with the `pipe` of Node 0.8, which old-style emitters
// still use. Readable brings its own.
'use strict';

const EE = require('events');

function Stream(opts) {
  EE.call(this, opts);
}
Object.setPrototypeOf(Stream.prototype, EE.prototype);
Object.setPrototypeOf(Stream, EE);

Stream.prototype.pipe = function(dest, options) {
  const source = this;
  let ended = false;

  function ondata(chunk) {
    if (dest.writable && dest.write(chunk) === false && source.pause) source.pause();
  }

  function ondrain() {
    if (source.readable && source.resume) source.resume();
  }

  function onend() {
    if (ended) return;
    ended = true;
    dest.end();
  }

  function onclose() {
    if (ended) return;
    ended = true;
    if (typeof dest.destroy === 'function') dest.destroy();
  }

  // Listening must not make an error count as handled.
  function onerror(er) {
    cleanup();
    if (this.listenerCount?.('error') === 0) this.emit('error', er);
  }

  function cleanup() {
    source.removeListener('data', ondata);
    dest.removeListener('drain', ondrain);
    source.removeListener('end', onend);
    source.removeListener('close', onclose);
    source.removeListener('error', onerror);
    dest.removeListener('error', onerror);
    source.removeListener('end', cleanup);
    source.removeListener('close', cleanup);
    dest.removeListener('close', cleanup);
  }

  source.on('data', ondata);
  dest.on('drain', ondrain);
  // Standard output and error stay open whatever is piped to them.
  if (!dest._isStdio && (!options || options.end !== false)) {
    source.on('end', onend);
    source.on('close', onclose);
  }
  prependListener(source, 'error', onerror);
  prependListener(dest, 'error', onerror);
  source.on('end', cleanup);
  source.on('close', cleanup);
  dest.on('close', cleanup);
  dest.emit('pipe', source);

  return dest;
};

// Node lays out a stream's events in a fixed order before any is listened to, and lists them so.
const readableEvents = ['close', 'error', 'data', 'end', 'readable'];
const writableEvents = ['close', 'error', 'prefinish', 'finish', 'drain'];
const duplexEvents = ['close', 'error', 'prefinish', 'finish', 'drain', 'data', 'end', 'readable'];

Stream.prototype.eventNames = function eventNames() {
  const events = this._events ?? {};
  const usual = usualEvents(this);
  const names = [];
  for (const name of usual) {
    if (hasListeners(events[name])) names.push(name);
  }
  for (const name of Reflect.ownKeys(events)) {
    if (!usual.includes(name) && hasListeners(events[name])) names.push(name);
  }
  return names;
};

function usualEvents(stream) {
  const readable = stream._readableState;
  const writable = stream._writableState;
  if (readable && writable) return duplexEvents;
  if (readable) return readableEvents;
  return writable ? writableEvents : [];
}

function hasListeners(listeners) {
  return typeof listeners === 'function' || (Array.isArray(listeners) && listeners.length > 0);
}

/** Puts a listener before the others, on emitters too that are older than `prependListener`. */
function prependListener(emitter, event, fn) {
  if (typeof emitter.prependListener === 'function') return emitter.prependListener(event, fn);

  const listeners = emitter._events?.[event];
  if (!listeners) emitter.on(event, fn);
  else if (Array.isArray(listeners)) listeners.unshift(fn);
  else emitter._events[event] = [fn, listeners];
}

module.exports = { Stream, prependListener };
