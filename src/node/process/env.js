// `process.env`: the program's own copy of the environment, with Node's conversions. Child processes get it explicitly.
'use strict';

const { getOptionValue } = require('internal/options');
const { setTimeZone } = internalBinding('process_methods');

let warned = false;

function text(value) {
  if (!warned && typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean' &&
      getOptionValue('--pending-deprecation')) {
    warned = true;
    process.emitWarning(
      'Assigning any value other than a string, number, or boolean to a process.env property is deprecated. Please make ' +
      'sure to convert the value to a string before setting process.env with it.', 'DeprecationWarning', 'DEP0104');
  }
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return `${value}`;
}

// Made natively in Node: the code is a plain property.
function notDefinable(message) {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_OBJECT_DEFINE_PROPERTY' });
}

const handler = {
  __proto__: null,
  set(target, key, value) {
    if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
    target[key] = text(value);
    if (key === 'TZ') setTimeZone(target[key]);
    return true;
  },
  defineProperty(target, key, descriptor) {
    if ('get' in descriptor || 'set' in descriptor) {
      throw notDefinable("'process.env' does not accept an accessor(getter/setter) descriptor");
    }
    if (!descriptor.configurable || !descriptor.enumerable || !descriptor.writable) {
      throw notDefinable(
        "'process.env' only accepts a configurable, writable, and enumerable data descriptor");
    }
    return handler.set(target, key, descriptor.value);
  },
  deleteProperty(target, key) {
    delete target[key];
    if (key === 'TZ') setTimeZone('');
    return true;
  },
};

let shared;

// What the traps above do to an object, done to an environment that other threads see as well.
const sharedTraps = {
  get(target, key) {
    return typeof key === 'symbol' ? target[key] : shared.get(key) ?? Object.prototype[key];
  },
  has(target, key) {
    return typeof key === 'symbol' ? key in target : shared.get(key) !== undefined || key in Object.prototype;
  },
  set(target, key, value) {
    if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
    shared.set(key, text(value));
    return true;
  },
  deleteProperty(target, key) {
    if (typeof key !== 'symbol') shared.delete(key);
    return true;
  },
  ownKeys() {
    return shared.keys();
  },
  getOwnPropertyDescriptor(target, key) {
    const value = typeof key === 'symbol' ? undefined : shared.get(key);
    return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true };
  },
};

/** Makes the environment one that other threads can have too; returns what they are given. */
function share() {
  if (shared === undefined) {
    const { shareEnvironment } = internalBinding('shared_env');
    join(shareEnvironment(Object.entries(process.env).flat()));
  }
  return shared;
}

function join(environment) {
  shared = environment;
  Object.assign(handler, sharedTraps);
}

// `entries` is a flat list of names and values, or an environment that is shared.
function create(entries) {
  const target = {};
  if (Array.isArray(entries)) {
    for (let i = 0; i < entries.length; i += 2) target[entries[i]] = entries[i + 1];
  } else {
    join(entries);
  }
  return new Proxy(target, handler);
}

module.exports = { create, share };
