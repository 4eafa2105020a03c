// AsyncLocalStorage: a value for each chain of asynchronous calls.
'use strict';

const { getAsyncContext, swapAsyncContext } = internalBinding('task_queue');
const { disable, enter, find } = require('internal/async_context_frame');
const { AsyncResource } = require('internal/async_resource');
const { kEmptyObject } = require('internal/util');
const { validateObject, validateString } = require('internal/validators');

class AsyncLocalStorage {
  #name;
  #defaultValue;

  static bind(fn) {
    return AsyncResource.bind(fn);
  }

  /** A function that calls what it is given in the context of now. */
  static snapshot() {
    return AsyncLocalStorage.bind((callback, ...args) => callback(...args));
  }

  /** `options`: {name, defaultValue}. */
  constructor(options = kEmptyObject) {
    validateObject(options, 'options');
    const { name, defaultValue } = options;
    if (name !== undefined) validateString(name, 'options.name');
    this.#name = name;
    this.#defaultValue = defaultValue;
  }

  get name() {
    return this.#name || '';
  }

  disable() {
    disable(this);
  }

  /** Makes `data` the store for the rest of this call and of what it starts. */
  enterWith(data) {
    enter(this, data);
  }

  /** Calls `fn(...args)` with `data` as the store. */
  run(data, fn, ...args) {
    const prior = this.getStore();
    if (Object.is(prior, data)) return Reflect.apply(fn, null, args);
    const outer = getAsyncContext();
    const inner = enter(this, data);
    try {
      return args.length === 0 ? fn() : Reflect.apply(fn, null, args);
    } finally {
      // What the function entered of other storages stays.
      if (getAsyncContext() === inner) swapAsyncContext(outer);
      else enter(this, prior);
    }
  }

  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  getStore() {
    const frame = find(this);
    return frame === undefined ? this.#defaultValue : frame.value;
  }

  /** For `using`: `store` until the scope is disposed of. */
  withScope(store) {
    return new (require('internal/async_local_storage/run_scope'))(this, store);
  }
}

module.exports = AsyncLocalStorage;
