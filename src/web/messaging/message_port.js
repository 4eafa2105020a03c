// MessageChannel and MessagePort, which is an EventTarget with the methods of an EventEmitter as well.
'use strict';

const binding = internalBinding('message_port');
const {
  Event, NodeEventTarget, defineEventHandler, initNodeEventTarget, kCreateEvent, kEvents, kHybridDispatch,
  kNewListener, kRemoveListener,
} = require('internal/event_target');
const tracking = require('internal/async_tracking');
const { customInspectSymbol } = require('internal/util');
const { transfersOf } = require('internal/worker/js_transferable');
const { markPrototype } = require('internal/worker/transfer_marks');

const kPorts = Symbol('ports');

function MessageChannel() {
  if (!new.target) throw coded('Cannot call constructor without `new`', 'ERR_CONSTRUCT_CALL_REQUIRED');
  const { 0: port1, 1: port2 } = binding.createChannel();
  this.port1 = port1;
  this.port2 = port2;
}

function MessagePort() {
  throw coded('Constructor cannot be called', 'ERR_CONSTRUCT_CALL_INVALID');
}

MessagePort.prototype = Object.create(NodeEventTarget.prototype, {
  constructor: { __proto__: null, value: MessagePort, writable: true, enumerable: false, configurable: true },
});
Object.setPrototypeOf(MessagePort, NodeEventTarget);

const methods = {
  postMessage: binding.postMessage,

  start() {
    binding.start(this);
  },

  close(callback) {
    if (typeof callback === 'function') this.once('close', callback);
    binding.close(this);
  },

  ref() {
    binding.reference(this, true);
  },

  unref() {
    binding.reference(this, false);
  },

  hasRef() {
    return binding.hasRef(this);
  },

  [kCreateEvent](value, type) {
    if (type !== 'message' && type !== 'messageerror') {
      return NodeEventTarget.prototype[kCreateEvent].call(this, value, type);
    }
    const ports = this[kPorts];
    this[kPorts] = undefined;
    const { arrived } = require('internal/messaging/event');
    return arrived(type, value, ports);
  },

  // Whoever listens for messages wants the port started, and to wait for them.
  [kNewListener](size, type, listener, once, capture, passive, weak) {
    if (type === 'message' && size === 1 && binding.isOpen(this)) {
      binding.reference(this, true);
      binding.start(this);
    }
    NodeEventTarget.prototype[kNewListener].call(this, size, type, listener, once, capture, passive, weak);
  },

  [kRemoveListener](size, type) {
    if (type === 'message' && size === 0 && binding.isOpen(this)) {
      binding.reference(this, false);
      binding.stop(this);
    }
  },

  [customInspectSymbol](depth, options) {
    const { inspect } = require('internal/util/inspect');
    const open = binding.isOpen(this);
    const state = { active: open, refed: open && binding.hasRef(this) };
    return `MessagePort [EventTarget] ${inspect(state, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  },
};

for (const key of Reflect.ownKeys(methods)) {
  Object.defineProperty(MessagePort.prototype, key, {
    __proto__: null, value: methods[key], writable: true, enumerable: typeof key === 'string', configurable: true,
  });
}
defineEventHandler(MessagePort.prototype, 'message');
defineEventHandler(MessagePort.prototype, 'messageerror');
markPrototype(MessagePort.prototype, false, true);

binding.setHooks(MessagePort.prototype, initialise, emit, closed, postWith);

function initialise() {
  initNodeEventTarget(this);
  Object.defineProperty(this, kPorts, { __proto__: null, value: undefined, writable: true, enumerable: false });
  Object.defineProperty(this, kEvents, { __proto__: null, value: undefined, writable: true, enumerable: false });
  tracking.tracker?.init(this, 'MESSAGEPORT');
}

// What `postMessage` comes to when it is not called with a message alone.
function postWith(message, options) {
  if (arguments.length === 0) throw coded('Not enough arguments to MessagePort.postMessage', 'ERR_MISSING_ARGS');
  const list = transferList(options);
  if (list !== undefined) checkPorts(this, list);
  if (!binding.post(this, message, list)) {
    process.emitWarning('The target port was posted to itself, and the communication channel was lost');
  }
}

function emit(value, ports, type) {
  this[kPorts] = ports;
  this[kHybridDispatch](value, type, undefined);
}

class MessagePortCloseEvent extends Event {
  constructor() {
    super('close');
  }
}

function closed() {
  this.dispatchEvent(new MessagePortCloseEvent());
  tracking.tracker?.destroy(this);
}

// Thrown natively in Node: the code is a plain property.
function coded(message, code = 'ERR_INVALID_ARG_TYPE') {
  return Object.assign(new TypeError(message), { code });
}

// The second argument: an iterable of objects, or options that have one.
function transferList(options) {
  if (options === null) return undefined;
  const problem = 'Optional transferList argument must be an iterable';
  if (typeof options !== 'object') throw coded(problem);
  let list = iterated(options, problem);
  if (list === undefined) {
    const { transfer } = options;
    if (transfer === undefined) return undefined;
    const problem = 'Optional options.transfer argument must be an iterable';
    list = transfer !== null && typeof transfer === 'object' ? iterated(transfer, problem) : undefined;
    if (list === undefined) throw coded(problem);
  }
  for (const object of list) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function')) throw invalidTransfer();
  }
  return transfersOf(list);
}

// What an object iterates over; undefined if it is no iterable at all. Every step has to be what the protocol says.
function iterated(object, problem) {
  const method = object[Symbol.iterator];
  if (typeof method !== 'function') return undefined;
  const iterator = method.call(object);
  if (iterator === null || typeof iterator !== 'object') throw coded(problem);
  const { next } = iterator;
  if (typeof next !== 'function') throw coded(problem);
  const list = [];
  while (true) {
    const step = next.call(iterator);
    if (step === null || typeof step !== 'object') throw coded(problem);
    if (step.done) return list;
    list.push(step.value);
  }
}

function dataCloneError(message) {
  return require('internal/util').lazyDOMException(message, 'DataCloneError');
}

function invalidTransfer() {
  return dataCloneError('Found invalid value in transferList.');
}

function checkPorts(port, list) {
  for (const object of list) {
    if (!binding.isPort(object)) continue;
    if (object === port) throw dataCloneError('Transfer list contains source port');
    if (!binding.isOpen(object)) throw dataCloneError('MessagePort in transfer list is already detached');
  }
}

const noMessage = Symbol('no message');

/** `worker_threads.receiveMessageOnPort` */
function receiveMessageOnPort(port) {
  const receiver = port?.[require('internal/messaging/broadcast').kHandle] ?? port;
  if (!binding.isPort(receiver)) {
    throw coded('The "port" argument must be a MessagePort instance');
  }
  const message = binding.receive(receiver, noMessage);
  return message === noMessage ? undefined : { message };
}

module.exports = {
  MessageChannel, MessagePort, kPorts, receiveMessageOnPort, transferList,
  get BroadcastChannel() {
    return require('internal/messaging/broadcast').BroadcastChannel;
  },
};
