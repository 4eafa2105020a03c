// WebAssembly.Memory, Table and Global. The natives hold what they are; here are arguments and messages.
'use strict';

const binding = internalBinding('wasm');
const { isObject, requireNew, toLimits, toUint32 } = require('internal/wasm/arguments');

const kPagesMax = 65536;
const kTableMax = 10000000;
const kUint32Max = 2 ** 32 - 1;
const kNoFunction = 'function-typed object must be null (if nullable) or a Wasm function object';

// Marks functions of WebAssembly: a private field that the constructor puts on what its base returns.
class Itself {
  constructor(object) {
    return object;
  }
}

class Mark extends Itself {
  #exported;

  constructor(object, exported) {
    super(object);
    this.#exported = exported;
  }

  static of(value) {
    return #exported in value ? value.#exported : undefined;
  }
}

const mark = (target, exported) => { new Mark(target, exported); };
const marked = (value) => Mark.of(value);
const isExported = (value) => typeof value === 'function' && Mark.of(value) !== undefined;

/** The object that a constructor's `new` makes has this prototype. */
function prototypeOf(newTarget, constructor) {
  const { prototype } = newTarget;
  return isObject(prototype) ? prototype : constructor.prototype;
}

/** Makes a constructor's prototype look as V8's. */
function furnish(constructor, tag, members = {}) {
  const descriptors = Object.getOwnPropertyDescriptors(members);
  Object.defineProperties(constructor.prototype, descriptors);
  Object.defineProperty(constructor.prototype, Symbol.toStringTag, { value: `WebAssembly.${tag}`, configurable: true });
  Object.defineProperty(constructor, 'prototype', { writable: false });
}

function Memory(descriptor) {
  const context = 'WebAssembly.Memory()';
  requireNew(new.target, 'Memory');
  if (!isObject(descriptor)) throw new TypeError(`${context}: Argument 0 must be a memory descriptor`);
  const { initial, maximum } = toLimits(descriptor, context, kPagesMax, kPagesMax);
  if (descriptor.shared) {
    if (maximum === undefined) {
      throw new TypeError(`${context}: If shared is true, maximum property should be defined.`);
    }
    const { ERR_METHOD_NOT_IMPLEMENTED } = require('internal/errors').codes;
    throw new ERR_METHOD_NOT_IMPLEMENTED(
      'WebAssembly.Memory with shared: true (rnode has no threads of WebAssembly: build the module without them)');
  }
  return binding.createMemory(prototypeOf(new.target, Memory), initial, maximum);
}

function checkMemory(value, context) {
  if (!binding.isMemory(value)) throw new TypeError(`${context}: Receiver is not a WebAssembly.Memory`);
}

furnish(Memory, 'Memory', {
  grow(delta) {
    const context = 'WebAssembly.Memory.grow()';
    checkMemory(this, context);
    const pages = binding.memoryGrow(this, toUint32(delta, context, 'Argument 0'));
    if (pages === undefined) throw new RangeError(`${context}: Maximum memory size exceeded`);
    return pages;
  },
  get buffer() {
    checkMemory(this, 'WebAssembly.Memory.buffer');
    return binding.memoryBuffer(this);
  },
});

function Table(descriptor) {
  const context = 'WebAssembly.Table()';
  requireNew(new.target, 'Table');
  if (!isObject(descriptor)) throw new TypeError(`${context}: Argument 0 must be a table descriptor`);
  const element = `${descriptor.element}`;
  if (element !== 'anyfunc' && element !== 'externref') {
    throw new TypeError(`${context}: Descriptor property 'element' must be a WebAssembly reference type`);
  }
  const { initial, maximum } = toLimits(descriptor, context, kTableMax, kUint32Max);
  const holdsFunctions = element === 'anyfunc';
  let first = arguments[1];
  if (holdsFunctions) {
    first ??= null;
    if (first !== null && !isExported(first)) {
      throw new TypeError(`${context}: Argument 2 must be undefined or a value of type compatible with the type of the ` +
        `new table: ${kNoFunction}.`);
    }
  }
  return binding.createTable(prototypeOf(new.target, Table), holdsFunctions, initial, maximum, first);
}

/** Whether a table holds functions. */
function checkTable(value, context) {
  const holdsFunctions = binding.tableType(value);
  if (holdsFunctions === undefined) throw new TypeError(`${context}: Receiver is not a WebAssembly.Table`);
  return holdsFunctions;
}

