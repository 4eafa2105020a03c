// `postMessageToThread`: a message to any thread of the process by its number, which hears it as `workerMessage`.
'use strict';

const { openInbox, postToThread } = internalBinding('worker_threads');
const { isMainThread, threadId } = internalBinding('worker');
const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_WORKER_MESSAGING_ERRORED, ERR_WORKER_MESSAGING_FAILED, ERR_WORKER_MESSAGING_SAME_THREAD,
    ERR_WORKER_MESSAGING_TIMEOUT,
  },
} = require('internal/errors');
const { validateNumber } = require('internal/validators');
const { MessageChannel, transferList: checkedTransfers } = require('internal/messaging/ports');

const kHeard = 0;
const kNoListener = 1;
const kListenerThrew = 2;

/** Hears what other threads send to this one by its number. */
function listen(inbox) {
  inbox.on('message', receive);
  inbox.unref();
}

// A worker is given its inbox; that of the main thread is open as soon as there can be other threads.
if (isMainThread) listen(openInbox());

function receive({ value, source, reply }) {
  let outcome = kNoListener;
  try {
    if (process.listenerCount('workerMessage') > 0) {
      process.emit('workerMessage', value, source);
      outcome = kHeard;
    }
  } catch {
    // The sender is told; here the listener has dealt with it, or not.
    outcome = kListenerThrew;
  }
  reply.postMessage(outcome);
  reply.close();
}

async function postMessageToThread(target, value, transferList, timeout) {
  if (typeof transferList === 'number' && timeout === undefined) {
    timeout = transferList;
    transferList = [];
  }
  if (timeout !== undefined) validateNumber(timeout, 'timeout', 0);
  if (typeof target !== 'number') throw new ERR_INVALID_ARG_TYPE('threadId', 'number', target);
  if (target === threadId) throw new ERR_WORKER_MESSAGING_SAME_THREAD();

  const { port1, port2 } = new MessageChannel();
  const { promise, resolve } = Promise.withResolvers();
  port1.on('message', resolve);
  port1.on('close', () => resolve(kNoListener));
  const timer = timeout === undefined ? undefined : setTimeout(() => resolve('timeout'), timeout);
  const transfers = transferList === undefined ? [] : checkedTransfers(transferList) ?? [];
  try {
    if (!postToThread(target, { value, source: threadId, reply: port2 }, [...transfers, port2])) resolve(kNoListener);
    switch (await promise) {
      case kNoListener: throw new ERR_WORKER_MESSAGING_FAILED();
      case kListenerThrew: throw new ERR_WORKER_MESSAGING_ERRORED();
      case 'timeout': throw new ERR_WORKER_MESSAGING_TIMEOUT();
    }
  } finally {
    if (timer !== undefined) clearTimeout(timer);
    port1.close();
  }
}

module.exports = { listen, postMessageToThread };
