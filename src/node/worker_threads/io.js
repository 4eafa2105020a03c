// A worker's standard streams: they lead through the scripts' own port to the parent's side, and its to the worker's.
'use strict';

const { Readable, Writable } = require('stream');
const { messageTypes } = require('internal/worker/message_types');

const kCallbacks = Symbol('kWritableCallbacks');
const kIncrementsPortRef = Symbol('kIncrementsPortRef');
const kName = Symbol('kName');
const kPort = Symbol('kPort');
const kStartedReading = Symbol('kStartedReading');
const kStdioWantsMoreDataCallback = Symbol('kStdioWantsMoreDataCallback');
// On a port: how many streams wait for the other side, which keeps the port referenced.
const kWaitingStreams = Symbol('kWaitingStreams');

function wait(port, count) {
  const before = port[kWaitingStreams] ?? 0;
  const after = before + count;
  port[kWaitingStreams] = after;
  if (before === 0 && after > 0) port.ref();
  else if (before > 0 && after === 0) port.unref();
}

class ReadableWorkerStdio extends Readable {
  constructor(port, name) {
    super();
    this[kPort] = port;
    this[kName] = name;
    this[kIncrementsPortRef] = true;
    this[kStartedReading] = false;
    this.on('end', () => {
      if (this[kStartedReading] && this[kIncrementsPortRef]) wait(port, -1);
    });
  }

  _read() {
    if (!this[kStartedReading] && this[kIncrementsPortRef]) {
      this[kStartedReading] = true;
      wait(this[kPort], 1);
    }
    this[kPort].postMessage({ type: messageTypes.STDIO_WANTS_MORE_DATA, stream: this[kName] });
  }
}

class WritableWorkerStdio extends Writable {
  constructor(port, name) {
    super({ decodeStrings: false });
    this[kPort] = port;
    this[kName] = name;
    this[kCallbacks] = [];
  }

  _writev(chunks, callback) {
    this[kPort].postMessage({
      type: messageTypes.STDIO_PAYLOAD,
      stream: this[kName],
      chunks: chunks.map(({ chunk, encoding }) => ({ chunk, encoding })),
    });
    if (process._exiting) {
      callback();
      return;
    }
    this[kCallbacks].push(callback);
    wait(this[kPort], 1);
  }

  _final(callback) {
    this[kPort].postMessage({
      type: messageTypes.STDIO_PAYLOAD,
      stream: this[kName],
      chunks: [{ chunk: null, encoding: '' }],
    });
    callback();
  }

  [kStdioWantsMoreDataCallback]() {
    const callbacks = this[kCallbacks];
    this[kCallbacks] = [];
    for (const callback of callbacks) callback();
    if (callbacks.length > 0) wait(this[kPort], -callbacks.length);
  }
}

module.exports = {
  ReadableWorkerStdio, WritableWorkerStdio, kIncrementsPortRef, kStdioWantsMoreDataCallback,
};
