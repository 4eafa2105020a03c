// What an object is called: the name of its class, however it was made, and the label before its brace.
'use strict';

const { getConstructorName: engineClassName } = internalBinding('util');

// The language's own classes. Where the walk for prototype properties stops, and what tells that a
// toString is built in, must not change with what a program puts on the global object.
const builtInClassNames = new Set((
  'Object Function Array Number Infinity NaN Boolean String Symbol Date Promise RegExp Error AggregateError ' +
  'EvalError RangeError ReferenceError SyntaxError TypeError URIError JSON Math Intl ArrayBuffer Atomics ' +
  'Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array BigInt64Array ' +
  'Uint8ClampedArray Float16Array Float32Array Float64Array DataView Map BigInt Set Iterator WeakMap WeakSet ' +
  'Proxy Reflect FinalizationRegistry WeakRef SuppressedError DisposableStack AsyncDisposableStack ' +
  'SharedArrayBuffer WebAssembly').split(' '));

// Prototypes that are known by themselves, in case their `constructor` was tampered with.
const knownPrototypes = new Map([[Object.getPrototypeOf(Uint8Array.prototype), 'TypedArray']]);
for (const known of [
  Array, ArrayBuffer, Function, Map, Set, Object, RegExp, Date, DataView, Error, AggregateError, RangeError,
  TypeError, Boolean, Number, String, Promise, WeakMap, WeakSet,
]) knownPrototypes.set(known.prototype, known.name);

const objectPrototype = Object.prototype;
const arrayPrototype = Array.prototype;
const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;

// Prototypes above the object whose properties are shown with `showHidden`.
const shownPrototypesMax = 3;

// The name of the object's class, or null for an object without a prototype. With `showHidden`, the
// properties that the program's own prototypes bring are shown into `protoProps`.
function getConstructorName(object, ctx, depth, protoProps) {
  const prototype = getPrototypeOf(object);
  if (!hasOwn(object, 'constructor')) {
    if (prototype === objectPrototype) return 'Object';
    if (prototype === arrayPrototype) return 'Array';
  }
  for (let holder = object; holder !== null; holder = getPrototypeOf(holder)) {
    const isOwnClass = holder === prototype;
    const known = knownPrototypes.get(holder);
    if (known !== undefined && holder !== object) {
      if (protoProps !== undefined && !isOwnClass) {
        addPrototypeProperties(ctx, object, prototype, depth, protoProps);
      }
      return known;
    }
    const descriptor = getOwnPropertyDescriptor(holder, 'constructor');
    if (isNamedClass(descriptor) && isInstanceOf(object, descriptor.value)) {
      if (protoProps !== undefined && !(isOwnClass && builtInClassNames.has(descriptor.value.name))) {
        addPrototypeProperties(ctx, object, holder === object ? object : prototype, depth, protoProps);
      }
      return String(descriptor.value.name);
    }
  }
  if (prototype === null) return null;

  // No class in the whole chain: what the engine calls the object, and what its prototype is.
  const name = engineClassName(object);
  if (depth > ctx.depth && ctx.depth !== null) return `${name} <Complex prototype>`;
  const prototypeName = getConstructorName(prototype, ctx, depth + 1, protoProps);
  if (prototypeName !== null) return `${name} <${prototypeName}>`;
  const { inspect } = require('internal/util/inspect');
  return `${name} <${inspect(prototype, { ...ctx, customInspect: false, depth: -1 })}>`;
}

function isNamedClass(descriptor) {
  return descriptor !== undefined && typeof descriptor.value === 'function' && descriptor.value.name !== '';
}

function isBuiltInClass(descriptor) {
  return descriptor !== undefined && typeof descriptor.value === 'function' &&
    builtInClassNames.has(descriptor.value.name);
}

// A class may define Symbol.hasInstance, and that may throw.
function isInstanceOf(object, constructor) {
  try {
    return object instanceof constructor;
  } catch {
    return false;
  }
}

// Shows what up to three of the program's own prototypes define that is neither a method nor hidden by a
// property nearer to the object. `first` is the object itself, or the first prototype to look at.
function addPrototypeProperties(ctx, object, first, depth, output) {
  const { formatProperty, objectEntry } = require('internal/util/inspect/value');
  const shown = new Set();
  let holder = first;
  for (let layer = 0; layer < shownPrototypesMax; layer++) {
    if (layer !== 0 || holder === object) {
      holder = getPrototypeOf(holder);
      if (holder === null || isBuiltInClass(getOwnPropertyDescriptor(holder, 'constructor'))) return;
    }
    const keys = Reflect.ownKeys(holder);
    ctx.seen.push(object);
    for (const key of keys) {
      if (key === 'constructor' || hasOwn(object, key) || shown.has(key)) continue;
      const descriptor = getOwnPropertyDescriptor(holder, key);
      if (typeof descriptor.value === 'function') continue;
      const text = formatProperty(ctx, holder, depth, key, objectEntry, descriptor, object);
      output.push(ctx.colors ? `\u001b[2m${text}\u001b[22m` : text);
    }
    ctx.seen.pop();
    for (const key of keys) shown.add(key);
  }
}

// What stands before the brace, with a space after it: the class's name and, if that does not say it
// already, the object's Symbol.toStringTag. `fallback` names what has no prototype, `size` is "(3)" or so.
function getPrefix(name, tag, fallback, size = '') {
  if (name === null) {
    const label = `[${fallback}${size}: null prototype] `;
    return tag !== '' && tag !== fallback ? `${label}[${tag}] ` : label;
  }
  const label = `${name}${size} `;
  return tag === '' || saysTag(name, tag) ? label : `${label}[${tag}] `;
}

// Whether the name has the tag in it as words of its own: "Foo" in "FooBar", not in "Foobar".
function saysTag(name, tag) {
  const start = name.indexOf(tag);
  if (start === -1) return false;
  const next = name[start + tag.length];
  return next === undefined || next !== next.toLowerCase();
}

// The label of an object that is of no special kind.
function getObjectPrefix(value, name, tag) {
  let fallback = '';
  if (name === null) {
    fallback = engineClassName(value);
    if (fallback === tag) fallback = 'Object';
  }
  return getPrefix(name, tag, fallback);
}

module.exports = { getConstructorName, getPrefix, getObjectPrefix, isBuiltInClass };
