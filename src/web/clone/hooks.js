// The script's part in cloning: what the native side cannot word or make, as it was before any program changed it.
'use strict';

const { lazyDOMException } = require('internal/util');
const { isAnyArrayBuffer, isSharedArrayBuffer } = require('internal/util/types');
const { isMarkedAsUntransferable, kTransferMode, kTransferable } = require('internal/worker/transfer_marks');
const { builtinIds: ids } = internalBinding('builtins');
const { setHooks } = internalBinding('messaging');
const {
  messaging_clone_symbol: kClone,
  messaging_deserialize_symbol: kDeserialize,
  messaging_transfer_list_symbol: kTransferList,
  messaging_transfer_symbol: kTransfer,
} = internalBinding('symbols');

const errorClasses = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const objectToString = Object.prototype.toString;
const NativeBigInt = BigInt;
const NativeObject = Object;

setHooks({
  getTime: Date.prototype.getTime,
  numberValue: Number.prototype.valueOf,
  stringValue: String.prototype.valueOf,
  booleanValue: Boolean.prototype.valueOf,
  bigintValue: BigInt.prototype.valueOf,
  bigintHex: BigInt.prototype.toString,
  bigintOfHex: (hex, negative) => (negative ? -NativeBigInt(hex) : NativeBigInt(hex)),
  boxPrimitive: (primitive) => NativeObject(primitive),
  Map,
  mapSet: Map.prototype.set,
  Set,
  setAdd: Set.prototype.add,
  RegExp,
  makeError,
  refuse: (value) => dataCloneError(`${describe(value)} could not be cloned.`),
  dataCloneError,
  construct,
}, { transferMode: kTransferMode, clone: kClone, transfer: kTransfer, deserialize: kDeserialize });

// Without a stack of its own: it gets that of the original, if there was one.
function makeError(name) {
  const error = new errorClasses[name]();
  Object.defineProperty(error, 'stack', {
    __proto__: null, value: undefined, configurable: true, enumerable: false, writable: true,
  });
  return error;
}

function dataCloneError(message) {
  return lazyDOMException(message, 'DataCloneError');
}

// `module:Constructor` names a built-in class, as in Node.
function construct(deserializeInfo) {
  const [id, name] = deserializeInfo.split(':');
  if (!ids.includes(id)) throw new Error(`Missing internal module '${id}'`);
  return new (require(id)[name])();
}

/** Checks a list of objects to be transferred; with them come those that they bring along. */
function transfersOf(list) {
  const transfers = new Set();
  for (const object of list) add(object, transfers);
  return [...transfers];
}

function add(object, transfers) {
  const buffer = isAnyArrayBuffer(object) && !isSharedArrayBuffer(object);
  if (!buffer && !(object[kTransferMode] & kTransferable)) {
    if (isMarkedAsUntransferable(object)) throw dataCloneError('Cannot transfer object of unsupported type.');
    throw dataCloneError('Found invalid value in transferList.');
  }
  if (isMarkedAsUntransferable(object) || (buffer && object.detached)) {
    throw dataCloneError('Cannot transfer object of unsupported type.');
  }
  if (transfers.has(object)) {
    throw dataCloneError(`Transfer list contains duplicate ${buffer ? 'ArrayBuffer' : object.constructor.name}`);
  }
  transfers.add(object);
  if (buffer) return;
  for (const nested of object[kTransferList]?.() ?? []) if (!transfers.has(nested)) add(nested, transfers);
}

const sourceLengthMax = 128;
const sourceHeadLength = 111;

// The value as V8 prints it without running any of the program's code.
function describe(value) {
  if (typeof value === 'symbol') return value.toString();
  if (typeof value === 'function') {
    const source = Function.prototype.toString.call(value);
    return source.length <= sourceLengthMax ? source :
      `${source.slice(0, sourceHeadLength)}...<omitted>...${source.slice(-2)}`;
  }
  const prototype = Object.getPrototypeOf(value);
  if (value.toString === objectToString && prototype !== null) {
    const constructor = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
    if (typeof constructor === 'function' && constructor.name !== '') return `#<${constructor.name}>`;
  }
  return objectToString.call(value);
}

module.exports = { transfersOf };
