// The Web IDL conversions that arguments of the fetch classes go through, with Node's messages.
'use strict';

const { inspect } = require('internal/util/inspect');
const { markPrototype } = require('internal/worker/transfer_marks');

function checkArguments({ length }, least, context) {
  if (length >= least) return;
  throw new TypeError(
    `${context}: ${least} argument${least === 1 ? '' : 's'} required, but${length ? ' only' : ''} ${length} found.`);
}

/** What is thrown for a method of another object's. */
function illegalInvocation() {
  const error = new TypeError('Illegal invocation');
  error.code = 'ERR_INVALID_THIS';
  return error;
}

function toDOMString(value, context, name) {
  if (typeof value === 'symbol') {
    throw new TypeError(`${context}: ${name} is a symbol, which cannot be converted to a DOMString.`);
  }
  return `${value}`;
}

const toUSVString = (value, context, name) => toDOMString(value, context, name).toWellFormed();

function toByteString(value, context, name) {
  if (typeof value === 'symbol') {
    throw new TypeError(`${context}: ${name} is a symbol, which cannot be converted to a ByteString.`);
  }
  const text = `${value}`;
  // eslint-disable-next-line no-control-regex
  const at = text.search(/[^\x00-\xff]/);
  if (at !== -1) {
    throw new TypeError(
      `Cannot convert argument to a ByteString because the character at index ${at} has a value of ` +
      `${text.charCodeAt(at)} which is greater than 255.`);
  }
  return text;
}

/** A dictionary argument: an object, or nothing. */
function toDictionary(value, context) {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' && typeof value !== 'function') {
    throw new TypeError(`${context}: Expected ${inspect(value)} to be one of: Null, Undefined, Object.`);
  }
  return value;
}

function toEnum(value, accepted, context) {
  const text = toDOMString(value, context, 'value');
  if (!accepted.includes(text)) {
    throw new TypeError(`${context}: ${text} is not an accepted type. Expected one of ${accepted.join(', ')}.`);
  }
  return text;
}

/** Gives a class the methods of an iterable of pairs. `entries(object)` lists them as they are now. */
function definePairs(Class, name, entries) {
  const prototype = Object.create(Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())), {
    [Symbol.toStringTag]: { __proto__: null, configurable: true, value: `${name} Iterator` },
  });
  const states = new WeakMap();
  const next = {
    // Each step looks at the pairs anew: the object may have changed.
    next() {
      const state = states.get(this);
      if (state === undefined) {
        throw new TypeError(`'next' called on an object that does not implement interface ${name} Iterator.`);
      }
      const pairs = entries(state.target);
      if (state.index >= pairs.length) return { value: undefined, done: true };
      const pair = pairs[state.index++];
      const value = state.kind === 'key' ? pair[0] : state.kind === 'value' ? pair[1] : [pair[0], pair[1]];
      return { value, done: false };
    },
  }.next;
  Object.defineProperty(prototype, 'next', {
    __proto__: null, configurable: true, enumerable: true, writable: true, value: next,
  });

  function iterate(target, kind) {
    entries(target);
    const iterator = Object.create(prototype);
    states.set(iterator, { target, kind, index: 0 });
    return iterator;
  }

  const methods = {
    keys() { return iterate(this, 'key'); },
    values() { return iterate(this, 'value'); },
    entries() { return iterate(this, 'pair'); },
    forEach(callback, thisArg = undefined) {
      const pairs = entries(this);
      checkArguments(arguments, 1, `${name}.forEach`);
      if (typeof callback !== 'function') {
        throw new TypeError(`Failed to execute 'forEach' on '${name}': parameter 1 is not of type 'Function'.`);
      }
      for (const [key, value] of pairs) callback.call(thisArg, value, key, this);
    },
  };
  for (const [key, value] of Object.entries(methods)) define(Class.prototype, key, value, true);
  define(Class.prototype, Symbol.iterator, methods.entries, false);
}

function define(target, key, value, enumerable) {
  Object.defineProperty(target, key, { __proto__: null, configurable: true, enumerable, writable: true, value });
}

/** Makes the methods and accessors of an interface enumerable, and names it. Its objects cannot be cloned. */
function defineInterface(Class, name) {
  for (const key of Object.getOwnPropertyNames(Class.prototype)) {
    if (key === 'constructor') continue;
    Object.defineProperty(Class.prototype, key, { __proto__: null, enumerable: true });
  }
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { __proto__: null, configurable: true, value: name });
  markPrototype(Class.prototype, false, false);
}

/**
 * Gives a class `onopen` and its like, kept in the object that `handlersOf(target)` returns. As in Node's clients of the
 * network: the last function that was set, each put behind the other listeners.
 */
function defineHandlers(Class, types, handlersOf) {
  for (const type of types) {
    const name = `on${type}`;
    const { get, set } = Object.getOwnPropertyDescriptor({
      get [name]() { return handlersOf(this)[type]; },
      set [name](handler) {
        const handlers = handlersOf(this);
        if (handlers[type] !== null) this.removeEventListener(type, handlers[type]);
        handlers[type] = typeof handler === 'function' ? handler : null;
        if (handlers[type] !== null) this.addEventListener(type, handler);
      },
    }, name);
    Object.defineProperty(Class.prototype, name, { __proto__: null, get, set, enumerable: true, configurable: true });
  }
}

module.exports = {
  checkArguments, defineHandlers, defineInterface, definePairs, illegalInvocation, toByteString, toDictionary,
  toDOMString, toEnum, toUSVString,
};
