// Transferring streams (Streams Standard, "Transfer via structured clone"): a stream that is given away goes on as one
// that is piped into, or from, a message port; the other end of it is a stream over the other port.
'use strict';

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { lazyDOMException } = require('internal/util');
const {
  messaging_deserialize_symbol: kDeserialize,
  messaging_transfer_list_symbol: kTransferList,
  messaging_transfer_symbol: kTransfer,
} = internalBinding('symbols');
const { kInternal, kState } = require('internal/webstreams/util');
const { markHandled } = require('internal/webstreams/settlement');
const { ReadableState } = require('internal/webstreams/readable_state');
const { WritableState } = require('internal/webstreams/writable_state');
const { DefaultController } = require('internal/webstreams/readable_default');
const { WritableController } = require('internal/webstreams/writable_controller');

/** Gives a class what the structured clone asks of it. `kind` is `Readable` or `Writable`. */
function makeTransferable(Class, kind) {
  const StateClass = kind === 'Readable' ? ReadableState : WritableState;
  const giveAway = kind === 'Readable' ? giveReadable : giveWritable;
  const ports = new WeakMap(); // Between the two calls of one transfer.
  define(Class, {
    [kTransferList]() {
      const { port1, port2 } = new MessageChannel();
      ports.set(this, { port1, port2 });
      return [port2];
    },
    [kTransfer]() {
      if (!(this?.[kState] instanceof StateClass)) throw new ERR_INVALID_THIS(`${kind}Stream`);
      const { port1, port2 } = ports.get(this);
      ports.delete(this);
      if (this[kState].locked) {
        port1.close();
        throw isLocked(`${kind}Stream`);
      }
      giveAway(this[kState], port1);
      return {
        data: { port: port2 },
        deserializeInfo: `internal/webstreams/${kind.toLowerCase()}stream:Transferred${kind}Stream`,
      };
    },
    [kDeserialize]({ port }) {
      if (kind === 'Readable') receive(this[kState], port, 0, true);
      else send(this[kState], port, true);
    },
  });
}

function makeTransformTransferable(Class) {
  define(Class, {
    [kTransferList]() {
      return [this.readable, this.writable];
    },
    [kTransfer]() {
      const { readable, writable } = this;
      if (readable.locked) throw isLocked('ReadableStream');
      if (writable.locked) throw isLocked('WritableStream');
      return {
        data: { readable, writable }, deserializeInfo: 'internal/webstreams/transformstream:TransferredTransformStream',
      };
    },
    [kDeserialize]({ readable, writable }) {
      this[kState].readable = readable;
      this[kState].writable = writable;
    },
  });
}

function define(Class, methods) {
  for (const key of Object.getOwnPropertySymbols(methods)) {
    Object.defineProperty(Class.prototype, key, { value: methods[key], writable: true, configurable: true });
  }
}

function giveReadable(state, port) {
  const { WritableStream } = require('internal/webstreams/writablestream');
  const sink = new WritableStream(kInternal)[kState];
  send(sink, port, false);
  pipe(state, sink);
}

function giveWritable(state, port) {
  const { ReadableStream } = require('internal/webstreams/readablestream');
  const source = new ReadableStream(kInternal)[kState];
  receive(source, port, 1, false);
  pipe(source, state);
}

function pipe(source, dest) {
  const { pipeTo } = require('internal/webstreams/pipe');
  markHandled(pipeTo(source, dest, {
    preventAbort: false, preventCancel: false, preventClose: false, signal: undefined,
  }));
}

// A readable stream whose chunks come through a port. With `refOnPull` the port keeps the program alive once somebody
// reads.
function receive(state, port, highWaterMark, refOnPull) {
  const source = {
    pull() {
      if (refOnPull) port.ref();
      refOnPull = false;
      port.postMessage({ type: 'pull', value: undefined });
    },
    cancel(reason) {
      postErrorAndClose(port, reason);
    },
  };
  const controller = new DefaultController(
    state, { pull: source.pull, cancel: source.cancel, object: source }, highWaterMark, undefined);
  port.onmessage = ({ data: { type, value } }) => {
    if (type === 'chunk') {
      controller.enqueue(value);
      return;
    }
    if (type === 'close') controller.close();
    else if (type === 'error') controller.error(value);
    port.close();
  };
  failOnMessageError(port, (error) => controller.error(error));
  port.unref();
  controller.begin(undefined);
}

// A writable stream whose chunks go through a port, one for each that the other end asks for.
function send(state, port, refOnWrite) {
  let pulled = Promise.withResolvers();
  const goOn = () => pulled.resolve(undefined);
  const sink = {
    async write(chunk) {
      if (refOnWrite) port.ref();
      refOnWrite = false;
      await pulled.promise;
      pulled = Promise.withResolvers();
      try {
        port.postMessage({ type: 'chunk', value: chunk });
      } catch (error) {
        port.postMessage({ type: 'error', value: error });
        port.close();
        throw error;
      }
    },
    close() {
      port.postMessage({ type: 'close', value: undefined });
      port.close();
    },
    abort(reason) {
      postErrorAndClose(port, reason);
    },
  };
  const { write, close, abort } = sink;
  const controller = new WritableController(state, { write, close, abort, object: sink }, 1, undefined);
  port.onmessage = ({ data: { type, value } }) => {
    if (type === 'error') controller.errorIfNeeded(value);
    goOn();
  };
  failOnMessageError(port, (error) => controller.errorIfNeeded(error));
  port.unref();
  controller.begin(undefined);
}

// A reason that cannot be cloned is replaced by the error that says so, which the caller gets as well.
function postErrorAndClose(port, reason) {
  try {
    port.postMessage({ type: 'error', value: reason });
  } catch (error) {
    port.postMessage({ type: 'error', value: error });
    throw error;
  } finally {
    port.close();
  }
}

function failOnMessageError(port, fail) {
  port.onmessageerror = () => {
    const error = lazyDOMException('Internal transferred ReadableStream error', 'DataCloneError');
    port.postMessage({ type: 'error', value: error });
    fail(error);
    port.close();
  };
}

function isLocked(name) {
  return lazyDOMException(`Cannot transfer a locked ${name}`, 'DataCloneError');
}

module.exports = { makeTransferable, makeTransformTransferable };
