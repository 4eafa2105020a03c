// The channel between a process and its parent: messages both ways, with handles, in Node's own wire format. It gives a
// `ChildProcess`, or in the child `process`, their `send`, `disconnect`, `connected` and `channel`.
'use strict';

const { Channel, closeDescriptor } = internalBinding('ipc');
const {
  ErrnoException,
  codes: { ERR_INVALID_ARG_TYPE, ERR_IPC_CHANNEL_CLOSED, ERR_IPC_DISCONNECTED, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateObject } = require('internal/validators');
const { Control, kPendingMessages } = require('internal/child_process/control');
const { serializationOf } = require('internal/child_process/serialization');

const kChannelHandle = Symbol('kChannelHandle');
// The cmd of messages that are not the program's.
const kInternalPrefix = 'NODE_';
const kHandle = 'NODE_HANDLE';
const kAck = 'NODE_HANDLE_ACK';
const kNack = 'NODE_HANDLE_NACK';
const kRetransmissionsMax = 3;
// With more than this unsent, `send` says false.
const kQueueBytesMax = 65536 * 2;

// Only what passes handles needs `net`.
const handles = () => require('internal/child_process/handles');

function isInternal(message) {
  return message !== null && typeof message === 'object' && typeof message.cmd === 'string' &&
    message.cmd.length > kInternalPrefix.length && message.cmd.startsWith(kInternalPrefix);
}

/** `onEnd` runs when the other side has closed the channel. */
function setupChannel(target, channel, serializationMode, onEnd = () => {}) {
  const state = {
    target,
    channel,
    control: new Control(channel),
    serialization: serializationOf(serializationMode),
    callbacks: [],
    onEnd,
  };
  target.channel = state.control;
  target[kChannelHandle] = channel;
  target._handleQueue = null;
  target._pendingMessage = null;
  channel.onmessages = (messages, fd) => onmessages(state, messages, fd);
  channel.onend = () => onend(state);
  channel.onsent = (status) => onsent(state, status);
  target.on('newListener', () => process.nextTick(deliverPending, target));
  target.on('internalMessage', (message, handle) => onInternalMessage(state, message, handle));
  target.send = function send(message, handle, options, callback) {
    return sendChecked(this, message, handle, options, callback);
  };
  target._send = (message, handle, options, callback) => send(state, message, handle, options, callback);
  target.connected = true;
  target.disconnect = function disconnect() {
    if (!this.connected) {
      this.emit('error', new ERR_IPC_DISCONNECTED());
      return;
    }
    this.connected = false;
    // What is under way arrives first.
    if (!this._handleQueue) this._disconnect();
  };
  target._disconnect = () => disconnect(state);
  channel.readStart();
  return state.control;
}

// ---- What comes

function onmessages(state, messages, fd) {
  let pending = fd;
  for (const message of messages.map(state.serialization.decode)) {
    if (!isInternal(message)) {
      handleMessage(state, message, undefined, false);
    } else if (message.cmd === kHandle) {
      const handle = pending === -1 ? null : handles().handleOf(pending, message.server);
      pending = -1;
      handleMessage(state, message, handle, true);
    } else {
      handleMessage(state, message, undefined, true);
    }
  }
  if (pending !== -1) closeDescriptor(pending);
}

function handleMessage({ target }, message, handle, internal) {
  if (!target.channel) return;
  process.nextTick(emitMessage, target, internal ? 'internalMessage' : 'message', message, handle);
}

// Messages that come before somebody listens wait.
function emitMessage(target, event, message, handle) {
  if (event === 'internalMessage' || target.listenerCount('message')) {
    target.emit(event, message, handle);
    return;
  }
  target.channel?.[kPendingMessages].push([event, message, handle]);
}

function deliverPending(target) {
  if (!target.channel || !target.listenerCount('message')) return;
  const messages = target.channel[kPendingMessages];
  if (messages.length === 0) return;
  target.channel[kPendingMessages] = [];
  for (const { 0: event, 1: message, 2: handle } of messages) target.emit(event, message, handle);
}

function onInternalMessage(state, message, handle) {
  const { target } = state;
  if (message.cmd === kAck || message.cmd === kNack) return onAck(state, message);
  if (message.cmd !== kHandle) return;
  if (!handle) {
    // It was lost on the way, for want of descriptors.
    target._send({ cmd: kNack }, null, true);
    return;
  }
  target._send({ cmd: kAck }, null, true);
  handles().conversions[message.type].got(target, message, handle, (made) => {
    handleMessage(state, message.msg, made, isInternal(message.msg));
  });
}

function onend(state) {
  const { target } = state;
  target.connected = false;
  // No answer comes any more to a handle that is under way.
  if (target.channel) target._disconnect();
  state.channel.close();
  state.onEnd();
}

// ---- What goes

function sendChecked(target, message, handle, options, callback) {
  if (typeof handle === 'function') {
    callback = handle;
    handle = undefined;
    options = undefined;
  } else if (typeof options === 'function') {
    callback = options;
    options = undefined;
  } else if (options !== undefined) {
    validateObject(options, 'options');
  }
  if (target.connected) return target._send(message, handle, { swallowErrors: false, ...options }, callback);
  const error = new ERR_IPC_CHANNEL_CLOSED();
  if (typeof callback === 'function') process.nextTick(callback, error);
  else process.nextTick(() => target.emit('error', error));
  return false;
}

function send(state, message, handle, options, callback) {
  const { target, channel } = state;
  if (message === undefined) throw new ERR_MISSING_ARGS('message');
  if (!['string', 'object', 'number', 'boolean'].includes(typeof message)) {
    throw new ERR_INVALID_ARG_TYPE('message', ['string', 'object', 'number', 'boolean'], message);
  }
  if (typeof options === 'boolean') options = { swallowErrors: options };
  options ??= {};
  let conversion;
  if (handle) {
    const type = handles().typeOf(handle);
    message = { cmd: kHandle, type, msg: message };
    // One handle at a time is under way, and nothing overtakes it.
    if (target._handleQueue) return queue(target, { callback, handle, options, message: message.msg });
    conversion = handles().conversions[type];
    handle = conversion.send(message, handle, options, target);
    // A socket that was sent before has none: the message goes alone.
    if (!handle) {
      message = message.msg;
      conversion = undefined;
    } else if (handles().isServer(handle)) {
      message.server = true;
    }
  } else if (target._handleQueue && message?.cmd !== kAck && message?.cmd !== kNack) {
    return queue(target, { callback, handle: null, options, message });
  }
  const status = channel.send(state.serialization.encode(message), handle ? handle.fd : -1);
  if (status < 0) {
    conversion?.sent?.(message, handle, options, callback);
    if (!options.swallowErrors) fail(target, new ErrnoException(status, 'write'), callback);
  } else {
    if (handle) {
      target._handleQueue ??= [];
      conversion.sent?.(message, handle, options, callback, target);
    }
    if (status > 0) {
      state.callbacks.push(callback);
      state.control.refCounted();
    } else if (typeof callback === 'function') {
      process.nextTick(callback, null);
    }
  }
  return channel.writeQueueSize < kQueueBytesMax;
}

function queue(target, entry) {
  target._handleQueue.push(entry);
  return target._handleQueue.length === 1;
}

function fail(target, error, callback) {
  if (typeof callback === 'function') process.nextTick(callback, error);
  else process.nextTick(() => target.emit('error', error));
}

function onsent(state, status) {
  const callback = state.callbacks.shift();
  state.control.unrefCounted();
  if (typeof callback !== 'function') return;
  callback(status < 0 ? new ErrnoException(status, 'write') : null);
}

// The other side has the handle, or has not: on with what waited for it.
function onAck({ target }, message) {
  const pending = target._pendingMessage;
  if (pending) {
    if (message.cmd === kAck) {
      closePendingHandle(target);
    } else if (pending.retransmissions++ === kRetransmissionsMax) {
      closePendingHandle(target);
      process.emitWarning('Handle did not reach the receiving process correctly', 'SentHandleNotReceivedWarning');
    }
  }
  const waiting = target._handleQueue ?? [];
  target._handleQueue = null;
  const again = target._pendingMessage;
  if (again) target._send(again.message, again.handle, again.options, again.callback);
  for (const { message: text, handle, options, callback } of waiting) target._send(text, handle, options, callback);
  if (!target.connected && target.channel && !target._handleQueue) target._disconnect();
}

function closePendingHandle(target) {
  target._pendingMessage.handle.close();
  target._pendingMessage = null;
}

// ---- The end

function disconnect(state) {
  const { target, channel } = state;
  target.channel = null;
  target[kChannelHandle] = null;
  if (target._pendingMessage) closePendingHandle(target);
  let finished = false;
  function finish() {
    if (finished) return;
    finished = true;
    channel.close();
    target.emit('disconnect');
  }
  // Half a message has come: its rest is waited for.
  if (channel.buffering) {
    target.once('message', finish);
    target.once('internalMessage', finish);
    return;
  }
  process.nextTick(finish);
}

/** Opens the channel of this process to its parent. */
function openParentChannel(fd, serializationMode) {
  const channel = new Channel(serializationMode === 'advanced');
  const status = channel.open(fd);
  if (status !== 0) throw new ErrnoException(status, 'open');
  channel.unref();
  const control = setupChannel(process, channel, serializationMode);
  // A program that listens waits for its parent.
  const counts = (event) => event === 'message' || event === 'disconnect';
  process.on('newListener', (event) => {
    if (counts(event)) control.refCounted();
  });
  process.on('removeListener', (event) => {
    if (counts(event)) control.unrefCounted();
  });
}

module.exports = { kChannelHandle, openParentChannel, setupChannel };
