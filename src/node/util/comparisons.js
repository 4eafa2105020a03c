// internal/util/comparisons: deep equality, for assert and util.isDeepStrictEqual
// (nodejs.org/api/assert.html, "Comparison details").
'use strict';

const { compare: compareBytes } = internalBinding('buffer');
const { constants: { ONLY_ENUMERABLE, SKIP_SYMBOLS }, getOwnNonIndexProperties } = internalBinding('util');
const { isError } = require('internal/util');
const types = require('internal/util/types');

const { getOwnPropertyDescriptor, getOwnPropertySymbols, getPrototypeOf, hasOwn, is, keys: objectKeys } = Object;
const isEnumerable = Object.prototype.propertyIsEnumerable;
const objectToString = Object.prototype.toString;
const { get: typedArrayName } = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);

// Modes of comparison.
const loose = 0; // primitives by ==
const partial = 1; // `b` may have less than `a`
const strict = 2;
const strictButForPrototypes = 3;

// What an object has besides its properties.
const plain = 0;
const array = 1;
const set = 2;
const map = 3;

// So deep goes a comparison that does not watch for cycles. Watching costs more than most comparisons do, so that
// it begins with the first comparison that goes deeper: programs that have cycles at all tend to have more.
const unwatchedDepthMax = 500;
let watches = false;
const tooDeep = Symbol('to be done again, watching for cycles');

const builtInClasses = new Set([
  Array, ArrayBuffer, BigInt, Boolean, DataView, Date, Error, Function, Map, Number, Object, Promise, RegExp, Set,
  String, Symbol, WeakMap, WeakSet, BigInt64Array, BigUint64Array, Float16Array, Float32Array, Float64Array,
  Int8Array, Int16Array, Int32Array, Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array,
]);

let collections;

module.exports = {
  isDeepEqual(a, b) {
    return compare(a, b, loose);
  },
  isDeepStrictEqual(a, b, skipPrototype) {
    return compare(a, b, skipPrototype ? strictButForPrototypes : strict);
  },
  isPartialStrictEqual(a, b) {
    return compare(a, b, partial);
  },
  areEqual,
  areObjectsEqual,
  loose,
  partial,
};

function compare(a, b, mode) {
  if (!watches) {
    try {
      return areEqual(a, b, { mode, depth: 0, watched: undefined });
    } catch (error) {
      if (error !== tooDeep) throw error;
      watches = true;
    }
  }
  return areEqual(a, b, { mode, depth: 0, watched: new Set() });
}

// `run` is one comparison: its mode, how deep it is, and the objects being compared if it watches for cycles.
function areEqual(a, b, run) {
  const { mode } = run;
  if (a === b) return a !== 0 || mode === loose || is(a, b);
  const aIsObject = typeof a === 'object' && a !== null;
  const bIsObject = typeof b === 'object' && b !== null;
  if (aIsObject && bIsObject) return areObjectsEqual(a, b, run);
  if (mode !== loose) return typeof a === 'number' && is(a, b); // NaN
  return !aIsObject && !bIsObject && (a == b || (a !== a && b !== b));
}

function areObjectsEqual(a, b, run) {
  const { mode } = run;
  if (mode === strict && !haveSameClass(a, b)) return false;
  if (Array.isArray(a)) return areArraysEqual(a, b, run);

  let description;
  if (a[Symbol.toStringTag] === undefined) {
    description = objectToString.call(a);
    if (description === '[object Object]') {
      return !differInTag(description, a, b) && areContentsEqual(a, b, run, plain);
    }
  }
  if (types.isSet(a)) {
    return types.isSet(b) && fits(a.size, b.size, mode) && haveSameTag(a, b) && areContentsEqual(a, b, run, set);
  }
  if (types.isMap(a)) {
    return types.isMap(b) && fits(a.size, b.size, mode) && haveSameTag(a, b) && areContentsEqual(a, b, run, map);
  }
  if (ArrayBuffer.isView(a)) return areViewsEqual(a, b, run);
  return isSameKind(a, b, run, description) && areContentsEqual(a, b, run, plain);
}

function haveSameClass(a, b) {
  const { constructor } = a;
  if (builtInClasses.has(constructor) || (constructor !== undefined && !hasOwn(a, 'constructor'))) {
    return constructor === b.constructor;
  }
  return getPrototypeOf(a) === getPrototypeOf(b);
}

function fits(aSize, bSize, mode) {
  return aSize === bSize || (mode === partial && aSize > bSize);
}

function haveSameTag(a, b) {
  return a[Symbol.toStringTag] === b[Symbol.toStringTag];
}

function differInTag(description, a, b) {
  if (a[Symbol.toStringTag] !== undefined && b[Symbol.toStringTag] !== undefined) return !haveSameTag(a, b);
  return description !== objectToString.call(b);
}

function areArraysEqual(a, b, run) {
  if (!Array.isArray(b) || !fits(a.length, b.length, run.mode) || !haveSameTag(a, b)) return false;
  return areIndexedEqual(a, b, run, array);
}

