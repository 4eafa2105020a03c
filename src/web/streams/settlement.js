// How the results of the standard's algorithms come about, with as few promises as it can be done.
'use strict';

const { then } = Promise.prototype;
const { queueMicrotask } = globalThis;
const ignore = () => {};

/**
 * A promise that is made when somebody asks for it; most streams' `closed` and `ready` never are. Its rejection
 * counts as handled: the standard says so of all that this stands for.
 */
class Settlement {
  constructor() {
    this.status = 'pending';
    this.value = undefined;
    this.deferred = undefined;
  }

  static resolved() {
    const settlement = new Settlement();
    settlement.status = 'resolved';
    return settlement;
  }

  static rejected(error) {
    const settlement = new Settlement();
    settlement.status = 'rejected';
    settlement.value = error;
    return settlement;
  }

  get isPending() {
    return this.status === 'pending';
  }

  get promise() {
    if (this.deferred === undefined) {
      this.deferred = Promise.withResolvers();
      this.#settle();
    }
    return this.deferred.promise;
  }

  resolve() {
    if (this.status !== 'pending') return;
    this.status = 'resolved';
    if (this.deferred !== undefined) this.#settle();
  }

  reject(error) {
    if (this.status !== 'pending') return;
    this.status = 'rejected';
    this.value = error;
    if (this.deferred !== undefined) this.#settle();
  }

  #settle() {
    if (this.status === 'resolved') {
      this.deferred.resolve(undefined);
    } else if (this.status === 'rejected') {
      this.deferred.reject(this.value);
      markHandled(this.deferred.promise);
    }
  }
}

/** The reaction to a promise, whatever a program made of `Promise.prototype.then`. */
function react(promise, onFulfilled, onRejected) {
  return then.call(promise, onFulfilled, onRejected);
}

function markHandled(promise) {
  then.call(promise, undefined, ignore);
}

/**
 * Goes on when what an algorithm of a program returned is settled. A value that is no object settles at once, and needs
 * no promise to go on a microtask later.
 */
function whenSettled(result, onFulfilled, onRejected) {
  if (result === null || (typeof result !== 'object' && typeof result !== 'function')) queueMicrotask(onFulfilled);
  else then.call(Promise.resolve(result), onFulfilled, onRejected);
}

/** The same for what `start` returned, which the standard resolves a new promise with: that takes its time. */
function whenStarted(result, onFulfilled, onRejected) {
  if (result === null || (typeof result !== 'object' && typeof result !== 'function')) queueMicrotask(onFulfilled);
  else then.call(new Promise((resolve) => resolve(result)), onFulfilled, onRejected);
}

/**
 * Cuts a class of states off from Object.prototype: what programs define there, setters among it, must not be seen.
 */
function isolate(Class) {
  Object.setPrototypeOf(Class.prototype, null);
}

/**
 * The promise for what `method` returns or throws, of undefined for a method that is not there. It is a new one even for
 * a promise (Web IDL, "convert a JavaScript value to Promise<T>"), which settles later.
 */
function promiseCall(method, thisArg, ...args) {
  if (method === undefined) return Promise.resolve(undefined);
  try {
    const result = Reflect.apply(method, thisArg, args);
    return new Promise((resolve) => resolve(result));
  } catch (error) {
    return Promise.reject(error);
  }
}

module.exports = { Settlement, ignore, isolate, markHandled, promiseCall, react, whenSettled, whenStarted };
