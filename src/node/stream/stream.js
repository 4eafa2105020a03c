// `node:stream`: the classes, loaded at once since everything needs them, and the functions around
// them, each loaded when it is first asked for.
'use strict';

const { isArrayBufferView, isUint8Array } = require('internal/util/types');
const { FastBuffer } = require('internal/buffer');
const { ERR_ILLEGAL_CONSTRUCTOR } = require('internal/errors').codes;
const { setDefaultHighWaterMark, getDefaultHighWaterMark } = require('internal/streams/state');
const { destroyer } = require('internal/streams/destroy');
const utils = require('internal/streams/utils');

const { Stream } = require('internal/streams/legacy');
module.exports = Stream;

Stream.isDestroyed = utils.isDestroyed;
Stream.isDisturbed = utils.isDisturbed;
Stream.isErrored = utils.isErrored;
Stream.isReadable = utils.isReadable;
Stream.isWritable = utils.isWritable;

Stream.Readable = require('internal/streams/readable');
Stream.Writable = require('internal/streams/writable');
Stream.Duplex = require('internal/streams/duplex');
Stream.Transform = require('internal/streams/transform');
Stream.PassThrough = require('internal/streams/passthrough');

lazy('duplexPair', () => require('internal/streams/duplexpair'));
lazy('pipeline', () => require('internal/streams/pipeline').pipeline);
lazy('addAbortSignal', () => require('internal/streams/add-abort-signal').addAbortSignal);
lazy('finished', () => require('internal/streams/end-of-stream').eos);
Stream.destroy = destroyer;
lazy('compose', () => require('internal/streams/compose'));
Stream.setDefaultHighWaterMark = setDefaultHighWaterMark;
Stream.getDefaultHighWaterMark = getDefaultHighWaterMark;

Object.defineProperty(Stream, 'promises', {
  configurable: true,
  enumerable: true,
  get() { return require('stream/promises'); },
});

Stream.Stream = Stream;

Stream._isArrayBufferView = isArrayBufferView;
Stream._isUint8Array = isUint8Array;
Stream._uint8ArrayToBuffer = function _uint8ArrayToBuffer(chunk) {
  return new FastBuffer(chunk.buffer, chunk.byteOffset, chunk.byteLength);
};

// The operators become methods of Readable. Names and lengths stand here so that the operators
// themselves can wait.
const streamReturning = { drop: 1, filter: 2, flatMap: 2, map: 2, take: 1 };
const promiseReturning = { every: 1, forEach: 2, reduce: 3, toArray: 1, some: 1, find: 2 };

for (const name of Object.keys(streamReturning)) {
  defineOperator(name, streamReturning[name], function(...args) {
    if (new.target) throw new ERR_ILLEGAL_CONSTRUCTOR();
    const { streamReturningOperators } = require('internal/streams/operators');
    return Stream.Readable.from(streamReturningOperators[name].apply(this, args));
  });
}
for (const name of Object.keys(promiseReturning)) {
  defineOperator(name, promiseReturning[name], function(...args) {
    if (new.target) throw new ERR_ILLEGAL_CONSTRUCTOR();
    const { promiseReturningOperators } = require('internal/streams/operators');
    return promiseReturningOperators[name].apply(this, args);
  });
}

function defineOperator(name, length, method) {
  Object.defineProperty(method, 'name', { value: name });
  Object.defineProperty(method, 'length', { value: length });
  Object.defineProperty(Stream.Readable.prototype, name, {
    value: method, enumerable: false, configurable: true, writable: true,
  });
}

// A property that becomes an ordinary one when it is first read or set.
function lazy(name, load) {
  const settle = (value) => {
    Object.defineProperty(Stream, name, { value, enumerable: true, configurable: true, writable: true });
    return value;
  };
  Object.defineProperty(Stream, name, {
    enumerable: true,
    configurable: true,
    get() { return settle(load()); },
    set: settle,
  });
}
