// TransformStream: a writable side whose chunks a transformer turns into those of a readable side.
'use strict';

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  kValidateObjectAllowObjects, kValidateObjectAllowObjectsAndNull, validateObject,
} = require('internal/validators');
const { markPrototype } = require('internal/worker/transfer_marks');
const {
  checkInternal, defineInspection, defineInterface, extractHighWaterMark, extractMethod, extractSizeAlgorithm,
  kInternal, kState,
} = require('internal/webstreams/util');
const { isolate, promiseCall, react } = require('internal/webstreams/settlement');
const { createReadableStream } = require('internal/webstreams/readablestream');
const { makeTransformTransferable } = require('internal/webstreams/transfer');
const { createWritableStream } = require('internal/webstreams/writablestream');

class TransformStream {
  constructor(transformer = kEmptyObject, writableStrategy = kEmptyObject, readableStrategy = kEmptyObject) {
    // One that was transferred has only its two sides.
    if (transformer === kInternal) {
      this[kState] = new TransformState(this);
      return;
    }
    validateObject(transformer, 'transformer', kValidateObjectAllowObjects);
    validateObject(writableStrategy, 'writableStrategy', kValidateObjectAllowObjectsAndNull);
    validateObject(readableStrategy, 'readableStrategy', kValidateObjectAllowObjectsAndNull);
    const { readableType, writableType, start } = transformer;
    if (readableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.readableType', readableType);
    }
    if (writableType !== undefined) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.writableType', writableType);
    }
    const readableMark = extractHighWaterMark(readableStrategy?.highWaterMark, 0);
    const readableSize = extractSizeAlgorithm(readableStrategy?.size);
    const writableMark = extractHighWaterMark(writableStrategy?.highWaterMark, 1);
    const writableSize = extractSizeAlgorithm(writableStrategy?.size);

    const state = this[kState] = new TransformState(this);
    const started = Promise.withResolvers();
    state.open(writableMark, writableSize, readableMark, readableSize, started.promise);
    state.transformer = {
      transform: extractMethod(transformer, 'transform', 'transformer.transform'),
      flush: extractMethod(transformer, 'flush', 'transformer.flush'),
      cancel: extractMethod(transformer, 'cancel', 'transformer.cancel'),
      object: transformer,
    };
    started.resolve(start === undefined ? undefined : Reflect.apply(start, transformer, [state.controller]));
  }

  get readable() {
    return stateOf(this).readable;
  }

  get writable() {
    return stateOf(this).writable;
  }
}

const noTransformer = { transform: undefined, flush: undefined, cancel: undefined, object: undefined };

class TransformState {
  constructor(stream) {
    this.stream = stream;
    this.readable = undefined;
    this.writable = undefined;
    this.controller = new TransformStreamDefaultController(kInternal, this);
    this.transformer = noTransformer;
    this.backpressure = true;
    // Resolved when the backpressure changes.
    this.change = undefined;
    // What closing, aborting or cancelling came to, whichever was first.
    this.finish = undefined;
  }

  open(writableMark, writableSize, readableMark, readableSize, startPromise) {
    this.writable = createWritableStream({
      write: (chunk) => this.#write(chunk),
      close: () => this.#finishWith('flush', this.controller, undefined),
      abort: (reason) => this.#finishWith('cancel', reason, 'writable'),
    }, writableMark, writableSize, startPromise);
    this.readable = createReadableStream({
      pull: () => {
        this.#setBackpressure(false);
        return this.#whenChanged();
      },
      cancel: (reason) => this.#finishWith('cancel', reason, 'readable'),
    }, readableMark, readableSize, startPromise);
    this.#setBackpressure(true);
  }

  get readableState() {
    return this.readable[kState];
  }

  get writableState() {
    return this.writable[kState];
  }

  enqueue(chunk) {
    const { controller } = this.readableState;
    if (!controller.canCloseOrEnqueue) throw new ERR_INVALID_STATE.TypeError('Unable to enqueue');
    try {
      controller.enqueue(chunk);
    } catch (error) {
      this.#errorWritable(error);
      throw this.readableState.storedError;
    }
    if (controller.hasBackpressure && !this.backpressure) this.#setBackpressure(true);
  }

  error(error) {
    this.readableState.controller.error(error);
    this.#errorWritable(error);
  }

