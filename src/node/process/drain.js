// A program that is asked to finish what it has: its servers stop listening, connections end with the requests that are
// under way, and when the last of them is gone the program ends. Connections that are no longer HTTP's, and those of
// other servers, are the program's own: they are waited for, and `onDrain` tells the program that it is time to end them.
'use strict';

const { end, openHandles, reason } = internalBinding('drain');
const { listenerCount } = require('events');
const { validateFunction } = require('internal/validators');

// What a server does besides closing: `server[kDrain](graceMs)`, once it no longer listens.
const kDrain = Symbol.for('rnode.drain');

// Connections that are on their way when a listener closes are there by then.
const kLastConnectionsMs = 50;
// How long a connection without a request is given to send one. Closing it at once could cut one that is arriving.
const kGraceMs = 1000;

let draining = false;
// What the listeners are told, once it is time.
let told;
const listeners = new Set();
// What has to be over before the program ends.
let open = 0;
let isEnding;

/**
 * Calls `listener({ ending, timeoutMs })` when this program is asked to finish: `ending` if the whole process is to end,
 * and not another one to follow here. The program's end waits for a promise that it returns. Gives what takes it back.
 */
function onDrain(listener) {
  validateFunction(listener, 'listener');
  const entry = { listener };
  listeners.add(entry);
  if (told !== undefined) tell(entry);
  return () => { listeners.delete(entry); };
}

async function tell({ listener }) {
  open++;
  try {
    await listener(told);
  } finally {
    settle();
  }
}

/** Called by the runtime when the supervisor asks for it. */
function drain() {
  if (draining) return;
  draining = true;
  const { 0: timeoutMs, 1: ending } = reason();
  const graceMs = Math.min(kGraceMs, Math.ceil(timeoutMs / 4));
  isEnding = ending;
  open = 1;
  for (const handle of openHandles()) {
    const { server } = handle;
    if (server === undefined || server._handle !== handle) continue;
    open++;
    server.once('close', settle);
    // False where another program goes on accepting from the same socket.
    if (!handle.retire?.()) {
      stop(server, graceMs);
      continue;
    }
    setTimeout(() => {
      handle.retire();
      stop(server, graceMs);
    }, kLastConnectionsMs);
  }
  told = Object.freeze({ ending, timeoutMs });
  listeners.forEach(tell);
  settle();
}

function settle() {
  if (--open === 0) finish();
}

function stop(server, graceMs) {
  if (server[kDrain] !== undefined) server[kDrain](graceMs);
  else if (server.listening) server.close();
}

// A program that listens for the signal ends itself when it has done what it wants to do then.
function finish() {
  if (isEnding && (listenerCount(process, 'SIGTERM') > 0 || listenerCount(process, 'SIGINT') > 0)) return;
  // Last responses have been written; closing callbacks of their connections come first.
  setImmediate(() => {
    if (!process._exiting) {
      process._exiting = true;
      process.emit('exit', +process.exitCode || 0);
    }
    end(+process.exitCode || 0);
  });
}

module.exports = { drain, onDrain };
