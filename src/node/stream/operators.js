// The operators of a Readable: `map`, `filter` and the others that return a stream, and `toArray`,
// `reduce` and the others that return a promise. All are written for `this`, an async iterable.
'use strict';

const { AbortController, AbortSignal } = require('internal/abort_controller');
const { kWeakHandler, kResistStopPropagation } = require('internal/event_target');
const { finished } = require('internal/streams/end-of-stream');
const {
  AbortError,
  codes: { ERR_MISSING_ARGS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const {
  validateAbortSignal,
  validateFunction,
  validateInteger,
  validateObject,
} = require('internal/validators');

// What a mapper returns for an item to leave out, and what stands for the end in the queue.
const kEmpty = Symbol('kEmpty');
const kEof = Symbol('kEof');

function validateOptions(options) {
  if (options != null) validateObject(options, 'options');
  if (options?.signal != null) validateAbortSignal(options.signal, 'options.signal');
}

function throwIfAborted(options) {
  if (options?.signal?.aborted) throw new AbortError();
}

// map ---------------------------------------------------------------------------------------------

function map(fn, options) {
  validateFunction(fn, 'fn');
  validateOptions(options);

  const concurrency = options?.concurrency != null ? Math.floor(options.concurrency) : 1;
  const ahead = options?.highWaterMark != null ? Math.floor(options.highWaterMark) : concurrency - 1;
  validateInteger(concurrency, 'options.concurrency', 1);
  validateInteger(ahead, 'options.highWaterMark', 0);

  return mapped(this, fn, options, concurrency, ahead + concurrency);
}

async function* mapped(stream, fn, options, concurrency, queueMax) {
  const signal = AbortSignal.any(options?.signal ? [options.signal] : []);
  const mapper = new Mapper(stream, fn, signal, concurrency, queueMax);
  mapper.run();
  try {
    while (true) {
      while (mapper.queue.length > 0) {
        const value = await mapper.queue[0];
        if (value === kEof) return;
        if (signal.aborted) throw new AbortError();
        if (value !== kEmpty) yield value;
        mapper.queue.shift();
        mapper.maybeGoOn();
      }
      await new Promise((resolve) => { mapper.onqueued = resolve; });
    }
  } finally {
    mapper.done = true;
    mapper.goOn();
  }
}

// Runs `fn` on the items of a stream, up to `concurrency` at a time, and queues the promises of the
// results in the order of the items.
class Mapper {
  constructor(stream, fn, signal, concurrency, queueMax) {
    this.stream = stream;
    this.fn = fn;
    this.signal = signal;
    this.concurrency = concurrency;
    this.queueMax = queueMax;
    this.queue = [];
    this.running = 0;
    this.done = false;
    this.onqueued = null;
    this.onroom = null;
    this.settled = () => {
      this.running--;
      this.maybeGoOn();
    };
    this.failed = () => {
      this.done = true;
      this.settled();
    };
  }

  async run() {
    try {
      const argument = { signal: this.signal };
      for await (const item of this.stream) {
        if (this.done) return;
        if (this.signal.aborted) throw new AbortError();
        if (!this.start(item, argument)) continue;
        if (!this.done && (this.queue.length >= this.queueMax || this.running >= this.concurrency)) {
          await new Promise((resolve) => { this.onroom = resolve; });
        }
      }
      this.queue.push(kEof);
    } catch (err) {
      const failure = Promise.reject(err);
      failure.then(this.settled, this.failed);
      this.queue.push(failure);
    } finally {
      this.done = true;
      this.announce();
    }
  }

  start(item, argument) {
    let result;
    try {
      const value = this.fn(item, argument);
      if (value === kEmpty) return false;
      result = Promise.resolve(value);
    } catch (err) {
      result = Promise.reject(err);
    }
    this.running++;
    result.then(this.settled, this.failed);
    this.queue.push(result);
    this.announce();
    return true;
  }

  announce() {
    if (this.onqueued === null) return;
    this.onqueued();
    this.onqueued = null;
  }

  maybeGoOn() {
    if (!this.done && this.running < this.concurrency && this.queue.length < this.queueMax) this.goOn();
  }

  goOn() {
    if (this.onroom === null) return;
    this.onroom();
    this.onroom = null;
  }
}

// What returns a stream ---------------------------------------------------------------------------

function filter(fn, options) {
  validateFunction(fn, 'fn');
  async function filterFn(value, options) {
    return await fn(value, options) ? value : kEmpty;
  }
  return map.call(this, filterFn, options);
}

function flatMap(fn, options) {
  return flattened(map.call(this, fn, options));
}

async function* flattened(values) {
  for await (const value of values) yield* value;
}

function drop(number, options = undefined) {
  validateOptions(options);
  return dropped(this, toCount(number), options);
}

async function* dropped(stream, left, options) {
  throwIfAborted(options);
  for await (const value of stream) {
    throwIfAborted(options);
    if (left-- <= 0) yield value;
  }
}

function take(number, options = undefined) {
  validateOptions(options);
  return taken(this, toCount(number), options);
}

async function* taken(stream, left, options) {
  throwIfAborted(options);
  for await (const value of stream) {
    throwIfAborted(options);
    if (left-- > 0) yield value;
    // Without waiting for one more item.
    if (left <= 0) return;
  }
}

// As in the iterator helpers proposal, except that NaN counts as 0.
function toCount(number) {
  number = Number(number);
  if (Number.isNaN(number)) return 0;
  if (number < 0) throw new ERR_OUT_OF_RANGE('number', '>= 0', number);
  return number;
}

// What returns a promise --------------------------------------------------------------------------

async function some(fn, options = undefined) {
  for await (const unused of filter.call(this, fn, options)) return true;
  return false;
}

async function every(fn, options = undefined) {
  validateFunction(fn, 'fn');
  // De Morgan: not some that is not.
  return !(await some.call(this, async (...args) => !(await fn(...args)), options));
}

async function find(fn, options) {
  for await (const result of filter.call(this, fn, options)) return result;
  return undefined;
}

async function forEach(fn, options) {
  validateFunction(fn, 'fn');
  async function forEachFn(value, options) {
    await fn(value, options);
    return kEmpty;
  }
  for await (const unused of map.call(this, forEachFn, options));
}

async function toArray(options) {
  validateOptions(options);
  const result = [];
  for await (const value of this) {
    if (options?.signal?.aborted) throw new AbortError(undefined, { cause: options.signal.reason });
    result.push(value);
  }
  return result;
}

class ReduceAwareErrMissingArgs extends ERR_MISSING_ARGS {
  constructor() {
    super('reduce');
    this.message = 'Reduce of an empty stream requires an initial value';
  }
}

async function reduce(reducer, initialValue, options) {
  validateFunction(reducer, 'reducer');
  validateOptions(options);

  let isEmpty = arguments.length < 2;
  let result = initialValue;
  const outer = options?.signal;
  if (outer?.aborted) {
    const err = new AbortError(undefined, { cause: outer.reason });
    // It is reported here already.
    this.once('error', () => {});
    await finished(this.destroy(err));
    throw err;
  }

  const controller = new AbortController();
  if (outer) {
    outer.addEventListener('abort', () => controller.abort(),
                           { once: true, [kWeakHandler]: this, [kResistStopPropagation]: true });
  }
  try {
    for await (const value of this) {
      throwIfAborted(options);
      if (isEmpty) {
        result = value;
        isEmpty = false;
      } else {
        result = await reducer(result, value, { signal: controller.signal });
      }
    }
    if (isEmpty) throw new ReduceAwareErrMissingArgs();
  } finally {
    controller.abort();
  }
  return result;
}

module.exports.streamReturningOperators = { drop, filter, flatMap, map, take };
module.exports.promiseReturningOperators = { every, forEach, reduce, toArray, some, find };
