// `mock` and `t.mock`: functions and methods that record how they are called, and can be put back.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_METHOD_NOT_IMPLEMENTED } } =
  require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateFunction, validateInteger, validateObject } = require('internal/validators');

class MockFunctionContext {
  #calls = [];
  #once = new Map(); // Implementations by the number of their call.
  #implementation;
  #putBack;
  #times;

  constructor(implementation, putBack, times) {
    this.#implementation = implementation;
    this.#putBack = putBack;
    this.#times = times;
  }

  static record(context, call) {
    context.#calls.push(call);
  }

  static next(context) {
    const number = context.#calls.length;
    const implementation = context.#once.get(number) ?? context.#implementation;
    if (number + 1 === context.#times) context.restore();
    context.#once.delete(number);
    return implementation;
  }

  get calls() {
    return this.#calls.slice();
  }

  callCount() {
    return this.#calls.length;
  }

  mockImplementation(implementation) {
    validateFunction(implementation, 'implementation');
    this.#implementation = implementation;
  }

  mockImplementationOnce(implementation, onCall) {
    validateFunction(implementation, 'implementation');
    const next = this.#calls.length;
    const number = onCall ?? next;
    validateInteger(number, 'onCall', next);
    this.#once.set(number, implementation);
  }

  restore() {
    const original = this.#putBack();
    if (original !== undefined) this.#implementation = original;
  }

  resetCalls() {
    this.#calls = [];
  }
}

const { next, record } = MockFunctionContext;
delete MockFunctionContext.next;
delete MockFunctionContext.record;

class MockTracker {
  #contexts = [];

  get timers() {
    throw new ERR_METHOD_NOT_IMPLEMENTED('mock.timers');
  }

  fn(original = function() {}, implementation = original, options = kEmptyObject) {
    if (original !== null && typeof original === 'object') {
      options = original;
      original = function() {};
      implementation = original;
    } else if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = original;
    }
    validateFunction(original, 'original');
    validateFunction(implementation, 'implementation');
    const times = timesOf(options);
    return this.#mock(new MockFunctionContext(implementation, () => original, times), original);
  }

  method(object, methodName, implementation = undefined, options = kEmptyObject) {
    if (typeof methodName !== 'string' && typeof methodName !== 'symbol') {
      throw new ERR_INVALID_ARG_TYPE('methodName', ['string', 'symbol'], methodName);
    }
    if (typeof object !== 'function') validateObject(object, 'object');
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    }
    if (implementation !== undefined) validateFunction(implementation, 'implementation');
    const times = timesOf(options);
    const { getter = false, setter = false } = options;
    validateBoolean(getter, 'options.getter');
    validateBoolean(setter, 'options.setter');
    if (setter && getter) {
      throw new ERR_INVALID_ARG_VALUE('options.setter', setter, "cannot be used with 'options.getter'");
    }

    const part = getter ? 'get' : setter ? 'set' : 'value';
    const { descriptor, isOwn } = find(object, methodName);
    const original = descriptor?.[part];
    if (typeof original !== 'function') throw new ERR_INVALID_ARG_VALUE('methodName', original, 'must be a method');
    const putBack = () => {
      if (isOwn) Object.defineProperty(object, methodName, descriptor);
      else delete object[methodName];
    };
    const mock = this.#mock(new MockFunctionContext(implementation ?? original, putBack, times), original);
    Object.defineProperty(object, methodName, { ...descriptor, [part]: mock });
    return mock;
  }

  getter(object, methodName, implementation = undefined, options = kEmptyObject) {
    return this.#accessor('getter', object, methodName, implementation, options);
  }

  setter(object, methodName, implementation = undefined, options = kEmptyObject) {
    return this.#accessor('setter', object, methodName, implementation, options);
  }

  #accessor(kind, object, methodName, implementation, options) {
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    } else {
      validateObject(options, 'options');
    }
    if (options[kind] === false) throw new ERR_INVALID_ARG_VALUE(`options.${kind}`, false, 'cannot be false');
    return this.method(object, methodName, implementation, { ...options, [kind]: true });
  }

  /** Puts everything back and forgets it. */
  reset() {
    this.restoreAll();
    this.#contexts = [];
  }

  restoreAll() {
    for (const context of this.#contexts) context.restore();
  }

  #mock(context, original) {
    this.#contexts.push(context);
    const call = (target, thisArg, args, run) => {
      const implementation = next(context);
      let result;
      let error;
      try {
        result = run(implementation);
        return result;
      } catch (thrown) {
        error = thrown;
        throw thrown;
      } finally {
        record(context, {
          arguments: args, error, result, stack: new Error(), target, this: target === undefined ? thisArg : result,
        });
      }
    };
    return new Proxy(original, {
      apply: (target, thisArg, args) => call(undefined, thisArg, args, (fn) => Reflect.apply(fn, thisArg, args)),
      construct: (target, args, newTarget) => (
        call(target, undefined, args, (fn) => Reflect.construct(fn, args, newTarget))),
      get: (target, property, receiver) => (
        property === 'mock' ? context : Reflect.get(target, property, receiver)),
    });
  }
}

function timesOf(options) {
  validateObject(options, 'options');
  const { times = Infinity } = options;
  if (times !== Infinity) validateInteger(times, 'options.times', 1);
  return times;
}

// The property as the object or one of its prototypes has it.
function find(object, name) {
  for (let host = object; host !== null; host = Object.getPrototypeOf(host)) {
    const descriptor = Object.getOwnPropertyDescriptor(host, name);
    if (descriptor !== undefined) return { descriptor, isOwn: host === object };
  }
  return { descriptor: undefined, isOwn: false };
}

module.exports = { MockFunctionContext, MockTracker };