function toIndex(table, index, holdsFunctions, context) {
  const at = toUint32(index, context, 'Argument 0');
  const length = binding.tableLength(table);
  if (at >= length) {
    const type = holdsFunctions ? 'funcref' : 'externref';
    throw new RangeError(`${context}: invalid address ${at} in ${type} table of size ${length}`);
  }
  return at;
}

function checkElement(value, holdsFunctions, context) {
  if (holdsFunctions && value !== null && !isExported(value)) {
    throw new TypeError(`${context}: Argument 1 is invalid for table: ${kNoFunction}`);
  }
}

furnish(Table, 'Table', {
  get length() {
    checkTable(this, 'WebAssembly.Table.length()');
    return binding.tableLength(this);
  },
  grow(count) {
    const context = 'WebAssembly.Table.grow()';
    const holdsFunctions = checkTable(this, context);
    const more = toUint32(count, context, 'Argument 0');
    let value = arguments[1];
    if (holdsFunctions && value === undefined) value = null;
    checkElement(value, holdsFunctions, context);
    const length = binding.tableGrow(this, more, value);
    if (length === undefined) throw new RangeError(`${context}: failed to grow table by ${more}`);
    return length;
  },
  set(index) {
    const context = 'WebAssembly.Table.set()';
    const holdsFunctions = checkTable(this, context);
    const at = toIndex(this, index, holdsFunctions, context);
    const value = arguments.length > 1 || !holdsFunctions ? arguments[1] : null;
    checkElement(value, holdsFunctions, context);
    binding.tableSet(this, at, value);
  },
  get(index) {
    const context = 'WebAssembly.Table.get()';
    const holdsFunctions = checkTable(this, context);
    return binding.tableGet(this, toIndex(this, index, holdsFunctions, context));
  },
});

const kGlobalTypes = new Set(['i32', 'i64', 'f32', 'f64', 'v128', 'anyfunc', 'externref']);

function Global(descriptor) {
  const context = 'WebAssembly.Global()';
  requireNew(new.target, 'Global');
  if (!isObject(descriptor)) throw new TypeError(`${context}: Argument 0 must be a global descriptor`);
  const mutable = Boolean(descriptor.mutable);
  const type = `${descriptor.value}`;
  if (!kGlobalTypes.has(type)) {
    throw new TypeError(`${context}: Descriptor property 'value' must be a WebAssembly type`);
  }
  if (type === 'v128') {
    throw new TypeError(`${context}: A global of type 'v128' cannot be created in JavaScript`);
  }
  let value = arguments[1];
  if (type === 'anyfunc') {
    value ??= null;
    if (value !== null && !isExported(value)) throw new TypeError(`${context}: ${kNoFunction}`);
  } else if (type !== 'externref') {
    if (value === undefined) value = type === 'i64' ? 0n : 0;
  }
  return binding.createGlobal(prototypeOf(new.target, Global), type, mutable, value);
}

function checkGlobal(value, context) {
  const type = binding.globalType(value);
  if (type === undefined) throw new TypeError(`${context}: Receiver is not a WebAssembly.Global`);
  return type;
}

function getGlobal(global, context) {
  const { 0: type } = checkGlobal(global, context);
  if (type === 'v128') throw new TypeError(`${context}: Can't get the value of s128 WebAssembly.Global`);
  return binding.globalGet(global);
}

furnish(Global, 'Global', {
  valueOf() {
    return getGlobal(this, 'WebAssembly.Global.valueOf()');
  },
  // The parentheses are V8's.
  get value() {
    return getGlobal(this, 'get WebAssembly.Global.value)');
  },
  set value(value) {
    const context = 'set WebAssembly.Global.value)';
    const { 0: type, 1: mutable } = checkGlobal(this, context);
    if (!mutable) throw new TypeError(`${context}: Can't set the value of an immutable global.`);
    if (type === 'v128') throw new TypeError(`${context}: Can't set the value of s128 WebAssembly.Global`);
    if (type === 'funcref' && value !== null && !isExported(value)) {
      throw new TypeError(`${context}: Argument 0: ${kNoFunction}`);
    }
    binding.globalSet(this, value);
  },
});

module.exports = { Global, Memory, Table, furnish, mark, marked, prototypeOf };
