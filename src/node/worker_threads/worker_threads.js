// `node:worker_threads`.
'use strict';

const { isMarkedAsUntransferable, markAsUncloneable, markAsUntransferable } = require('internal/worker/transfer_marks');
const { getEnvironmentData, setEnvironmentData } = require('internal/worker/environment_data');
const { BroadcastChannel, MessageChannel, MessagePort, receiveMessageOnPort } = require('internal/messaging/ports');
const { Worker, moveMessagePortToContext, postMessageToThread } = require('internal/worker/absent');

module.exports = {
  isInternalThread: false,
  isMainThread: true,
  MessagePort,
  MessageChannel,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  moveMessagePortToContext,
  receiveMessageOnPort,
  resourceLimits: {},
  postMessageToThread,
  threadId: 0,
  threadName: '',
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  Worker,
  parentPort: null,
  workerData: null,
  BroadcastChannel,
  setEnvironmentData,
  getEnvironmentData,
};
