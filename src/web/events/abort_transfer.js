// AbortSignals that are transferred to another thread: a message port carries the abort across.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const {
  AbortSignal,
  abortSignal,
  isSignal,
  kAborted,
  kReason,
} = require('internal/abort_controller');
const { kDeserialize, kTransfer, kTransferList } = require('internal/worker/js_transferable');
const { kTransferMode, kTransferable } = require('internal/worker/transfer_marks');

const kPorts = Symbol('kCloneData');

function transferableAbortSignal(signal) {
  if (!isSignal(signal)) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  markTransferable(signal);
  return signal;
}

/** The signal alone, not its class: other signals stay as they are. */
function markTransferable(signal) {
  Object.defineProperty(signal, kTransferMode, { value: kTransferable, writable: true, configurable: true });
}

const deserializeInfo = 'internal/abort_controller:ClonedAbortSignal';

// Installed when the first signal is made transferable; until then none can be.
const methods = {
  [kTransferList]() {
    if (this.aborted) return [];
    const { port1, port2 } = new MessageChannel();
    port1.unref();
    port2.unref();
    this[kPorts] = { port1, port2 };
    return [port2];
  },

  [kTransfer]() {
    if (this.aborted) return { data: { aborted: true, reason: this.reason }, deserializeInfo };
    const { port1, port2 } = this[kPorts];
    this[kPorts] = undefined;
    this.addEventListener('abort', () => {
      port1.postMessage(this.reason);
      port1.close();
    }, { once: true });
    return { data: { port: port2 }, deserializeInfo };
  },

  [kDeserialize]({ aborted, reason, port }) {
    if (aborted) {
      this[kAborted] = true;
      this[kReason] = reason;
      return;
    }
    port.onmessage = ({ data }) => {
      abortSignal(this, data);
      port.close();
      port.onmessage = undefined;
    };
    // After the handler, which refs it: the port alone does not keep the thread alive.
    port.unref();
  },
};

for (const key of Reflect.ownKeys(methods)) {
  Object.defineProperty(AbortSignal.prototype, key, {
    value: methods[key], writable: true, enumerable: false, configurable: true,
  });
}

module.exports = { markTransferable, transferableAbortSignal };
