// `node:worker_threads`.
'use strict';

const { isMainThread, threadId, threadName } = internalBinding('worker');
const { isMarkedAsUntransferable, markAsUncloneable, markAsUntransferable } = require('internal/worker/transfer_marks');
const { getEnvironmentData, setEnvironmentData } = require('internal/worker/environment_data');
const { BroadcastChannel, MessageChannel, MessagePort, receiveMessageOnPort } = require('internal/messaging/ports');
const { moveMessagePortToContext } = require('internal/worker/port_context');
const { postMessageToThread } = require('internal/worker/messaging');
const { SHARE_ENV, Worker } = require('internal/worker');

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
  SHARE_ENV,
  Worker,
  parentPort: started?.publicPort ?? null,
  workerData: isMainThread ? null : started.init.workerData,
  BroadcastChannel,
  setEnvironmentData,
  getEnvironmentData,
  get locks() {
    return require('internal/locks').locks;
  },
};
