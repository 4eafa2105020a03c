// `moveMessagePortToContext`: a port that scripts of another context of the same thread use. Its class, its events, its
// errors and what it receives are that context's; it is no EventTarget, and hears by `onmessage` alone.
'use strict';

const binding = internalBinding('message_port');
const { codes: { ERR_CLOSED_MESSAGE_PORT, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { MessagePort, kPorts } = require('internal/messaging/ports');

// What each context has of its own, by the context.
const worlds = new WeakMap();

// Runs in the context: everything that its scripts can reach through a port is made here.
const source = `'use strict'; (({ close, describe, dispatch, postMessage, reference, hasRef, start }) => {
  const errorClasses = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const hidden = (object, name, value) =>
    Object.defineProperty(object, name, { __proto__: null, value, configurable: true, writable: true });

  class DOMException extends Error {
    constructor(message, name, code) {
      super(message);
      hidden(hidden(this, 'name', name), 'code', code);
    }
  }

  // An error of the program's own context becomes one of this.
  function adopted(error) {
    const described = describe(error);
    if (described === undefined) return error;
    const { isDOMException, name, message, code } = described;
    if (isDOMException) return new DOMException(message, name, code);
    const made = new (errorClasses[name] ?? Error)(message);
    if (code !== undefined) made.code = code;
    return made;
  }

  class HandleWrap {
    close(callback) { close(this, callback); }
    hasRef() { return hasRef(this); }
    ref() { reference(this, true); }
    unref() { reference(this, false); }
  }

  class MessagePort extends HandleWrap {
    constructor() { throw Object.assign(new TypeError('Constructor cannot be called'), { code: 'ERR_CONSTRUCT_CALL_INVALID' }); }
    postMessage(...args) {
      try {
        postMessage(this, args);
      } catch (error) {
        throw adopted(error);
      }
    }
    start() { start(this); }
  }

  class MessageEvent {
    constructor(data, target, type, ports) {
      this.data = data;
      this.target = target;
      this.type = type;
      this.ports = [...ports];
    }
  }

  return {
    prototype: MessagePort.prototype,
    adopted,
    method: (body) => function() { body(this); },
    emit(port, data, ports, type) {
      const listener = port['on' + type];
      if (typeof listener === 'function') Reflect.apply(listener, port, [new MessageEvent(data, port, type, ports)]);
    },
    clone: {
      bigintOfHex: (hex, negative) => (negative ? -BigInt(hex) : BigInt(hex)),
      boxPrimitive: (primitive) => Object(primitive),
      Map, mapSet: Map.prototype.set, Set, setAdd: Set.prototype.add, RegExp,
      makeError: (name) => hidden(new errorClasses[name](), 'stack', undefined),
      construct() {
        const text = 'A message object could not be deserialized successfully in the target vm.Context';
        throw Object.assign(new Error(text), { code: 'ERR_MESSAGE_TARGET_CONTEXT_UNAVAILABLE' });
      },
    },
  };
})`;

const closers = new WeakMap();

const natives = {
  close(port, callback) {
    if (typeof callback === 'function') closers.set(port, callback);
    binding.close(port);
  },
  hasRef: (port) => binding.isOpen(port) && binding.hasRef(port),
  postMessage(port, args) { Reflect.apply(MessagePort.prototype.postMessage, port, args); },
  reference: (port, referenced) => { binding.reference(port, referenced); },
  start: (port) => { binding.start(port); },
  describe(error) {
    if (!(error instanceof Error)) return undefined;
    const { name, message, code } = error;
    return { isDOMException: error instanceof DOMException, name, message, code };
  },
};

function worldOf(context) {
  let world = worlds.get(context);
  if (world === undefined) {
    const { compileFunction } = internalBinding('contextify');
    world = compileFunction(context, source, 'node:internal/worker/port_context', 1, undefined)(natives);
    worlds.set(context, world);
    furnish(world, context);
  }
  return world;
}

// What the runtime calls on a port; programs do not see it.
function furnish(world, context) {
  const { kHybridDispatch } = require('internal/event_target');
  const { cloneInto } = internalBinding('messaging');
  const { prototype } = world;
  const hide = (name, value) => Object.defineProperty(prototype, name, { __proto__: null, value });
  hide(kHybridDispatch, function(value, type) {
    const ports = this[kPorts] ?? [];
    this[kPorts] = undefined;
    if (type === 'messageerror') return void world.emit(this, world.adopted(value), [], type);
    let data, arrived;
    try {
      ({ 0: data, 1: arrived } = cloneInto(context, world.clone, value, ports));
    } catch (error) {
      // What cannot be handed on is nothing that this context has.
      const unavailable = natives.describe(error) === undefined ? error : unavailableIn(world);
      return void world.emit(this, unavailable, [], 'messageerror');
    }
    const own = arrived.filter(binding.isPort);
    own.forEach((port) => become(port, prototype));
    world.emit(this, data, own, type);
  });
  // What is called of an EventTarget that has closed.
  hide('dispatchEvent', world.method((port) => {
    const callback = closers.get(port);
    closers.delete(port);
    callback?.call(port);
  }));
  require('internal/worker/transfer_marks').markPrototype(prototype, false, true);
}

function unavailableIn(world) {
  try {
    return world.clone.construct();
  } catch (error) {
    return error;
  }
}

// An ordinary port, fresh from a message, as one of the context's.
function become(port, prototype) {
  for (const key of Reflect.ownKeys(port)) Reflect.deleteProperty(port, key);
  Object.setPrototypeOf(port, prototype);
  binding.reference(port, true);
}

function moveMessagePortToContext(port, contextified) {
  if (!binding.isPort(port)) throw coded('The "port" argument must be a MessagePort instance');
  if (!binding.isOpen(port)) throw new ERR_CLOSED_MESSAGE_PORT();
  const { contextOf, isContext } = require('internal/vm/context');
  const isObject = contextified !== null && (typeof contextified === 'object' || typeof contextified === 'function');
  if (!isObject || !isContext(contextified)) throw coded('Invalid context argument');
  const { prototype } = worldOf(contextOf(contextified));
  const moved = binding.adopt(port, prototype, noInitialisation);
  binding.reference(moved, true);
  return moved;
}

function noInitialisation() {}

// Thrown natively in Node: the code is a plain property.
function coded(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

module.exports = { moveMessagePortToContext };
