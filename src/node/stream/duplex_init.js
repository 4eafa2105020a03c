// What the constructors of Duplex and of its kinds do to a new instance.
'use strict';

const EE = require('events');
const { ReadableState, kEnded: kReadableEnded, kEndEmitted } = require('internal/streams/readable_state');
const { WritableState, kEnding, kEnded, kFinished } = require('internal/streams/writable_state');
const { construct } = require('internal/streams/destroy');
const { kOnConstructed } = require('internal/streams/utils');

function initDuplex(stream, options) {
  stream._readableState = new ReadableState(options, stream, true);
  stream._writableState = new WritableState(options, stream, true);
  EE.init.call(stream, options);

  if (options) {
    if (options.allowHalfOpen === false) stream.allowHalfOpen = false;
    if (options.readable === false) endReadableSide(stream._readableState);
    if (options.writable === false) endWritableSide(stream._writableState);

    if (typeof options.read === 'function') stream._read = options.read;
    if (typeof options.write === 'function') stream._write = options.write;
    if (typeof options.writev === 'function') stream._writev = options.writev;
    if (typeof options.destroy === 'function') stream._destroy = options.destroy;
    if (typeof options.final === 'function') stream._final = options.final;
    if (typeof options.construct === 'function') stream._construct = options.construct;
    if (options.signal) require('internal/streams/add-abort-signal').addAbortSignal(options.signal, stream);
  }

  if (stream._construct != null) {
    construct(stream, () => {
      stream._readableState[kOnConstructed](stream);
      stream._writableState[kOnConstructed](stream);
    });
  }
}

function endReadableSide(state) {
  state.readable = false;
  state.bits |= kReadableEnded | kEndEmitted;
}

function endWritableSide(state) {
  state.writable = false;
  state.bits |= kEnding | kEnded | kFinished;
}

module.exports = { initDuplex };
