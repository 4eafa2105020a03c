// The small helpers of built-in scripts.
'use strict';

const { codes, isErrorStackTraceLimitWritable } = require('internal/errors');

// Node's error of that kind is a native one or inherits from this realm's Error.
const { isNativeError } = internalBinding('types');
const { isPrototypeOf } = Object.prototype;
const isError = (value) => isNativeError(value) || isPrototypeOf.call(Error.prototype, value);

// On the getters of `process.stdout` and `process.stderr`: see internal/process/stdio.
const kUnopened = Symbol('kUnopened');
const kEmptyObject = Object.freeze({ __proto__: null });
const kEnumerableProperty = Object.freeze({ __proto__: null, enumerable: true });

/** `object[key] = value` that neither calls nor is stopped by what the prototypes have. */
function setOwnProperty(object, key, value) {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  return value;
}

/** `callback` at most once; later calls return its result when `preserveReturnValue`. */
function once(callback, { preserveReturnValue = false } = kEmptyObject) {
  let called = false;
  let kept;
  return function(...args) {
    if (called) return kept;
    called = true;
    const result = Reflect.apply(callback, this, args);
    if (preserveReturnValue) kept = result;
    return result;
  };
}

/** `initializer`, called when its value is first asked for. */
function getLazy(initializer) {
  let value;
  let initialized = false;
  return () => {
    if (!initialized) {
      value = initializer();
      initialized = true;
    }
    return value;
  };
}

/** `fn`, which makes an array, called once; each call gets a copy. */
function cachedResult(fn) {
  let result;
  return () => (result ??= fn()).slice();
}

/** Takes out the element at `index`, without the array that splice makes. */
function spliceOne(list, index) {
  for (; index + 1 < list.length; index++) list[index] = list[index + 1];
  list.pop();
}

const join = (output, separator) => output.join(separator);

/** The items without those that differ in case alone, sorted; in lower case when `low`. */
function filterDuplicateStrings(items, low) {
  const byKey = new Map();
  for (const item of items) {
    const key = item.toLowerCase();
    byKey.set(key, low ? key : item);
  }
  return [...byKey.values()].sort();
}

// What Buffer's encodings are called, by the number that they have in native functions.
const encodings = ['ascii', 'utf8', 'base64', 'utf16le', 'latin1', 'hex', 'buffer', 'base64url'];
const encodingsMap = { __proto__: null };
encodings.forEach((name, i) => { encodingsMap[name] = i; });

// Every accepted spelling in lower case.
const encodingNames = {
  '__proto__': null,
  '': 'utf8',
  'utf8': 'utf8',
  'utf-8': 'utf8',
  'ucs2': 'utf16le',
  'ucs-2': 'utf16le',
  'utf16le': 'utf16le',
  'utf-16le': 'utf16le',
  'latin1': 'latin1',
  'binary': 'latin1',
  'base64': 'base64',
  'base64url': 'base64url',
  'hex': 'hex',
  'ascii': 'ascii',
};

/** The canonical name of a Buffer encoding; undefined for what is none. */
function normalizeEncoding(encoding) {
  if (encoding == null || encoding === 'utf8' || encoding === 'utf-8') return 'utf8';
  if (typeof encoding !== 'string') return undefined;
  return encodingNames[encoding] ?? encodingNames[encoding.toLowerCase()];
}

const toUSVString = (value) => `${value}`.toWellFormed();

