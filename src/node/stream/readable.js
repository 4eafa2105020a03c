// `stream.Readable`: the constructor, which listeners switch which mode, and the properties. How
// data moves is in readable_flow.js, pipes in readable_pipe.js, `for await` in readable_iterator.js.
'use strict';

const EE = require('events');
const { Stream } = require('internal/streams/legacy');
const destroyImpl = require('internal/streams/destroy');
const flow = require('internal/streams/readable_flow');
const { pipe, unpipe } = require('internal/streams/readable_pipe');
const { fromList } = require('internal/streams/readable_list');
const { kOnConstructed } = require('internal/streams/utils');
const { kDestroyed, kClosed } = require('internal/streams/bits');
const {
  ReadableState,
  kEndEmitted, kReading, kNeedReadable, kEmittedReadable, kReadableListening, kResumeScheduled, kDataEmitted,
  kHasFlowing, kFlowing, kHasPaused, kPaused, kDataListening,
} = require('internal/streams/readable_state');
const { AbortError, codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

function Readable(options) {
  if (new.target === undefined && !(this instanceof Readable)) return new Readable(options);

  this._readableState = new ReadableState(options, this, false);
  EE.init.call(this, options);

  if (options) {
    if (typeof options.read === 'function') this._read = options.read;
    if (typeof options.destroy === 'function') this._destroy = options.destroy;
    if (typeof options.construct === 'function') this._construct = options.construct;
    if (options.signal) addAbortSignal(options.signal, this);
  }

  if (this._construct != null) {
    destroyImpl.construct(this, () => { this._readableState[kOnConstructed](this); });
  }
}
module.exports = Readable;
Readable.ReadableState = ReadableState;
Readable._fromList = fromList;

Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);

const prototype = Readable.prototype;

prototype.push = flow.push;
prototype.unshift = flow.unshift;
prototype.read = flow.read;
prototype.setEncoding = flow.setEncoding;
prototype.resume = flow.resume;
prototype.pause = flow.pause;
prototype.pipe = pipe;
prototype.unpipe = unpipe;

prototype.destroy = destroyImpl.destroy;
prototype._undestroy = destroyImpl.undestroy;
prototype._destroy = destroyImpl.defaultDestroy;

prototype._read = function(n) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_read()');
};

prototype.isPaused = function() {
  const { bits } = this._readableState;
  return (bits & kPaused) !== 0 || (bits & (kHasFlowing | kFlowing)) === kHasFlowing;
};

prototype[EE.captureRejectionSymbol] = function(err) {
  this.destroy(err);
};

function addAbortSignal(signal, stream) {
  require('internal/streams/add-abort-signal').addAbortSignal(signal, stream);
}

// Listeners choose the mode -----------------------------------------------------------------------

// "data" starts the flow, "readable" holds it back; "readable" wins.
prototype.on = function(ev, fn) {
  const res = Stream.prototype.on.call(this, ev, fn);
  if (ev === 'data') ondataListener(this, this._readableState);
  else if (ev === 'readable') onreadableListener(this, this._readableState);
  return res;
};
prototype.addListener = prototype.on;

function ondataListener(stream, state) {
  state.bits |= kDataListening;
  if (stream.listenerCount('readable') > 0) state.bits |= kReadableListening;
  // Not if it was paused on purpose.
  if ((state.bits & (kHasFlowing | kFlowing)) !== kHasFlowing) stream.resume();
}

function onreadableListener(stream, state) {
  if ((state.bits & (kEndEmitted | kReadableListening)) !== 0) return;
  state.bits = (state.bits | kReadableListening | kNeedReadable | kHasFlowing) & ~(kFlowing | kEmittedReadable);
  if (state.length) flow.emitReadable(stream);
  else if ((state.bits & kReading) === 0) process.nextTick(startReading, stream);
}

function startReading(stream) {
  stream.read(0);
}

prototype.removeListener = function(ev, fn) {
  const res = Stream.prototype.removeListener.call(this, ev, fn);
  // On the next tick: what removes one "readable" listener often adds another right away.
  if (ev === 'readable') {
    process.nextTick(updateMode, this);
  } else if (ev === 'data' && this.listenerCount('data') === 0) {
    this._readableState.bits &= ~kDataListening;
  }
  return res;
};
prototype.off = prototype.removeListener;

prototype.removeAllListeners = function(ev) {
  const res = Stream.prototype.removeAllListeners.apply(this, arguments);
  if (ev === 'readable' || ev === undefined) process.nextTick(updateMode, this);
  return res;
};

function updateMode(stream) {
  const state = stream._readableState;
  if (stream.listenerCount('readable') > 0) state.bits |= kReadableListening;
  else state.bits &= ~kReadableListening;

  if ((state.bits & (kHasPaused | kPaused | kResumeScheduled)) === (kHasPaused | kResumeScheduled)) {
    // `resume()` was called meanwhile, and held back by the listener that is gone.
    state.bits |= kHasFlowing | kFlowing;
  } else if ((state.bits & kDataListening) !== 0) {
    stream.resume();
  } else if ((state.bits & kReadableListening) === 0) {
    state.bits &= ~(kHasFlowing | kFlowing);
  }
}

