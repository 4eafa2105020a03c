// `node:worker_threads`.
'use strict';

const { isMainThread, threadId, threadName } = internalBinding('worker');
const { isMarkedAsUntransferable, markAsUncloneable, markAsUntransferable } = require('internal/worker/transfer_marks');
const { getEnvironmentData, setEnvironmentData } = require('internal/worker/environment_data');
const { MessageChannel, MessagePort, receiveMessageOnPort } = require('internal/messaging/ports');
const { defineLazyData } = require('internal/util');
const { moveMessagePortToContext } = require('internal/worker/port_context');
const { postMessageToThread } = require('internal/worker/messaging');

const started = isMainThread ? undefined : require('internal/main/worker_thread').started;

module.exports = {
  // A thread of the runtime's own, such as that of module hooks.
  isInternalThread: started?.init.kind === 'builtin',
  isMainThread,
  MessagePort,
  MessageChannel,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  moveMessagePortToContext,
  receiveMessageOnPort,
  resourceLimits: started?.init.limits ?? {},
  postMessageToThread,
  threadId,
  threadName,
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  Worker: undefined,
  parentPort: started?.publicPort ?? null,
  workerData: isMainThread ? null : started.init.workerData,
  BroadcastChannel: undefined,
  setEnvironmentData,
  getEnvironmentData,
  get locks() {
    return require('internal/locks').locks;
  },
};

// Most workers start none themselves.
defineLazyData(module.exports, 'internal/worker', ['Worker']);
defineLazyData(module.exports, 'internal/messaging/ports', ['BroadcastChannel']);