// Bytes first; then there is nothing left to compare but properties that are no indices.
function areViewsEqual(a, b, run) {
  const name = typedArrayName.call(a);
  if (!ArrayBuffer.isView(b) || name !== typedArrayName.call(b)) return false;
  if (run.mode === partial && a.byteLength !== b.byteLength) {
    if (!containsBytes(bytesOf(a), bytesOf(b))) return false;
  } else if (run.mode === loose && name !== undefined && name.startsWith('Float')) {
    if (a.length !== b.length || a.some((number, i) => number !== b[i])) return false; // 0 is -0
  } else if (a.byteLength !== b.byteLength || compareBytes(a, b) !== 0) {
    return false;
  }
  return areIndexedEqual(a, b, run, plain);
}

function bytesOf(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

// Whether the bytes of `b` are in `a` in their order, with others between them.
function containsBytes(a, b) {
  let at = 0;
  for (let i = 0; i < b.length; i++) {
    while (a[at] !== b[i]) {
      at++;
      if (at > a.length - b.length + i) return false;
    }
    at++;
  }
  return true;
}

// Whether the objects are of one kind and what they hold inside is equal.
function isSameKind(a, b, run, description) {
  if (types.isDate(a)) return types.isDate(b) && haveSameTag(a, b) && is(timeOf(a), timeOf(b));
  if (types.isRegExp(a)) {
    return types.isRegExp(b) && a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex &&
      haveSameTag(a, b);
  }
  if (types.isAnyArrayBuffer(a)) {
    if (!types.isAnyArrayBuffer(b) || !haveSameTag(a, b)) return false;
    const [aBytes, bBytes] = [new Uint8Array(a), new Uint8Array(b)];
    if (run.mode === partial && aBytes.length !== bBytes.length) return containsBytes(aBytes, bBytes);
    return aBytes.length === bBytes.length && compareBytes(aBytes, bBytes) === 0;
  }
  if (differInTag(description ?? objectToString.call(a), a, b) || isOfTestedKind(b)) return false;
  if (isError(a)) return isError(b) && areErrorsEqual(a, b, run);
  if (types.isBoxedPrimitive(a)) return isSameBoxed(a, b);
  if (isURL(a)) return isURL(b) && a.href === b.href;
  if (types.isKeyObject(a)) return types.isKeyObject(b) && a.equals(b);
  if (types.isCryptoKey(a)) return types.isCryptoKey(b) && areCryptoKeysEqual(a, b, run);
  return !types.isBoxedPrimitive(b) && !isError(b) &&
    !types.isWeakMap(a) && !types.isWeakSet(a) && !types.isPromise(a);
}

function timeOf(date) {
  return Date.prototype.getTime.call(date);
}

// Whether `b` is of one of the kinds that `a` was found not to be.
function isOfTestedKind(b) {
  return Array.isArray(b) || ArrayBuffer.isView(b) || types.isSet(b) || types.isMap(b) || types.isDate(b) ||
    types.isRegExp(b) || types.isAnyArrayBuffer(b);
}

// Not the stack: it says where the error was made.
function areErrorsEqual(a, b, run) {
  for (const key of ['message', 'name', 'cause', 'errors']) {
    if (isEnumerable.call(b, key)) continue; // compared with the other properties
    if (run.mode === partial && (b[key] === undefined || (key === 'message' && b[key] === ''))) continue;
    if (!areEqual(a[key], b[key], run)) return false;
  }
  const bHasCause = hasOwn(b, 'cause');
  return bHasCause === hasOwn(a, 'cause') || (run.mode === partial && !bHasCause);
}

function isSameBoxed(a, b) {
  if (types.isNumberObject(a)) return types.isNumberObject(b) && holdSame(a, b, Number);
  if (types.isStringObject(a)) return types.isStringObject(b) && holdSame(a, b, String);
  if (types.isBooleanObject(a)) return types.isBooleanObject(b) && holdSame(a, b, Boolean);
  if (types.isBigIntObject(a)) return types.isBigIntObject(b) && holdSame(a, b, BigInt);
  return types.isSymbolObject(b) && holdSame(a, b, Symbol);
}

function holdSame(a, b, { prototype: { valueOf } }) {
  return is(valueOf.call(a), valueOf.call(b));
}

function isURL(value) {
  return typeof value.href === 'string' && require('internal/url').isURL(value);
}

function areCryptoKeysEqual(a, b, run) {
  const keys = require('internal/crypto/keys');
  return keys.getCryptoKeyType(a) === keys.getCryptoKeyType(b) &&
    keys.getCryptoKeyExtractable(a) === keys.getCryptoKeyExtractable(b) &&
    areEqual(keys.getCryptoKeyAlgorithm(a), keys.getCryptoKeyAlgorithm(b), run) &&
    keys.getCryptoKeyUsagesMask(a) === keys.getCryptoKeyUsagesMask(b) &&
    keys.getCryptoKeyHandle(a).equals(keys.getCryptoKeyHandle(b));
}

// Arrays and typed arrays: the properties that are no indices must be the same ones.
function areIndexedEqual(a, b, run, kind) {
  const filter = run.mode === loose ? ONLY_ENUMERABLE | SKIP_SYMBOLS : ONLY_ENUMERABLE;
  const bKeys = getOwnNonIndexProperties(b, filter);
  if (run.mode !== partial && bKeys.length !== getOwnNonIndexProperties(a, filter).length) return false;
  if (bKeys.length === 0 && (kind === plain || b.length === 0)) return true;
  return areOpenedEqual(a, b, run, kind, undefined, bKeys);
}

function areContentsEqual(a, b, run, kind) {
  const bKeys = objectKeys(b);
  let aKeys;
  if (run.mode === partial) {
    addSymbols(bKeys, b);
  } else {
    aKeys = objectKeys(a);
    if (aKeys.length !== bKeys.length) return false;
    if (run.mode !== loose) {
      addSymbols(aKeys, a);
      addSymbols(bKeys, b);
      if (aKeys.length !== bKeys.length) return false;
    }
  }
  if (bKeys.length === 0 && (kind === plain || b.size === 0)) return true;
  return areOpenedEqual(a, b, run, kind, aKeys, bKeys);
}

function addSymbols(keys, object) {
  for (const symbol of getOwnPropertySymbols(object)) {
    if (isEnumerable.call(object, symbol)) keys.push(symbol);
  }
}

// One level down, where a pair of objects that are both being compared already is taken to be equal.
function areOpenedEqual(a, b, run, kind, aKeys, bKeys) {
  const { watched } = run;
  if (watched === undefined) {
    if (run.depth === unwatchedDepthMax) throw tooDeep;
    run.depth++;
    const result = arePropertiesEqual(a, b, run, aKeys, bKeys) && areEntriesEqual(a, b, run, kind);
    run.depth--;
    return result;
  }
  const watchesA = watched.has(a);
  const watchesB = watched.has(b);
  if (watchesA || watchesB) return watchesA && watchesB;
  watched.add(a).add(b);
  const result = arePropertiesEqual(a, b, run, aKeys, bKeys) && areEntriesEqual(a, b, run, kind);
  watched.delete(a);
  watched.delete(b);
  return result;
}

// `aKeys` is not given where `a` may have more properties.
function arePropertiesEqual(a, b, run, aKeys, bKeys) {
  let inOrder = aKeys !== undefined;
  for (let i = 0; i < bKeys.length; i++) {
    const key = bKeys[i];
    // As long as the keys come in the same order, `a` is known to have them.
    if (inOrder && aKeys[i] !== key) inOrder = false;
    if (!inOrder && !getOwnPropertyDescriptor(a, key)?.enumerable) return false;
    if (!areEqual(a[key], b[key], run)) return false;
  }
  return true;
}

function areEntriesEqual(a, b, run, kind) {
  if (kind === plain) return true;
  if (kind === array) return run.mode === partial ? containsItems(a, b, run) : areItemsEqual(a, b, run);
  collections ??= require('internal/util/compare_collections');
  return kind === set ? collections.areSetsEqual(a, b, run) : collections.areMapsEqual(a, b, run);
}

function areItemsEqual(a, b, run) {
  for (let i = 0; i < a.length; i++) {
    if (b[i] === undefined && !hasOwn(b, i)) return areSparseItemsEqual(a, b, run, i);
    if (a[i] === undefined && !hasOwn(a, i)) return false;
    if (!areEqual(a[i], b[i], run)) return false;
  }
  return true;
}

// From the first hole on, by the keys.
function areSparseItemsEqual(a, b, run, start) {
  const bKeys = objectKeys(b);
  if (objectKeys(a).length !== bKeys.length) return false;
  for (let i = start; i < bKeys.length; i++) {
    const key = bKeys[i];
    if (!hasOwn(a, key) || !areEqual(a[key], b[key], run)) return false;
  }
  return true;
}

// Whether the items of `b` are in `a` in their order, with others between them.
function containsItems(a, b, run) {
  let at = 0;
  for (let i = 0; i < b.length; i++) {
    if (isHole(b, i)) return containsSparseItems(a, b, run, at, i);
    while (!isHole(a, at) && !areEqual(a[at], b[i], run)) {
      at++;
      if (at > a.length - b.length + i) return false;
    }
    if (isHole(a, at)) return containsSparseItems(a, b, run, at, i);
    at++;
  }
  return true;
}

function isHole(items, i) {
  return items[i] === undefined && !hasOwn(items, i);
}

function containsSparseItems(a, b, run, aStart, bStart) {
  const aKeys = objectKeys(a);
  const bKeys = objectKeys(b);
  let at = aStart;
  if (aKeys.length - aStart < bKeys.length - bStart) return false;
  for (let i = bStart; i < bKeys.length; i++) {
    while (!areEqual(a[aKeys[at]], b[bKeys[i]], run)) {
      at++;
      if (at > aKeys.length - bKeys.length + i) return false;
    }
    at++;
  }
  return true;
}