// Iteration, sources and other kinds of stream ----------------------------------------------------

prototype[Symbol.asyncIterator] = function() {
  return require('internal/streams/readable_iterator').createIterator(this);
};

prototype.iterator = function(options) {
  if (options !== undefined) require('internal/validators').validateObject(options, 'options');
  return require('internal/streams/readable_iterator').createIterator(this, options);
};

prototype[Symbol.asyncDispose] = async function() {
  let error;
  if (!this.destroyed) {
    error = this.readableEnded ? null : new AbortError();
    this.destroy(error);
  }
  const { eos } = require('internal/streams/end-of-stream');
  await new Promise((resolve, reject) => {
    eos(this, (err) => (err && err !== error ? reject(err) : resolve(null)));
  });
};

prototype.compose = function compose(stream, options) {
  const { validateObject, validateAbortSignal } = require('internal/validators');
  if (options != null) validateObject(options, 'options');
  if (options?.signal != null) validateAbortSignal(options.signal, 'options.signal');

  const composed = require('internal/streams/compose')(this, stream);
  if (options?.signal) {
    require('internal/streams/add-abort-signal').addAbortSignalNoValidate(options.signal, composed);
  }
  return composed;
};

// Reads an old-style stream: it is paused when this one is full.
prototype.wrap = function(stream) {
  let paused = false;

  stream.on('data', (chunk) => {
    if (!this.push(chunk) && stream.pause) {
      paused = true;
      stream.pause();
    }
  });
  stream.on('end', () => { this.push(null); });
  stream.on('error', (err) => { destroyImpl.errorOrDestroy(this, err); });
  stream.on('close', () => { this.destroy(); });
  stream.on('destroy', () => { this.destroy(); });

  this._read = () => {
    if (paused && stream.resume) {
      paused = false;
      stream.resume();
    }
  };

  // Its own methods stay reachable.
  for (const key of Object.keys(stream)) {
    if (this[key] === undefined && typeof stream[key] === 'function') this[key] = stream[key].bind(stream);
  }
  return this;
};

Readable.wrap = function(src, options) {
  return new Readable({
    objectMode: src.readableObjectMode ?? src.objectMode ?? true,
    ...options,
    destroy(err, callback) {
      destroyImpl.destroyer(src, err);
      callback(err);
    },
  }).wrap(src);
};

Readable.from = function(iterable, opts) {
  return require('internal/streams/from')(Readable, iterable, opts);
};

Readable.fromWeb = function(readableStream, options) {
  return require('internal/webstreams/adapters').newStreamReadableFromReadableStream(readableStream, options);
};

Readable.toWeb = function(streamReadable, options) {
  return require('internal/webstreams/adapters').newReadableStreamFromStreamReadable(streamReadable, options);
};

// Properties. `_readableState` is missing while a subclass is being set up. -----------------------

Object.defineProperties(prototype, {
  readable: {
    // A subclass may set it before the state exists, and to false for good.
    get() {
      const r = this._readableState;
      return !!r && r.readable !== false && !r.destroyed && !r.errorEmitted && !r.endEmitted;
    },
    set(value) {
      if (this._readableState) this._readableState.readable = !!value;
    },
  },
  readableDidRead: {
    get() { return (this._readableState.bits & kDataEmitted) !== 0; },
  },
  readableAborted: {
    get() {
      const r = this._readableState;
      return !!(r.readable !== false && (r.destroyed || r.errored) && !r.endEmitted);
    },
  },
  readableHighWaterMark: {
    get() { return this._readableState.highWaterMark; },
  },
  readableBuffer: {
    get() { return this._readableState?.buffer; },
  },
  readableFlowing: {
    get() { return this._readableState.flowing; },
    set(value) {
      if (this._readableState) this._readableState.flowing = value;
    },
  },
  readableLength: {
    get() { return this._readableState.length; },
  },
  readableObjectMode: {
    get() { return this._readableState ? this._readableState.objectMode : false; },
  },
  readableEncoding: {
    get() { return this._readableState ? this._readableState.encoding : null; },
  },
  readableEnded: {
    get() { return this._readableState ? (this._readableState.bits & kEndEmitted) !== 0 : false; },
  },
  errored: {
    get() { return this._readableState ? this._readableState.errored : null; },
  },
  closed: {
    get() { return this._readableState ? (this._readableState.bits & kClosed) !== 0 : false; },
  },
  destroyed: {
    get() { return this._readableState ? (this._readableState.bits & kDestroyed) !== 0 : false; },
    set(value) {
      if (this._readableState) this._readableState.destroyed = value;
    },
  },
});
