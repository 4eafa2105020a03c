// Properties as WebIDL defines them, and properties that load a script when they are first read.
'use strict';

const { defineLazy } = internalBinding('builtins');

/** https://webidl.spec.whatwg.org/#define-the-operations */
function defineOperation(target, name, method) {
  define(target, name, method, true);
}

/** https://webidl.spec.whatwg.org/#es-interfaces */
function exposeInterface(target, name, interfaceObject) {
  define(target, name, interfaceObject, false);
}

/** https://webidl.spec.whatwg.org/#es-namespaces */
function exposeNamespace(target, name, namespaceObject) {
  define(target, name, namespaceObject, false);
}

/** Interfaces that the script `id` exports under the names `keys`. */
function exposeLazyInterfaces(target, id, keys) {
  defineLazyProperties(target, id, keys, false);
}

function define(target, name, value, enumerable) {
  Object.defineProperty(target, name, { value, writable: true, enumerable, configurable: true });
}

/** Properties `keys` of `target` that become the exports of the script `id` when first read. */
function defineLazyProperties(target, id, keys, enumerable = true) {
  for (const key of keys) {
    const get = named(`get ${key}`, function() {
      const value = require(id)[key];
      set.call(this, value);
      return value;
    });
    const set = named(`set ${key}`, function(value) {
      Object.defineProperty(target, key, { value, writable: true, enumerable, configurable: true });
    });
    Object.defineProperty(target, key, { get, set, enumerable, configurable: true });
  }
}

/** Data properties `keys` of `target`, the exports of the script `id`, which is loaded when one of them is looked at. */
function defineLazyData(target, id, keys) {
  for (const key of keys) defineLazy(target, key, id);
}

/** The same for WebIDL attributes, which stay accessors; `check` is called before each read. */
function defineReplaceableLazyAttribute(target, id, keys, writable = true, check = undefined) {
  for (const key of keys) {
    let value;
    let known = false;
    const get = named(`get ${key}`, function() {
      if (check !== undefined) check.call(this);
      if (!known) {
        value = require(id)[key];
        known = true;
      }
      return value;
    });
    const set = named(`set ${key}`, function(replacement) {
      value = replacement;
      known = true;
    });
    Object.defineProperty(target, key, {
      get, set: writable ? set : undefined, enumerable: true, configurable: true,
    });
  }
}

function named(name, fn) {
  return Object.defineProperty(fn, 'name', { value: name });
}

module.exports = {
  defineLazyData,
  defineLazyProperties,
  defineOperation,
  defineReplaceableLazyAttribute,
  exposeInterface,
  exposeLazyInterfaces,
  exposeNamespace,
};