  terminate() {
    this.readableState.controller.close();
    this.#errorWritable(new ERR_INVALID_STATE.TypeError('TransformStream has been terminated'));
  }

  #write(chunk) {
    return this.backpressure ? this.#writeLater(chunk) : this.#transform(chunk);
  }

  async #writeLater(chunk) {
    await this.#whenChanged();
    const { status, storedError } = this.writableState;
    if (status === 'erroring') throw storedError;
    return this.#transform(chunk);
  }

  #transform(chunk) {
    const { transform, object } = this.transformer;
    let result;
    try {
      if (transform !== undefined) {
        result = Reflect.apply(transform, object, [chunk, this.controller]);
      } else if (this.transformer !== noTransformer) {
        this.enqueue(chunk);
      }
    } catch (error) {
      result = Promise.reject(error);
    }
    // What settles at once needs no promise.
    if (result === null || (typeof result !== 'object' && typeof result !== 'function')) return undefined;
    return react(Promise.resolve(result), undefined, (error) => {
      this.error(error);
      throw error;
    });
  }

  // `side` is the one that was ended; it is undefined when the writable was closed in good order.
  #finishWith(method, argument, side) {
    if (this.finish !== undefined) return this.finish;
    const { promise, resolve, reject } = Promise.withResolvers();
    this.finish = promise;
    const { [method]: algorithm, object } = this.transformer;
    const called = promiseCall(algorithm, object, argument);
    this.transformer = noTransformer;
    const other = side === 'readable' ? this.writableState : this.readableState;
    react(called, () => {
      if (other.status === 'errored') {
        reject(other.storedError);
        return;
      }
      if (side === undefined) other.controller.close();
      else this.#errorSide(side, argument);
      resolve(undefined);
    }, (error) => {
      this.#errorSide(side, error);
      reject(error);
    });
    return promise;
  }

  // The side that is not `side`.
  #errorSide(side, error) {
    if (side === 'readable') {
      this.writableState.controller.errorIfNeeded(error);
      this.#unblockWrite();
    } else {
      this.readableState.controller.error(error);
    }
  }

  #errorWritable(error) {
    this.transformer = noTransformer;
    this.writableState.controller.errorIfNeeded(error);
    this.#unblockWrite();
  }

  #unblockWrite() {
    if (this.backpressure) this.#setBackpressure(false);
  }

  #setBackpressure(backpressure) {
    const { change } = this;
    this.backpressure = backpressure;
    this.change = undefined;
    change?.resolve(undefined);
  }

  #whenChanged() {
    this.change ??= Promise.withResolvers();
    return this.change.promise;
  }
}

isolate(TransformState);

class TransformStreamDefaultController {
  constructor(token = undefined, state) {
    checkInternal(token);
    this[kState] = state;
  }

  get desiredSize() {
    return controllerState(this).readableState.controller.desiredSize;
  }

  enqueue(chunk = undefined) {
    controllerState(this).enqueue(chunk);
  }

  error(reason = undefined) {
    controllerState(this).error(reason);
  }

  terminate() {
    controllerState(this).terminate();
  }
}

function isTransformStream(value) {
  return value?.[kState] instanceof TransformState && value[kState].controller !== value;
}

function stateOf(stream) {
  if (!isTransformStream(stream)) throw new ERR_INVALID_THIS('TransformStream');
  return stream[kState];
}

function controllerState(controller) {
  const state = controller?.[kState];
  if (!(state instanceof TransformState) || state.controller !== controller) {
    throw new ERR_INVALID_THIS('TransformStreamDefaultController');
  }
  return state;
}

defineInterface(TransformStream, ['readable', 'writable']);
defineInspection(TransformStream, (stream) => ({
  readable: stream.readable, writable: stream.writable, backpressure: stream[kState].backpressure,
}));
makeTransformTransferable(TransformStream);
markPrototype(TransformStream.prototype, false, true);

// Made by the structured clone, which then fills it.
function TransferredTransformStream() {
  return new TransformStream(kInternal);
}
TransferredTransformStream.prototype = TransformStream.prototype;
defineInterface(TransformStreamDefaultController, ['desiredSize', 'enqueue', 'error', 'terminate']);
defineInspection(TransformStreamDefaultController, ({ [kState]: state }) => ({ stream: state.stream }));

module.exports = { TransferredTransformStream, TransformStream, TransformStreamDefaultController, isTransformStream };
