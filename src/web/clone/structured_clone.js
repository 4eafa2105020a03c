// Structured cloning within one thread (HTML, "Safe passing of structured data"): the copy is made directly,
// without a serialised form in between.
//
// What is transferred must stay usable until the whole value has been read, because an error leaves it with its
// owner. So a transferred object, and a view on a transferred buffer, first stands in the copy as a `Pending`;
// once everything has been read the transfers are made and the pending places filled.
'use strict';

const { lazyDOMException, lazyDOMExceptionClass } = require('internal/util');
const {
  isAnyArrayBuffer, isArgumentsObject, isArrayBufferView, isBoxedPrimitive, isDate, isExternal, isMap, isMapIterator,
  isModuleNamespaceObject, isNativeError, isPromise, isProxy, isRegExp, isSet, isSetIterator, isSharedArrayBuffer,
  isWeakMap, isWeakSet,
} = require('internal/util/types');
const {
  isMarkedAsUntransferable, kCloneable, kShareable, kTransferMode, kTransferable,
} = require('internal/worker/transfer_marks');

const {
  messaging_clone_symbol: kClone,
  messaging_deserialize_symbol: kDeserialize,
  messaging_transfer_list_symbol: kTransferList,
  messaging_transfer_symbol: kTransfer,
} = internalBinding('symbols');

const errorClasses = { __proto__: null, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const objectToString = Object.prototype.toString;
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const getViewName = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag).get;
const getDataViewLength = Object.getOwnPropertyDescriptor(DataView.prototype, 'byteLength').get;
const viewClasses = { __proto__: null };
for (const View of [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array,
  BigUint64Array, Float16Array, Float32Array, Float64Array, DataView,
]) viewClasses[View.name] = View;

/**
 * A deep copy of `value` in which the members of `transferList` have moved instead of being copied.
 * Throws a DataCloneError, and then nothing has moved.
 */
function cloneWithTransfer(value, transferList) {
  if (transferList.length === 0) {
    if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') return value;
    return cloneAny(value, new State(null));
  }
  const transfers = new Map();
  for (const object of transferList) addTransfer(object, transfers);
  const state = new State(transfers);
  const copy = cloneAny(value, state);
  for (const pending of transfers.values()) pending.move(state);
  for (const fill of state.fills) fill();
  return settled(copy);
}

class State {
  constructor(transfers) {
    this.copies = new Map(); // source object -> its copy, for cycles and shared references
    this.transfers = transfers; // source object -> Pending, or null when nothing is transferred
    this.fills = null; // run in order once the transfers are made
    if (transfers !== null) this.fills = [];
  }
}

// `resolve` gives the real object once the transfers are made.
class Pending {
  constructor(resolve) {
    this.resolve = resolve;
  }
}

function settled(copy) {
  return copy instanceof Pending ? copy.resolve() : copy;
}

function dataCloneError(message) {
  return lazyDOMException(message, 'DataCloneError');
}

function addTransfer(object, transfers) {
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

  let moved;
  const pending = new Pending(() => moved);
  transfers.set(object, pending);
  if (buffer) {
    pending.move = () => { moved = object.transfer(); };
    return;
  }
  for (const nested of object[kTransferList]?.() ?? []) if (!transfers.has(nested)) addTransfer(nested, transfers);
  // Taking the object's state ends its life here, so that waits until everything else has been read.
  pending.move = (state) => {
    const { data, deserializeInfo } = object[kTransfer]();
    moved = construct(deserializeInfo);
    restore(moved, cloneAny(data, state), state);
  };
}

// `module:Constructor` names a built-in class, as in Node.
function construct(deserializeInfo) {
  const [id, name] = deserializeInfo.split(':');
  return new (require(id)[name])();
}

function cloneAny(value, state) {
  switch (typeof value) {
    case 'object': return value === null ? null : cloneObject(value, state);
    case 'function':
    case 'symbol': throw notCloneable(value);
    default: return value;
  }
}

