// Errors on their way to the parent thread: with all their properties, as far as those can be cloned.
'use strict';

const { inspect, inspect: { custom: customInspectSymbol } } = require('internal/util/inspect');
const { isNativeError } = require('internal/util/types');
const { structuredClone } = require('internal/worker/js_transferable');

const errors = { Error, TypeError, RangeError, URIError, SyntaxError, ReferenceError, EvalError };
const known = new Set(Object.values(errors).map(({ prototype }) => prototype));

function isCloneable(value) {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

// Of the error and of what it inherits from classes of the program.
function propertiesOf(target, object = target) {
  const all = { __proto__: null };
  if (object === null) return all;
  Object.assign(all, propertiesOf(target, Object.getPrototypeOf(object)));
  for (const key of Object.getOwnPropertyNames(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    let value = descriptor.value;
    if ('get' in descriptor) {
      try {
        value = descriptor.get?.call(target);
      } catch {
        continue;
      }
    }
    if (typeof value === 'function') continue;
    if (key === 'cause' && isNativeError(value)) {
      all[key] = { error: serializeError(value), enumerable: descriptor.enumerable };
    } else if (isCloneable(value)) {
      all[key] = { value, enumerable: descriptor.enumerable };
    }
  }
  return all;
}

function constructorOf(error) {
  for (let object = error; object !== null; object = Object.getPrototypeOf(object)) {
    if (!known.has(object)) continue;
    const { name } = object.constructor;
    if (Object.hasOwn(errors, name)) return name;
  }
  return undefined;
}

/** A value that can be cloned and that `deserializeError` makes something like the error of. */
function serializeError(error) {
  if (typeof error === 'symbol') return { kind: 'symbol', text: inspect(error) };
  try {
    if (typeof error === 'object' && error !== null && isNativeError(error)) {
      const constructor = constructorOf(error);
      if (constructor !== undefined) return { kind: 'error', constructor, properties: propertiesOf(error) };
    }
  } catch {
    // Then as good as it can be shown.
  }
  try {
    if (error != null && customInspectSymbol in error) return { kind: 'inspected object', text: inspect(error) };
  } catch {
    // It is not told of.
  }
  if (isCloneable(error)) return { kind: 'value', value: error };
  return { kind: 'inspected', text: inspect(error) };
}

function deserializeError(serialized) {
  switch (serialized.kind) {
    case 'error': {
      const { prototype } = errors[serialized.constructor];
      const error = new Error();
      Object.setPrototypeOf(error, prototype);
      for (const key of ['stack', 'message']) {
        Object.defineProperty(error, key, { __proto__: null, value: undefined, writable: true, configurable: true });
        delete error[key];
      }
      for (const [key, { value, error: nested, enumerable }] of Object.entries(serialized.properties)) {
        // What it inherits and says the same need not be its own.
        Object.defineProperty(error, key, {
          __proto__: null,
          value: nested === undefined ? value : deserializeError(nested),
          enumerable,
          writable: true,
          configurable: true,
        });
      }
      return error;
    }
    case 'symbol': {
      return { __proto__: null, [customInspectSymbol]: () => serialized.text };
    }
    case 'inspected object':
      return { [customInspectSymbol]: () => serialized.text };
    case 'value':
      return serialized.value;
    default:
      return serialized.text;
  }
}

module.exports = { serializeError, deserializeError };
