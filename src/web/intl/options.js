// Reading options, and making constructors and prototypes of ECMA-402's shape, with V8's messages.
'use strict';

const { canonicalTag } = require('internal/intl/locales');

/** CoerceOptionsToObject. */
function coerceOptions(options, service) {
  if (options === undefined) return { __proto__: null };
  if (options === null) throw new TypeError(`${service} called on null or undefined`);
  return Object(options);
}

/** GetOptionsObject. */
function optionsObject(options) {
  if (options === undefined) return { __proto__: null };
  if (typeof options !== 'object' && typeof options !== 'function' || options === null) {
    throw new TypeError('Incorrect options information provided');
  }
  return options;
}

/** GetOption of a string: one of `values`, where they are given. */
function getOption(options, property, values, fallback, service) {
  let value = options[property];
  if (value === undefined) return fallback;
  value = `${value}`;
  if (values !== undefined && !values.includes(value)) throw outOfRange(value, service, property);
  return value;
}

function getBooleanOption(options, property, fallback) {
  const value = options[property];
  return value === undefined ? fallback : Boolean(value);
}

/** GetNumberOption. */
function getNumberOption(options, property, minimum, maximum, fallback) {
  return defaultNumber(options[property], minimum, maximum, fallback, property);
}

function defaultNumber(value, minimum, maximum, fallback, property) {
  if (value === undefined) return fallback;
  value = Number(value);
  if (!(value >= minimum && value <= maximum)) throw new RangeError(`${property} value is out of range.`);
  return Math.floor(value);
}

function outOfRange(value, service, property) {
  return new RangeError(`Value ${value} out of range for ${service} options property ${property}`);
}

/** An option that must have the form of a keyword's value, such as `calendar`. */
function getTypeOption(options, property) {
  const value = options[property];
  if (value === undefined) return undefined;
  const text = `${value}`;
  if (!/^[a-z0-9]{3,8}(?:-[a-z0-9]{3,8})*$/i.test(text)) throw new RangeError(`Invalid ${property} : ${text}`);
  // Aliases of values, as in `islamicc`, are those of tags.
  const key = { calendar: 'ca', collation: 'co', numberingSystem: 'nu' }[property];
  return canonicalTag(`und-u-${key}-${text}`.replace('und', 'en')).slice(`en-u-${key}-`.length);
}

/**
 * Makes `Intl.name` of a constructor function: its prototype of `methods` (an object literal with methods and getters)
 * and its `statics`, all hidden.
 */
function defineClass(constructor, name, methods, statics = {}) {
  const { prototype } = constructor;
  for (const [target, source] of [[prototype, methods], [constructor, statics]]) {
    for (const key of Reflect.ownKeys(source)) {
      Object.defineProperty(target, key, { ...Object.getOwnPropertyDescriptor(source, key), enumerable: false });
    }
  }
  Object.defineProperty(prototype, Symbol.toStringTag, { value: `Intl.${name}`, configurable: true });
  Object.defineProperty(constructor, 'prototype', { writable: false });
  return constructor;
}

/** The internal state of `receiver`, which `slots` keeps; V8's error for anything else. */
function slotsOf(slots, receiver, method) {
  const state = typeof receiver === 'object' && receiver !== null ? slots.get(receiver) : undefined;
  if (state === undefined) throw incompatible(method, receiver);
  return state;
}

function incompatible(method, receiver) {
  return new TypeError(`Method ${method} called on incompatible receiver ${shown(receiver)}`);
}

// As V8 shows a receiver.
function shown(value) {
  if (typeof value === 'string') return value;
  if (typeof value === 'symbol') return value.toString();
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  if (typeof value !== 'object' || value === null) return `${value}`;
  if (Array.isArray(value)) return '[object Array]';
  const { constructor } = value;
  return `#<${typeof constructor === 'function' && constructor.name || 'Object'}>`;
}

function requiresNew(name) {
  return new TypeError(`Constructor Intl.${name} requires 'new'`);
}

module.exports = {
  coerceOptions,
  defaultNumber,
  defineClass,
  getBooleanOption,
  getNumberOption,
  getOption,
  getTypeOption,
  optionsObject,
  outOfRange,
  requiresNew,
  shown,
  slotsOf,
};
