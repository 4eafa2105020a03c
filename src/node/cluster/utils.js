// Messages between primary and workers, with answers.
'use strict';

const kCommand = 'NODE_CLUSTER';

const callbacks = new Map();
let sequence = 0;

/** Sends an internal message; `callback` gets the answer, a message whose `ack` is this one's `seq`. */
function sendHelper(target, message, handle, callback) {
  if (!target.connected) return false;
  message = { cmd: kCommand, ...message, seq: sequence };
  if (typeof callback === 'function') callbacks.set(sequence, callback);
  sequence++;
  return target.send(message, handle);
}

/** A listener of internal messages: answers go to whoever asked, everything else to `handler`. */
function internal(worker, handler) {
  return function onInternalMessage(message, handle) {
    if (message.cmd !== kCommand) return;
    let receiver = handler;
    if (message.ack !== undefined && callbacks.has(message.ack)) {
      receiver = callbacks.get(message.ack);
      callbacks.delete(message.ack);
    }
    receiver.call(worker, message, handle);
  };
}

module.exports = { internal, sendHelper };
