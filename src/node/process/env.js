// `process.env`: the program's own copy of the environment, with Node's conversions. Child processes get it explicitly.
'use strict';

const { codes: { ERR_INVALID_OBJECT_DEFINE_PROPERTY } } = require('internal/errors');
const { setTimeZone } = internalBinding('process_methods');

function text(value) {
  if (typeof value === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return `${value}`;
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
      throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY("'process.env' does not accept an accessor(getter/setter) descriptor");
    }
    if (!descriptor.configurable || !descriptor.enumerable || !descriptor.writable) {
      throw new ERR_INVALID_OBJECT_DEFINE_PROPERTY(
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

// `entries` is a flat list of names and values.
function create(entries) {
  const target = {};
  for (let i = 0; i < entries.length; i += 2) target[entries[i]] = entries[i + 1];
  return new Proxy(target, handler);
}

module.exports = { create };
