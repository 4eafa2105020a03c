// BroadcastChannel: https://html.spec.whatwg.org/multipage/web-messaging.html#broadcasting-to-other-browsing-contexts
'use strict';

const binding = internalBinding('message_port');
const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { EventTarget, defineEventHandler, kHybridDispatch } = require('internal/event_target');
const { customInspectSymbol, kEnumerableProperty, lazyDOMException } = require('internal/util');
const { markPrototype } = require('internal/worker/transfer_marks');

const kHandle = Symbol('kHandle');
const kName = Symbol('kName');
const kOwner = Symbol('kOwner');

// What the group's messages arrive at: a port of which programs see nothing.
const handlePrototype = {
  __proto__: null,

  [kHybridDispatch](value, type) {
    const channel = this[kOwner];
    // Closed in the meantime: what was on its way is not heard.
    if (channel[kHandle] === undefined) return;
    const { MessageEvent } = require('internal/messaging/event');
    channel.dispatchEvent(new MessageEvent(type, { data: value }));
  },

  // Its end is no event of the channel's.
  dispatchEvent() {},
};

function initialiseHandle() {}

class BroadcastChannel extends EventTarget {
  constructor(name) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    super();
    this[kName] = `${name}`;
    const handle = binding.joinGroup(this[kName], handlePrototype, initialiseHandle);
    this[kHandle] = handle;
    handle[kOwner] = this;
    binding.reference(handle, true);
    binding.start(handle);
  }

  [customInspectSymbol](depth, options) {
    check(this);
    if (depth < 0) return 'BroadcastChannel';
    const { inspect } = require('internal/util/inspect');
    const state = { name: this[kName], active: this[kHandle] !== undefined };
    return `BroadcastChannel ${inspect(state, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }

  get name() {
    check(this);
    return this[kName];
  }

  close() {
    check(this);
    if (this[kHandle] === undefined) return;
    binding.close(this[kHandle]);
    this[kHandle] = undefined;
  }

  postMessage(message) {
    check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('message');
    if (this[kHandle] === undefined) throw lazyDOMException('BroadcastChannel is closed.', 'InvalidStateError');
    binding.post(this[kHandle], message, undefined);
  }

  ref() {
    check(this);
    if (this[kHandle] !== undefined) binding.reference(this[kHandle], true);
    return this;
  }

  unref() {
    check(this);
    if (this[kHandle] !== undefined) binding.reference(this[kHandle], false);
    return this;
  }
}

for (const name of ['name', 'close', 'postMessage']) {
  Object.defineProperty(BroadcastChannel.prototype, name, kEnumerableProperty);
}
defineEventHandler(BroadcastChannel.prototype, 'message');
defineEventHandler(BroadcastChannel.prototype, 'messageerror');
markPrototype(BroadcastChannel.prototype, false, false);

function check(channel) {
  if (channel === null || typeof channel !== 'object' || !(kName in channel)) throw new ERR_INVALID_THIS('BroadcastChannel');
}

module.exports = { BroadcastChannel, kHandle };
