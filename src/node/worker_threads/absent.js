// What is not there yet, and says so when it is used.
'use strict';

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

function refuse(name) {
  throw new ERR_METHOD_NOT_IMPLEMENTED(name);
}

class Worker {
  constructor() { refuse('new Worker()'); }
}

function moveMessagePortToContext() { refuse('moveMessagePortToContext()'); }
async function postMessageToThread() { refuse('postMessageToThread()'); }

module.exports = { Worker, moveMessagePortToContext, postMessageToThread };