function cloneObject(source, state) {
  const seen = state.copies.get(source);
  if (seen !== undefined) return seen;
  if (state.transfers !== null) {
    const pending = state.transfers.get(source);
    if (pending !== undefined) return pending;
  }

  if (Array.isArray(source)) return cloneArray(source, state);
  const prototype = Object.getPrototypeOf(source);
  if (prototype === Object.prototype || prototype === null) {
    if (isProxy(source) || isArgumentsObject(source) || source === globalThis) throw notCloneable(source);
    if (source[kTransferMode] !== undefined) return clonePlatformObject(source, state);
    return clonePlain(source, state);
  }
  if (isArrayBufferView(source)) return cloneView(source, state);
  if (isAnyArrayBuffer(source)) return cloneArrayBuffer(source, state);
  if (isMap(source)) return cloneMap(source, state);
  if (isSet(source)) return cloneSet(source, state);
  if (isDate(source)) return remember(state, source, new Date(Date.prototype.getTime.call(source)));
  if (isRegExp(source)) return remember(state, source, new RegExp(source.source, source.flags));
  if (source instanceof lazyDOMExceptionClass()) return remember(state, source, cloneDOMException(source));
  if (isNativeError(source)) return cloneError(source, state);
  if (isBoxedPrimitive(source)) return cloneBoxed(source, state);
  if (source[kTransferMode] !== undefined || typeof source[kClone] === 'function') {
    return clonePlatformObject(source, state);
  }
  if (isExotic(source)) throw notCloneable(source);
  return clonePlain(source, state);
}

function remember(state, source, copy) {
  state.copies.set(source, copy);
  return copy;
}

// Objects whose state is not in their properties, and which cloning knows nothing about.
function isExotic(source) {
  return isProxy(source) || isPromise(source) || isWeakMap(source) || isWeakSet(source) ||
    isModuleNamespaceObject(source) || isMapIterator(source) || isSetIterator(source) || isExternal(source) ||
    source instanceof WeakRef || source instanceof FinalizationRegistry ||
    /^(?:Async)?Generator$|Iterator(?: Helper)?$/.test(objectToString.call(source).slice(8, -1));
}

function clonePlain(source, state) {
  const copy = {};
  state.copies.set(source, copy);
  copyProperties(source, Object.keys(source), copy, state);
  return copy;
}

function copyProperties(source, keys, copy, state) {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const value = source[key];
    // A getter that ran before may have deleted it.
    if (value === undefined && !Object.hasOwn(source, key)) continue;
    const type = typeof value;
    const cloned = type === 'object' || type === 'function' || type === 'symbol' ? cloneAny(value, state) : value;
    if (state.fills === null && key !== '__proto__') copy[key] = cloned;
    else setProperty(copy, key, cloned, state);
  }
}

function setProperty(copy, key, value, state) {
  if (value instanceof Pending) {
    // Keeps the property's place in the order of keys until it is filled.
    setOwn(copy, key, undefined);
    state.fills.push(() => setOwn(copy, key, value.resolve()));
  } else {
    setOwn(copy, key, value);
  }
}

function setOwn(copy, key, value) {
  if (key !== '__proto__') {
    copy[key] = value;
    return;
  }
  Object.defineProperty(copy, key, { __proto__: null, value, configurable: true, enumerable: true, writable: true });
}

function cloneArray(source, state) {
  if (isProxy(source)) throw notCloneable(source);
  const copy = [];
  state.copies.set(source, copy);
  const { length } = source;
  const keys = Object.keys(source);
  // Holes stay holes; setting the length last keeps a dense array dense while it grows.
  copyProperties(source, keys, copy, state);
  if (copy.length !== length) copy.length = length;
  return copy;
}

// A Map or Set is filled in the order that it has now, whatever getters do to it meanwhile.
function cloneMap(source, state) {
  const copy = new Map();
  state.copies.set(source, copy);
  const entries = [...Map.prototype.entries.call(source)];
  for (const entry of entries) {
    entry[0] = cloneAny(entry[0], state);
    entry[1] = cloneAny(entry[1], state);
    if (state.fills === null) copy.set(entry[0], entry[1]);
  }
  state.fills?.push(() => {
    for (const { 0: key, 1: value } of entries) copy.set(settled(key), settled(value));
  });
  return copy;
}

function cloneSet(source, state) {
  const copy = new Set();
  state.copies.set(source, copy);
  const members = [...Set.prototype.values.call(source)];
  for (let i = 0; i < members.length; i++) {
    members[i] = cloneAny(members[i], state);
    if (state.fills === null) copy.add(members[i]);
  }
  state.fills?.push(() => {
    for (const member of members) copy.add(settled(member));
  });
  return copy;
}

function cloneBoxed(source, state) {
  const primitive = boxedValue(source);
  if (typeof primitive === 'symbol') throw notCloneable(source);
  return remember(state, source, Object(primitive));
}

function boxedValue(source) {
  for (const { prototype } of [Number, String, Boolean, BigInt]) {
    try {
      return prototype.valueOf.call(source);
    } catch {
      // Another kind of wrapper: each valueOf accepts only its own.
    }
  }
  return Symbol.prototype.valueOf.call(source);
}

