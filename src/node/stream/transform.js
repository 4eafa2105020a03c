// `stream.Transform`: what is written goes through `_transform` and comes out readable. A write's
// callback is held back while the readable side is full; `_read` lets it go.
'use strict';

const { ERR_METHOD_NOT_IMPLEMENTED } = require('internal/errors').codes;
const Duplex = require('internal/streams/duplex');
const { initDuplex } = require('internal/streams/duplex_init');
const { getHighWaterMark } = require('internal/streams/state');
const { kEnded: kReadableEnded, kSync } = require('internal/streams/readable_state');
const { kEnded } = require('internal/streams/writable_state');

const kHeldCallback = Symbol('kCallback');
const kStep = Symbol('kStep');

function Transform(options) {
  if (new.target === undefined && !(this instanceof Transform)) return new Transform(options);

  // Nothing may be buffered on either side then, unless the writable side has a mark of its own.
  if (options && getHighWaterMark(this, options, 'readableHighWaterMark', true) === 0) {
    options = {
      ...options,
      highWaterMark: null,
      readableHighWaterMark: 0,
      writableHighWaterMark: options.writableHighWaterMark || 0,
    };
  }
  initDuplex(this, options);

  // Output follows from a write, not from `_read`: it may be emitted at once.
  this._readableState.bits &= ~kSync;

  if (options) {
    if (typeof options.transform === 'function') this._transform = options.transform;
    if (typeof options.flush === 'function') this._flush = options.flush;
  }

  this.on('prefinish', onprefinish);
}
module.exports = Transform;

Object.setPrototypeOf(Transform.prototype, Duplex.prototype);
Object.setPrototypeOf(Transform, Duplex);

const prototype = Transform.prototype;

// Takes the place of `_final` for a subclass that has its own.
function onprefinish() {
  if (this._final !== final) final.call(this);
}

function final(cb) {
  if (typeof this._flush !== 'function' || this.destroyed) {
    this.push(null);
    if (cb) cb();
    return;
  }
  this._flush((err, data) => {
    if (err) {
      if (cb) cb(err);
      else this.destroy(err);
      return;
    }
    if (data != null) this.push(data);
    this.push(null);
    if (cb) cb();
  });
}
prototype._final = final;

prototype._transform = function(chunk, encoding, callback) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_transform()');
};

prototype._write = function(chunk, encoding, callback) {
  const step = this[kStep] ??= newStep(this);
  step.callback = callback;
  step.lengthBefore = this._readableState.length;
  this._transform(chunk, encoding, step.done);
};

// Writes come one after another, so one `done` serves them all: no closure is made for each chunk.
function newStep(stream) {
  const step = {
    callback: null,
    lengthBefore: 0,
    done(err, value) {
      const { callback, lengthBefore } = step;
      if (err) callback(err);
      else transformed(stream, callback, lengthBefore, value);
    },
  };
  return step;
}

function transformed(stream, callback, lengthBefore, value) {
  const r = stream._readableState;
  if (value != null) stream.push(value);

  if ((r.bits & kReadableEnded) !== 0) {
    // The rest of what is written goes nowhere, and may be much: do not recurse.
    process.nextTick(callback);
  } else if ((stream._writableState.bits & kEnded) !== 0 ||
             r.length === lengthBefore || r.length < r.highWaterMark) {
    callback();
  } else {
    stream[kHeldCallback] = callback;
  }
}

prototype[kHeldCallback] = null;

prototype._read = function() {
  const callback = this[kHeldCallback];
  if (callback) {
    this[kHeldCallback] = null;
    callback();
  }
};