const colors = /\u001b\[\d\d?m/g;
const removeColors = (text) => text.replace(colors, '');

/** The constructor that `object` inherits, by name; null when there is none. */
function getConstructorOf(object) {
  for (; object; object = Object.getPrototypeOf(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(object, 'constructor');
    if (typeof descriptor?.value === 'function' && descriptor.value.name !== '') return descriptor.value;
  }
  return null;
}

/** Renames `fn`; a symbol's name stands in brackets. */
function assignFunctionName(name, fn, descriptor = kEmptyObject) {
  if (typeof name !== 'string') {
    require('internal/assert')(
      name.description !== undefined, 'Attempted to name function after descriptionless Symbol');
    name = `[${name.description}]`;
  }
  return Object.defineProperty(fn, 'name', {
    writable: false,
    enumerable: false,
    configurable: true,
    ...Object.getOwnPropertyDescriptor(fn, 'name'),
    ...descriptor,
    value: name,
  });
}

/** Keeps an object only while it is counted in. */
class WeakReference {
  constructor(object) {
    this.weak = new WeakRef(object);
    this.strong = null;
    this.refCount = 0;
  }

  incRef() {
    if (++this.refCount === 1) this.strong = this.weak.deref() ?? null;
    return this.refCount;
  }

  decRef() {
    if (--this.refCount === 0) this.strong = null;
    return this.refCount;
  }

  get() {
    return this.weak.deref();
  }
}

const emittedExperiments = new Set();

/** Warns once that `feature` is experimental. */
function emitExperimentalWarning(feature, messagePrefix = '', code = undefined, ctor = undefined) {
  if (emittedExperiments.has(feature)) return;
  emittedExperiments.add(feature);
  const message = `${messagePrefix}${feature} is an experimental feature and might change at any time`;
  process.emitWarning(message, 'ExperimentalWarning', code, ctor);
}

const nodeModules = /^(?:.*)[\\/]node_modules[\\/]/;
const isUnderNodeModules = (filename) => filename && nodeModules.test(filename);

/** Whether the nearest of `frameLimit` frames outside the built-in scripts is in a `node_modules`. */
function isInsideNodeModules(frameLimit = 10, otherwise = false) {
  for (const frame of getStructuredStack(frameLimit)) {
    const name = frame.getFileName();
    if (!name || name.startsWith('node:') || name[0] === '[') continue;
    return isUnderNodeModules(name);
  }
  return otherwise;
}

/** The caller's stack as call sites. */
function getStructuredStack(frameLimit = Infinity) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const hadOwn = Object.hasOwn(Error, 'prepareStackTrace');
  Error.stackTraceLimit = frameLimit;
  Error.prepareStackTrace = (error, trace) => trace;
  const holder = {};
  Error.captureStackTrace(holder, getStructuredStack);
  const { stack } = holder;
  Error.stackTraceLimit = stackTraceLimit;
  if (hadOwn) Error.prepareStackTrace = prepareStackTrace;
  else delete Error.prepareStackTrace;
  return stack;
}

/** Puts the source lines of a fatal error, if it has any, before its stack; once. */
const decorated = new WeakSet();
function decorateErrorStack(error) {
  if (!isError(error) || !error.stack || decorated.has(error)) return;
  const arrow = require('internal/errors').getArrowMessage(error);
  if (arrow) {
    error.stack = arrow + error.stack;
    decorated.add(error);
  }
}

function assertCrypto() {
  if (!process.versions.openssl) throw new codes.ERR_NO_CRYPTO();
}

function assertTypeScript() {
  if (!process.features.typescript) throw new codes.ERR_NO_TYPESCRIPT();
}

let DOMException;

function lazyDOMExceptionClass() {
  return DOMException ??= require('internal/per_context/domexception').DOMException;
}

/** A DOMException whose stack begins at the caller. */
function lazyDOMException(message, name) {
  const exception = new (lazyDOMExceptionClass())(message, name);
  Error.captureStackTrace(exception, lazyDOMException);
  return exception;
}

// Programs that want to be without it delete the global.
const { SharedArrayBuffer } = globalThis;

function constructSharedArrayBuffer(length) {
  return new SharedArrayBuffer(length);
}

const createDeferredPromise = () => Promise.withResolvers();

module.exports = {
  SideEffectFreeRegExpPrototypeExec: (regexp, text) => RegExp.prototype.exec.call(regexp, text),
  SideEffectFreeRegExpPrototypeSymbolReplace: (regexp, text, by) => regexp[Symbol.replace](text, by),
  SideEffectFreeRegExpPrototypeSymbolSplit: (regexp, text, limit) => regexp[Symbol.split](text, limit),
  WeakReference,
  assertCrypto,
  assertTypeScript,
  assignFunctionName,
  cachedResult,
  constructSharedArrayBuffer,
  createDeferredPromise,
  customInspectSymbol: Symbol.for('nodejs.util.inspect.custom'),
  decorateErrorStack,
  emitExperimentalWarning,
  encodingsMap,
  filterDuplicateStrings,
  getConstructorOf,
  getLazy,
  getStructuredStack,
  isError,
  isErrorStackTraceLimitWritable,
  isInsideNodeModules,
  isMacOS: process.platform === 'darwin',
  isUnderNodeModules,
  isWindows: process.platform === 'win32',
  join,
  kEmptyObject,
  kUnopened,
  kEnumerableProperty,
  kIsEncodingSymbol: Symbol('kIsEncodingSymbol'),
  kVmBreakFirstLineSymbol: Symbol('kVmBreakFirstLineSymbol'),
  lazyDOMException,
  lazyDOMExceptionClass,
  normalizeEncoding,
  once,
  removeColors,
  setOwnProperty,
  spliceOne,
  toUSVString,
  ...require('internal/util/define'),
  ...require('internal/util/deprecate'),
  ...require('internal/util/promisify'),
  ...require('internal/util/system'),
};
