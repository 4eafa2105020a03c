// `rnode:shards`: what a program needs to use many cores. The types are in shards.d.ts.
'use strict';

const { place } = internalBinding('shards');
const { isMainThread, threadId, threadName } = internalBinding('worker');
const { Peer, adopt } = require('internal/shards/peer');
const { defineLazyData } = require('internal/util');

const { 0: index, 1: core, 2: count } = place();
const init = isMainThread ? undefined : require('internal/main/worker_thread').started.init;

/** This shard: its number, the core that it is on, and how many cores there are for shards. */
const self = Object.freeze({ id: isMainThread ? index : threadId, core, count, name: threadName });

/** Who spawned this script; null in the program itself. */
const parent = init?.link === undefined ? null : new Peer(adopt(init.link), init.mailbox);

/** Answers the parent's calls. */
function expose(methods) {
  if (parent === null) throw new Error('Only a script that was spawned has a parent: use child.expose()');
  parent.expose(methods);
}

/** Tells when this program is asked to finish: by a reload, or by a signal with --drain-timeout-ms. */
function onDrain(listener) {
  return require('internal/process/drain').onDrain(listener);
}

module.exports = {
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  expose,
  onDrain,
  parent,
  self,
  workerData: init?.workerData ?? null,
};

// Few scripts want all of it, and most children need nothing but their parent.
defineLazyData(module.exports, 'internal/shards/child', ['Child', 'spawn']);
defineLazyData(module.exports, 'internal/shards/stats', ['onStall', 'stats']);
defineLazyData(module.exports, 'internal/shards/topics', ['publish', 'subscribe']);
