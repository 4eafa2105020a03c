// Whoever is at the other end of a link: messages, calls and their answers, with a bound on each.
'use strict';

const EventEmitter = require('events');
const binding = internalBinding('message_port');
const { tryPost } = binding;
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { kHybridDispatch } = require('internal/event_target');
const { validateInteger } = require('internal/validators');
const { deliver } = require('internal/worker/delivery');
const { transfersOf } = require('internal/worker/js_transferable');
const { deserializeError, serializeError } = require('internal/error_serdes');

const kOwner = Symbol('kOwner');

// What goes over a link has one of these for a label. All but messages are arrays that begin with the number of a call.
const kMessage = 0;
const kCall = 1;
const kAnswer = 2;
const kFailure = 3;

const kTimeoutMs = 30_000;
const kInFlightMax = 1024;
const kSendsMax = 1024;

/** The prototype of a link's near end, which programs do not see. */
const linkPrototype = {
  __proto__: null,

  // What arrived cannot be made here.
  [kHybridDispatch](error) {
    this[kOwner].emit('messageerror', error);
  },

  // The other end is gone.
  dispatchEvent() {
    this[kOwner]._close();
  },
};

function coded(code, message) {
  return Object.assign(new Error(message), { code });
}

class Peer extends EventEmitter {
  #link;
  #depth;
  #calls = new Map();
  #nextCall = 1;
  #drains = false;
  #sends = [];
  #methods = undefined;

