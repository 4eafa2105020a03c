// The readers of readable streams.
'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { isDataView, isSharedArrayBuffer } = require('internal/util/types');
const {
  kValidateObjectAllowObjectsAndNull, validateBuffer, validateNumber, validateObject,
} = require('internal/validators');
const { defineInspection, defineInterface, kState } = require('internal/webstreams/util');
const { partsOf } = require('internal/webstreams/pull_into');
const { ReadableState } = require('internal/webstreams/readable_state');
const { BYOBReaderState, DefaultReaderState, PromiseRequest } = require('internal/webstreams/reader_states');

class ReadableStreamDefaultReader {
  constructor(stream) {
    this[kState] = new DefaultReaderState(streamState(stream));
  }

  read() {
    const state = this?.[kState];
    if (!(state instanceof DefaultReaderState)) return rejected(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    const { stream } = state;
    if (stream === undefined) return rejected(notAttached());
    // What is there already needs no request.
    if (stream.status === 'readable') {
      const { controller } = stream;
      if (controller.totalSize > 0 || (!controller.isByteController && controller.queue.length > 0)) {
        stream.disturbed = true;
        return Promise.resolve({ value: controller.takeChunk(), done: false });
      }
    }
    const request = new PromiseRequest();
    state.read(request);
    return request.promise;
  }
}

class ReadableStreamBYOBReader {
  constructor(stream) {
    this[kState] = new BYOBReaderState(streamState(stream));
  }

  async read(view, options = kEmptyObject) {
    const state = this?.[kState];
    if (!(state instanceof BYOBReaderState)) throw new ERR_INVALID_THIS('ReadableStreamBYOBReader');
    validateBuffer(view, 'view');
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const { buffer, byteLength } = partsOf(view);
    if (isSharedArrayBuffer(buffer)) {
      throw new ERR_INVALID_ARG_VALUE('view', view, 'must not be backed by a SharedArrayBuffer');
    }
    if (byteLength === 0 || buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('View or Viewed ArrayBuffer is zero-length or detached');
    }
    const min = options?.min ?? 1;
    checkMinimum(min, view, byteLength);
    if (state.stream === undefined) throw notAttached();
    const request = new PromiseRequest();
    state.read(view, min, request);
    return request.promise;
  }
}

function checkMinimum(min, view, byteLength) {
  validateNumber(min, 'options.min');
  if (!Number.isInteger(min)) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be an integer');
  if (min <= 0) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be greater than 0');
  if (isDataView(view)) {
    if (min > byteLength) throw new ERR_OUT_OF_RANGE('options.min', '<= view.byteLength', min);
  } else if (min > view.length) {
    throw new ERR_OUT_OF_RANGE('options.min', '<= view.length', min);
  }
}

// What both have (Streams Standard, "ReadableStreamGenericReader").
function addGenericMembers(Class, StateClass, requestsName) {
  const isReader = (value) => value?.[kState] instanceof StateClass;
  const members = {
    get closed() {
      return isReader(this) ? this[kState].closed.promise : rejected(new ERR_INVALID_THIS(Class.name));
    },
    cancel(reason = undefined) {
      if (!isReader(this)) return rejected(new ERR_INVALID_THIS(Class.name));
      return this[kState].stream === undefined ? rejected(notAttached()) : this[kState].cancel(reason);
    },
    releaseLock() {
      if (!isReader(this)) throw new ERR_INVALID_THIS(Class.name);
      if (this[kState].stream !== undefined) this[kState].release();
    },
  };
  Object.defineProperties(Class.prototype, Object.getOwnPropertyDescriptors(members));
  defineInterface(Class, ['closed', 'read', 'releaseLock', 'cancel']);
  defineInspection(Class, ({ [kState]: { stream, requests, closed } }) => ({
    stream: stream?.stream, [requestsName]: requests.length, close: closed.promise,
  }));
}

addGenericMembers(ReadableStreamDefaultReader, DefaultReaderState, 'readRequests');
addGenericMembers(ReadableStreamBYOBReader, BYOBReaderState, 'readIntoRequests');

function streamState(stream) {
  const state = stream?.[kState];
  if (!(state instanceof ReadableState)) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
  return state;
}

function notAttached() {
  return new ERR_INVALID_STATE.TypeError('The reader is not attached to a stream');
}

function rejected(error) {
  return Promise.reject(error);
}

module.exports = { ReadableStreamBYOBReader, ReadableStreamDefaultReader };
