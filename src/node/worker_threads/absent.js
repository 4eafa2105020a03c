// What is not there yet, and says so when it is used.
'use strict';

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

function refuse(name) {
  throw new ERR_METHOD_NOT_IMPLEMENTED(name);
}

class Worker {
  constructor() { refuse('new Worker()'); }
}

class MessageChannel {
  constructor() { refuse('new MessageChannel()'); }
}

class MessagePort {
  constructor() { refuse('new MessagePort()'); }
}

class BroadcastChannel {
  constructor() { refuse('new BroadcastChannel()'); }
}

function moveMessagePortToContext() { refuse('moveMessagePortToContext()'); }
function receiveMessageOnPort() { refuse('receiveMessageOnPort()'); }
async function postMessageToThread() { refuse('postMessageToThread()'); }

module.exports = {
  BroadcastChannel, MessageChannel, MessagePort, Worker,
  moveMessagePortToContext, postMessageToThread, receiveMessageOnPort,
};
