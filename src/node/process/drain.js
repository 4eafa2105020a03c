// A program that is asked to finish what it has: its servers stop listening, connections end with the requests that are
// under way, and when the last of them is gone the program ends.
'use strict';

const { end, openHandles, reason } = internalBinding('drain');
const { listenerCount } = require('events');

// What a server does besides closing: `server[kDrain](graceMs)`, once it no longer listens.
const kDrain = Symbol.for('rnode.drain');

// Connections that are on their way when a listener closes are there by then.
const kLastConnectionsMs = 50;
// How long a connection without a request is given to send one. Closing it at once could cut one that is arriving.
const kGraceMs = 1000;

let draining = false;

/** Called by the runtime when the supervisor asks for it. */
function drain() {
  if (draining) return;
  draining = true;
  const { 0: timeoutMs, 1: isEnding } = reason();
  const graceMs = Math.min(kGraceMs, Math.ceil(timeoutMs / 4));
  let open = 1;
  const settle = () => {
    if (--open === 0) finish(isEnding);
  };
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
  settle();
}

function stop(server, graceMs) {
  if (server[kDrain] !== undefined) server[kDrain](graceMs);
  else if (server.listening) server.close();
}

// A program that listens for the signal ends itself when it has done what it wants to do then.
function finish(isEnding) {
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

module.exports = { drain };