  constructor(link, depth) {
    super();
    this.#link = link;
    this.#depth = depth;
    /** How long a call waits for its answer, in milliseconds. */
    this.callTimeoutMs = kTimeoutMs;
    /** Calls that may be under way at a time; the next one is rejected. */
    this.callsInFlightMax = kInFlightMax;
    link[kOwner] = this;
    binding.receiveWith(link, (value, label) => {
      if (label === kMessage) deliver(this, value);
      else this._receive(label, value);
    });
    this.on('newListener', (name) => {
      if (name === 'message' && this.listenerCount('message') === 0) this._listen();
    });
    this.on('removeListener', (name) => {
      if (name === 'message' && this.listenerCount('message') === 0 && this.#methods === undefined) this._rest();
    });
  }

  /**
   * Sends a structured clone. False when the mailbox is more than half full: a `drain` event tells when there is room.
   * Throws ERR_SHARD_MAILBOX_FULL when it is full, ERR_SHARD_GONE when nobody is there; the message was not sent then.
   */
  postMessage(value, transfer = undefined) {
    const link = this.#link;
    if (link === null) throw gone();
    const waiting = tryPost(link, value, transfer === undefined ? undefined : listOf(transfer), kMessage);
    if (waiting >= 0 && waiting * 2 <= this.#depth) return true;
    this.#awaitRoom();
    if (waiting < 0) throw full();
    return false;
  }

  /** As `postMessage`, and waits for room in a full mailbox. What is sent so arrives in order. */
  send(value, transfer = undefined) {
    return this.#send(kMessage, value, listOf(transfer));
  }

  /** Calls what the other end has exposed under this name. */
  call(method, ...args) {
    return this.callWith(undefined, method, ...args);
  }

  /** As `call`; what `options.transfer` lists moves, and `options.timeoutMs` counts for this call alone. */
  callWith(options, method, ...args) {
    if (typeof method !== 'string') throw new ERR_INVALID_ARG_TYPE('method', 'string', method);
    if (this.#link === null) return Promise.reject(gone());
    if (this.#calls.size >= this.callsInFlightMax) {
      return Promise.reject(coded('ERR_SHARD_CALLS_IN_FLIGHT', `${this.#calls.size} calls are under way`));
    }
    const id = this.#nextCall++;
    const timeoutMs = options?.timeoutMs ?? this.callTimeoutMs;
    validateInteger(timeoutMs, 'timeoutMs', 1);
    const call = { ...Promise.withResolvers(), timer: undefined };
    call.timer = setTimeout(() => {
      this.#settle(id)?.reject(coded('ERR_SHARD_CALL_TIMEOUT', `${method}() was not answered within ${timeoutMs} ms`));
    }, timeoutMs);
    if (this.#calls.size === 0) binding.start(this.#link);
    this.#calls.set(id, call);
    const transfers = listOf(options?.transfer);
    this.#send(kCall, [id, method, args], transfers).catch((error) => this.#settle(id)?.reject(error));
    return call.promise;
  }

  /** Answers the other end's calls with the methods of an object, which may be asynchronous. */
  expose(methods) {
    if (methods === null || typeof methods !== 'object') throw new ERR_INVALID_ARG_TYPE('methods', 'object', methods);
    this.#methods = methods;
    this._listen();
  }

  /** The messages, one after the other, until the other end is gone. */
  async* [Symbol.asyncIterator]() {
    const messages = [];
    let wake = () => {};
    const onMessage = (message) => {
      messages.push(message);
      wake();
    };
    const onClose = () => wake();
    this.on('message', onMessage);
    this.on('close', onClose);
    try {
      while (true) {
        while (messages.length > 0) yield messages.shift();
        if (this.#link === null) return;
        await new Promise((resolve) => { wake = resolve; });
      }
    } finally {
      this.off('message', onMessage);
      this.off('close', onClose);
    }
  }

  _reference(referenced) {
    if (this.#link !== null) binding.reference(this.#link, referenced);
  }

  _listen() {
    if (this.#link === null) return;
    binding.start(this.#link);
    binding.reference(this.#link, true);
  }

  _rest() {
    if (this.#link === null) return;
    if (this.#calls.size === 0) binding.stop(this.#link);
    binding.reference(this.#link, false);
  }

  /** Delivers what has arrived before the end. */
  _drain() {
    if (this.#link !== null) binding.drain(this.#link);
  }

  _close() {
    if (this.#link === null) return;
    const link = this.#link;
    this.#link = null;
    binding.close(link);
    for (const id of [...this.#calls.keys()]) this.#settle(id).reject(gone());
    const sends = this.#sends;
    this.#sends = [];
    for (const { reject } of sends) reject(gone());
    this.emit('close');
  }

  _receive(label, { 0: id, 1: what, 2: args }) {
    switch (label) {
      case kCall:
        this.#answer(id, what, args);
        break;
      case kAnswer:
        this.#settle(id)?.resolve(what);
        break;
      case kFailure:
        this.#settle(id)?.reject(deserializeError(what));
        break;
    }
  }

  async #answer(id, name, args) {
    try {
      const methods = this.#methods;
      if (methods === undefined || !Object.hasOwn(methods, name) || typeof methods[name] !== 'function') {
        throw coded('ERR_SHARD_NO_METHOD', `Nothing is exposed as ${name}`);
      }
      await this.#send(kAnswer, [id, await methods[name](...args)], undefined);
    } catch (error) {
      if (this.#link !== null) await this.#send(kFailure, [id, serializeError(error)], undefined);
    }
  }

  // In a queue of its own, with a bound, behind what waits already.
  #send(label, value, transfers) {
    if (this.#link === null) return Promise.reject(gone());
    try {
      if (this.#sends.length === 0 && tryPost(this.#link, value, transfers, label) >= 0) return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.#sends.length >= kSendsMax) return Promise.reject(full());
    const send = { ...Promise.withResolvers(), label, value, transfers };
    this.#sends.push(send);
    this.#awaitRoom();
    return send.promise;
  }

  #flush() {
    while (this.#sends.length > 0) {
      const { label, value, transfers, resolve, reject } = this.#sends[0];
      try {
        if (tryPost(this.#link, value, transfers, label) < 0) return;
        resolve();
      } catch (error) {
        reject(error);
      }
      this.#sends.shift();
    }
  }

  #settle(id) {
    const call = this.#calls.get(id);
    if (call === undefined) return undefined;
    this.#calls.delete(id);
    clearTimeout(call.timer);
    if (this.#calls.size === 0 && this.listenerCount('message') === 0 && this.#methods === undefined) this._rest();
    return call;
  }

  #awaitRoom() {
    if (this.#drains) return;
    this.#drains = true;
    binding.whenFree(this.#link, () => {
      this.#drains = false;
      if (this.#link === null) return;
      this.#flush();
      if (this.#sends.length > 0) this.#awaitRoom();
      else this.emit('drain');
    });
  }
}

function full() {
  return coded('ERR_SHARD_MAILBOX_FULL', 'The mailbox of the other shard is full: wait for the drain event');
}

function gone() {
  return coded('ERR_SHARD_GONE', 'The other shard has ended');
}

function listOf(transfer) {
  if (transfer === undefined) return undefined;
  // Most lists hold buffers and ports alone.
  if (transfer.some((object) => object instanceof EventEmitter)) require('internal/shards/handover').prepare(transfer);
  return transfersOf(transfer);
}

function noInitialisation() {}

/** A link's near end for a Peer, and a port for the other end. */
function createLink(depth) {
  return binding.createLink(depth, linkPrototype, noInitialisation);
}

/** The near end on a port that has arrived. */
function adopt(port) {
  return binding.adopt(port, linkPrototype, noInitialisation);
}

module.exports = { Peer, adopt, createLink };
