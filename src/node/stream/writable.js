// `stream.Writable`: the constructor and the properties. How data moves is in writable_flow.js.
'use strict';

const EE = require('events');
const { Buffer } = require('buffer');
const { Stream } = require('internal/streams/legacy');
const destroyImpl = require('internal/streams/destroy');
const { write, cork, uncork, end, errorBuffer } = require('internal/streams/writable_flow');
const { kOnConstructed } = require('internal/streams/utils');
const { kObjectMode, kDestroyed, kClosed, kErrored } = require('internal/streams/bits');
const {
  WritableState,
  kNeedDrain, kEnding, kEnded, kFinished, kOnFinished, kHasWritable, kWritable, kBuffered,
} = require('internal/streams/writable_state');
const {
  AbortError,
  codes: { ERR_METHOD_NOT_IMPLEMENTED, ERR_STREAM_CANNOT_PIPE, ERR_UNKNOWN_ENCODING },
} = require('internal/errors');

function Writable(options) {
  if (new.target === undefined && !(this instanceof Writable)) return new Writable(options);

  this._writableState = new WritableState(options, this, false);
  EE.init.call(this, options);

  if (options) {
    if (typeof options.write === 'function') this._write = options.write;
    if (typeof options.writev === 'function') this._writev = options.writev;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.final === 'function') this._final = options.final;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) require('internal/streams/add-abort-signal').addAbortSignal(options.signal, this);
  }

  if (this._construct != null) {
    destroyImpl.construct(this, () => { this._writableState[kOnConstructed](this); });
  }
}
module.exports = Writable;
Writable.WritableState = WritableState;

Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);

// A Duplex, whose prototypes lead to Readable, is an instance of Writable too.
const ordinaryHasInstance = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Writable, Symbol.hasInstance, {
  value(instance) {
    if (ordinaryHasInstance.call(this, instance)) return true;
    return this === Writable && instance && instance._writableState instanceof WritableState;
  },
});

const prototype = Writable.prototype;

prototype.write = write;
prototype.cork = cork;
prototype.uncork = uncork;
prototype.end = end;

prototype.pipe = function() {
  destroyImpl.errorOrDestroy(this, new ERR_STREAM_CANNOT_PIPE());
};

prototype.setDefaultEncoding = function setDefaultEncoding(encoding) {
  if (typeof encoding === 'string') encoding = encoding.toLowerCase();
  if (!Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
  this._writableState.defaultEncoding = encoding;
  return this;
};

prototype._write = function(chunk, encoding, cb) {
  if (!this._writev) throw new ERR_METHOD_NOT_IMPLEMENTED('_write()');
  this._writev([{ chunk, encoding }], cb);
};
prototype._writev = null;

prototype.destroy = function(err, cb) {
  const state = this._writableState;
  // What will never be written is told so, a tick later.
  if ((state.bits & (kBuffered | kOnFinished)) !== 0 && (state.bits & kDestroyed) === 0) {
    process.nextTick(errorBuffer, state);
  }
  destroyImpl.destroy.call(this, err, cb);
  return this;
};
prototype._undestroy = destroyImpl.undestroy;
prototype._destroy = destroyImpl.defaultDestroy;

prototype[EE.captureRejectionSymbol] = function(err) {
  this.destroy(err);
};

prototype[Symbol.asyncDispose] = async function() {
  if (!this.destroyed) this.destroy(this.writableFinished ? null : new AbortError());
  const { eos } = require('internal/streams/end-of-stream');
  await new Promise((resolve, reject) => {
    eos(this, (err) => (err && err.name !== 'AbortError' ? reject(err) : resolve(null)));
  });
};

Writable.fromWeb = function(writableStream, options) {
  return require('internal/webstreams/adapters').newStreamWritableFromWritableStream(writableStream, options);
};

Writable.toWeb = function(streamWritable) {
  return require('internal/webstreams/adapters').newWritableStreamFromStreamWritable(streamWritable);
};

// Properties. `_writableState` is missing while a subclass is being set up. -----------------------

function flagGetter(bit) {
  return function() {
    const state = this._writableState;
    return state ? (state.bits & bit) !== 0 : false;
  };
}

Object.defineProperties(prototype, {
  closed: { get: flagGetter(kClosed) },
  destroyed: {
    get: flagGetter(kDestroyed),
    set(value) {
      if (this._writableState) this._writableState.destroyed = value;
    },
  },
  writable: {
    // A subclass may set it before the state exists, and to false for good: a Duplex that turned
    // out to be for reading only.
    get() {
      const state = this._writableState;
      return !!state && state.writable !== false && (state.bits & (kEnding | kEnded | kDestroyed | kErrored)) === 0;
    },
    set(value) {
      if (this._writableState) this._writableState.writable = !!value;
    },
  },
  writableFinished: { get: flagGetter(kFinished) },
  writableObjectMode: { get: flagGetter(kObjectMode) },
  writableEnded: { get: flagGetter(kEnding) },
  writableNeedDrain: {
    get() {
      const state = this._writableState;
      return state ? (state.bits & (kDestroyed | kEnding | kNeedDrain)) === kNeedDrain : false;
    },
  },
  writableBuffer: {
    get() {
      const state = this._writableState;
      return state && state.getBuffer();
    },
  },
  writableHighWaterMark: {
    get() { return this._writableState?.highWaterMark; },
  },
  writableCorked: {
    get() { return this._writableState ? this._writableState.corked : 0; },
  },
  writableLength: {
    get() { return this._writableState?.length; },
  },
  errored: {
    get() { return this._writableState ? this._writableState.errored : null; },
  },
  writableAborted: {
    get() {
      const { bits } = this._writableState;
      return (bits & (kHasWritable | kWritable)) !== kHasWritable &&
        (bits & (kDestroyed | kErrored)) !== 0 && (bits & kFinished) === 0;
    },
  },
});
