// What a readable stream's source gets: the controllers, and requests for bytes.
'use strict';

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS } } = require('internal/errors');
const { validateBuffer } = require('internal/validators');
const { isSharedArrayBuffer } = require('internal/util/types');
const { checkInternal, defineInspection, defineInterface, kInternal, kState } = require('internal/webstreams/util');
const { DefaultController } = require('internal/webstreams/readable_default');
const { ByteController } = require('internal/webstreams/readable_bytes');
const { partsOf } = require('internal/webstreams/pull_into');

class ReadableStreamDefaultController {
  constructor(token = undefined, state) {
    checkInternal(token);
    this[kState] = state;
  }

  get desiredSize() {
    return defaultState(this).desiredSize;
  }

  close() {
    const state = defaultState(this);
    if (!state.canCloseOrEnqueue) throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    state.close();
  }

  enqueue(chunk = undefined) {
    const state = defaultState(this);
    if (!state.canCloseOrEnqueue) throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    state.enqueue(chunk);
  }

  error(error = undefined) {
    defaultState(this).error(error);
  }
}

function defaultState(controller) {
  const state = controller?.[kState];
  if (!(state instanceof DefaultController)) throw new ERR_INVALID_THIS('ReadableStreamDefaultController');
  return state;
}

class ReadableByteStreamController {
  constructor(token = undefined, state) {
    checkInternal(token);
    this[kState] = state;
  }

  get byobRequest() {
    const request = byteState(this).getBYOBRequest();
    if (request === null) return null;
    request.face ??= new ReadableStreamBYOBRequest(kInternal, request);
    return request.face;
  }

  get desiredSize() {
    return byteState(this).desiredSize;
  }

  close() {
    const state = byteState(this);
    checkOpen(state);
    state.close();
  }

  enqueue(chunk) {
    const state = byteState(this);
    validateBuffer(chunk);
    const { buffer, byteLength } = partsOf(chunk);
    if (isSharedArrayBuffer(buffer)) {
      throw new ERR_INVALID_ARG_VALUE('chunk', chunk, 'must not be backed by a SharedArrayBuffer');
    }
    if (byteLength === 0 || buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('chunk ArrayBuffer is zero-length or detached');
    }
    checkOpen(state);
    state.enqueue(chunk);
  }

  error(error = undefined) {
    byteState(this).error(error);
  }
}

function byteState(controller) {
  const state = controller?.[kState];
  if (!(state instanceof ByteController)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
  return state;
}

function checkOpen(state) {
  if (state.closeRequested) throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
  if (state.stream.status !== 'readable') throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
}

class ReadableStreamBYOBRequest {
  #request;

  constructor(token = undefined, request) {
    checkInternal(token);
    this.#request = request;
  }

  static requestOf(face) {
    if (typeof face !== 'object' || face === null || !(#request in face)) {
      throw new ERR_INVALID_THIS('ReadableStreamBYOBRequest');
    }
    return face.#request;
  }

  get view() {
    return requestOf(this).view;
  }

  respond(bytesWritten) {
    const { controller, view } = requestOf(this);
    checkValid(controller);
    checkAttached(view);
    controller.respond(bytesWritten);
  }

  respondWithNewView(view) {
    const { controller } = requestOf(this);
    checkValid(controller);
    validateBuffer(view, 'view');
    checkAttached(view);
    controller.respondWithNewView(view);
  }
}

const { requestOf } = ReadableStreamBYOBRequest;
delete ReadableStreamBYOBRequest.requestOf;

function checkValid(controller) {
  if (controller === undefined) throw new ERR_INVALID_STATE.TypeError('This BYOB request has been invalidated');
}

function checkAttached(view) {
  if (view.buffer.detached) throw new ERR_INVALID_STATE.TypeError('Viewed ArrayBuffer is detached');
}

defineInterface(ReadableStreamDefaultController, ['desiredSize', 'close', 'enqueue', 'error']);
defineInspection(ReadableStreamDefaultController, () => ({}));
defineInterface(ReadableByteStreamController, ['byobRequest', 'desiredSize', 'close', 'enqueue', 'error']);
defineInspection(ReadableByteStreamController, () => ({}));
defineInterface(ReadableStreamBYOBRequest, ['view', 'respond', 'respondWithNewView']);
defineInspection(ReadableStreamBYOBRequest, (face) => {
  const { controller, view } = requestOf(face);
  return { view, controller: controller?.face };
});

module.exports = { ReadableByteStreamController, ReadableStreamBYOBRequest, ReadableStreamDefaultController };
