// What the classes of web streams share: the arguments of their constructors, queues, and how they are shown.
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { validateFunction } = require('internal/validators');

/** Where a public object keeps its state. */
const kState = Symbol('kState');

/** What only built-in scripts can give a constructor that is not for programs. */
const kInternal = Symbol('kInternal');

function extractHighWaterMark(value, defaultHighWaterMark) {
  if (value === undefined) return defaultHighWaterMark;
  const number = +value;
  if (Number.isNaN(number) || number < 0) throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.highWaterMark', value);
  return number;
}

/** Undefined when each chunk counts as one. */
function extractSizeAlgorithm(size) {
  if (size !== undefined) validateFunction(size, 'strategy.size');
  return size;
}

/** A method of a source, sink or transformer; undefined when it has none. */
function extractMethod(object, key, name) {
  const method = object[key];
  if (method === undefined) return undefined;
  // As in Node, which takes null, for one, for no method.
  if (!method) return undefined;
  validateFunction(method, name);
  return method;
}

/** The size of a chunk as a program computed it. */
function checkChunkSize(size) {
  const number = +size;
  if (Number.isNaN(number) || number < 0 || number === Infinity) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('size', size);
  }
  return number;
}

/** First in, first out; taking out costs the same however long it is. */
class Queue {
  constructor() {
    this.list = [];
    this.head = 0;
  }

  get length() {
    return this.list.length - this.head;
  }

  push(value) {
    this.list.push(value);
  }

  peek() {
    return this.list[this.head];
  }

  shift() {
    const { list, head } = this;
    const value = list[head];
    if (head + 1 === list.length) {
      this.list = [];
      this.head = 0;
    } else {
      list[head] = undefined;
      this.head = head + 1;
      if (this.head === 1024) {
        list.splice(0, 1024);
        this.head = 0;
      }
    }
    return value;
  }
}

/** A queue of chunks with their total size (the standard's "queue-with-sizes"). */
class ChunkQueue extends Queue {
  constructor() {
    super();
    this.totalSize = 0;
    // Made for the first chunk whose size is not 1.
    this.sizes = undefined;
  }

  add(chunk, size) {
    if (this.sizes === undefined && size !== 1) {
      this.sizes = new Queue();
      for (let i = 0; i < this.length; i++) this.sizes.push(1);
    }
    this.push(chunk);
    this.sizes?.push(size);
    this.totalSize += size;
  }

  take() {
    const size = this.sizes === undefined ? 1 : this.sizes.shift();
    // Adding and subtracting fractions may end below zero.
    this.totalSize = Math.max(0, this.totalSize - size);
    return this.shift();
  }
}

function customInspect(depth, options, name, data) {
  if (depth < 0) return undefined;
  return `${name} ${inspect(data, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
}

/** Defines `[util.inspect.custom]` of a class: its name with what `dataOf` gives. */
function defineInspection(Class, dataOf) {
  const method = {
    [customInspectSymbol](depth, options) {
      return customInspect(depth, options, Class.name, dataOf(this));
    },
  }[customInspectSymbol];
  Object.defineProperty(Class.prototype, customInspectSymbol, { value: method, writable: true, configurable: true });
}

/** Makes members enumerable, and the class's name its tag, as Web IDL has it. */
function defineInterface(Class, members, isTagged = true) {
  for (const name of members) Object.defineProperty(Class.prototype, name, kEnumerableProperty);
  if (isTagged) {
    Object.defineProperty(Class.prototype, Symbol.toStringTag, {
      __proto__: null, configurable: true, value: Class.name,
    });
  }
}

function checkInternal(token) {
  if (token !== kInternal) throw new ERR_ILLEGAL_CONSTRUCTOR();
}

module.exports = {
  ChunkQueue,
  Queue,
  checkChunkSize,
  checkInternal,
  customInspect,
  defineInspection,
  defineInterface,
  extractHighWaterMark,
  extractMethod,
  extractSizeAlgorithm,
  kInternal,
  kState,
};
