// `stream.Duplex`: a Readable that is a Writable as well. It inherits from the one and borrows the
// methods and properties of the other.
'use strict';

const Readable = require('internal/streams/readable');
const Writable = require('internal/streams/writable');
const { initDuplex } = require('internal/streams/duplex_init');
const { kDestroyed } = require('internal/streams/bits');

function Duplex(options) {
  if (new.target === undefined && !(this instanceof Duplex)) return new Duplex(options);
  initDuplex(this, options);
}
module.exports = Duplex;

Object.setPrototypeOf(Duplex.prototype, Readable.prototype);
Object.setPrototypeOf(Duplex, Readable);

const prototype = Duplex.prototype;

for (const method of Object.keys(Writable.prototype)) prototype[method] ||= Writable.prototype[method];
// Readable has one, but a backlog of writes is to be failed.
prototype.destroy = Writable.prototype.destroy;

// When one side ends, whether the other stays open.
prototype.allowHalfOpen = true;

for (const name of [
  'writable', 'writableHighWaterMark', 'writableObjectMode', 'writableBuffer', 'writableLength',
  'writableFinished', 'writableCorked', 'writableEnded', 'writableNeedDrain',
]) {
  Object.defineProperty(prototype, name, Object.getOwnPropertyDescriptor(Writable.prototype, name));
}

Object.defineProperty(prototype, 'destroyed', {
  get() {
    const r = this._readableState;
    const w = this._writableState;
    return r !== undefined && w !== undefined && (r.bits & w.bits & kDestroyed) !== 0;
  },
  set(value) {
    // A subclass may set it before the states exist.
    if (this._readableState && this._writableState) {
      this._readableState.destroyed = value;
      this._writableState.destroyed = value;
    }
  },
});

Duplex.from = function(body) {
  return require('internal/streams/duplexify')(body, 'body');
};

Duplex.fromWeb = function(pair, options) {
  return require('internal/webstreams/adapters').newStreamDuplexFromReadableWritablePair(pair, options);
};

Duplex.toWeb = function(duplex, options) {
  return require('internal/webstreams/adapters').newReadableWritablePairFromDuplex(duplex, options);
};