// Only the standard names survive; `message` is copied if it is a data property, `cause` in any case.
function cloneError(source, state) {
  const { name, stack } = source;
  const copy = new (errorClasses[name] ?? Error)();
  state.copies.set(source, copy);
  setHidden(copy, 'stack', typeof stack === 'string' ? stack : undefined);
  const message = Object.getOwnPropertyDescriptor(source, 'message');
  if (message !== undefined && 'value' in message) setHidden(copy, 'message', `${message.value}`);
  if (Object.hasOwn(source, 'cause')) {
    const cause = cloneAny(source.cause, state);
    if (cause instanceof Pending) state.fills.push(() => setHidden(copy, 'cause', cause.resolve()));
    else setHidden(copy, 'cause', cause);
  }
  return copy;
}

function cloneDOMException(source) {
  const { name, message, stack } = source;
  const copy = new (lazyDOMExceptionClass())(message, name);
  if (typeof stack === 'string') setHidden(copy, 'stack', stack);
  return copy;
}

function setHidden(object, key, value) {
  Object.defineProperty(object, key, { __proto__: null, value, configurable: true, enumerable: false, writable: true });
}

function cloneArrayBuffer(source, state) {
  // Two threads cannot see the same memory through two objects of one thread: sharing is the same object.
  if (isSharedArrayBuffer(source)) return source;
  if (source.detached) throw dataCloneError('An ArrayBuffer is detached and could not be cloned.');
  let copy;
  if (source.resizable) {
    copy = new ArrayBuffer(source.byteLength, { maxByteLength: source.maxByteLength });
    new Uint8Array(copy).set(new Uint8Array(source));
  } else {
    copy = source.slice(0);
  }
  return remember(state, source, copy);
}

// The whole buffer beneath comes along, so that views on one buffer share it in the copy too.
function cloneView(source, state) {
  const { buffer, byteOffset } = source;
  const memory = cloneObject(buffer, state);
  const View = viewClasses[getViewName.call(source) ?? 'DataView'];
  if (isOutOfBounds(source)) throw notCloneable(source);
  const length = tracksLength(source) ? undefined : source.length ?? source.byteLength;
  if (memory instanceof Pending) {
    let view;
    return remember(state, source, new Pending(() => (view ??= new View(memory.resolve(), byteOffset, length))));
  }
  return remember(state, source, new View(memory, byteOffset, length));
}

// A resizable buffer may have shrunk away from under a view; every method of such a view throws.
function isOutOfBounds(view) {
  if (!view.buffer.resizable) return false;
  try {
    if (view instanceof DataView) getDataViewLength.call(view);
    else typedArray.at.call(view, 0);
    return false;
  } catch {
    return true;
  }
}

// Whether the view was made without a length, and so follows its buffer's. Nothing tells but making room behind
// it; of a buffer that cannot grow it only matters where the view ends.
function tracksLength(view) {
  const { buffer, byteLength } = view;
  if (!buffer.resizable) return false;
  const elementSize = view.BYTES_PER_ELEMENT ?? 1;
  const size = buffer.byteLength;
  if (size - (view.byteOffset + byteLength) >= elementSize) return false;
  if (size + elementSize > buffer.maxByteLength) return true;
  buffer.resize(size + elementSize);
  const grew = view.byteLength > byteLength;
  buffer.resize(size);
  return grew;
}

function clonePlatformObject(source, state) {
  const mode = source[kTransferMode] ?? kCloneable;
  if (mode & kShareable) return remember(state, source, source);
  if (!(mode & kCloneable)) {
    throw dataCloneError(mode & kTransferable ?
      'Object that needs transfer was found in message but not listed in transferList' :
      'Cannot clone object of unsupported type.');
  }
  const { data, deserializeInfo } = source[kClone]();
  const copy = construct(deserializeInfo);
  state.copies.set(source, copy);
  restore(copy, cloneAny(data, state), state);
  return copy;
}

// Hands a built-in object its state, once nothing in it is pending any more.
function restore(object, data, state) {
  if (state.fills === null) object[kDeserialize](data);
  else state.fills.push(() => object[kDeserialize](settled(data)));
}

const sourceLengthMax = 128;
const sourceHeadLength = 111;

// The value as V8 prints it without running any of the program's code.
function notCloneable(value) {
  return dataCloneError(`${describe(value)} could not be cloned.`);
}

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

module.exports = { cloneWithTransfer };
