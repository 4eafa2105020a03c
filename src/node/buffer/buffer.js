// `node:buffer`. The class's static side is here; what a buffer can do is in methods.js and search.js, its
// memory in alloc.js, encodings in encodings.js, numbers in numbers.js.
'use strict';

const binding = internalBinding('buffer');
const { isInsideNodeModules } = internalBinding('util');
const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const {
  defineLazyProperties, deprecate, kIsEncodingSymbol, lazyDOMException, normalizeEncoding,
} = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView, isTypedArray, isUint8Array } = require('internal/util/types');
const { validateArray, validateInteger, validateNumber } = require('internal/validators');
const { FastBuffer, addBufferPrototypeMethods, createUnsafeBuffer } = require('internal/buffer');
const {
  allocate, followPoolSize, fromArrayBuffer, fromArrayLike, fromObject, fromString,
} = require('internal/buffer/alloc');
const { getEncodingOps } = require('internal/buffer/encodings');
const { fillBuffer, inspectLimit, methods } = require('internal/buffer/methods');
const { methods: searchMethods } = require('internal/buffer/search');
const { transcode } = require('internal/buffer/transcode');

const { byteLengthUtf8, copyAll, kMaxLength, kStringMaxLength, totalLength } = binding;
const compareBytes = binding.compare;

// Views may lie about themselves; copying goes by what the memory says.
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const getByteLength = Object.getOwnPropertyDescriptor(typedArray, 'byteLength').get;
const getByteOffset = Object.getOwnPropertyDescriptor(typedArray, 'byteOffset').get;
const getMemory = Object.getOwnPropertyDescriptor(typedArray, 'buffer').get;
const getLength = Object.getOwnPropertyDescriptor(typedArray, 'length').get;
const fillBytes = typedArray.fill;

/** Deprecated as a constructor since Node 6 (DEP0005), and kept because programs call it still. */
function Buffer(arg, encodingOrOffset, length) {
  warnOfConstructor();
  if (typeof arg === 'number') {
    if (typeof encodingOrOffset === 'string') throw new ERR_INVALID_ARG_TYPE('string', 'string', arg);
    return Buffer.alloc(arg);
  }
  return Buffer.from(arg, encodingOrOffset, length);
}

FastBuffer.prototype.constructor = Buffer;
Buffer.prototype = FastBuffer.prototype;
addBufferPrototypeMethods(Buffer.prototype);
Object.assign(Buffer.prototype, methods, searchMethods);
Object.setPrototypeOf(Buffer, Uint8Array);
Object.defineProperty(Buffer, Symbol.species, {
  __proto__: null, configurable: true, enumerable: false, get() { return FastBuffer; },
});
// `parent` and `offset` predate typed arrays.
for (const [name, source] of [['parent', 'buffer'], ['offset', 'byteOffset']]) {
  Object.defineProperty(Buffer.prototype, name, {
    __proto__: null, enumerable: true, get() { return this instanceof Buffer ? this[source] : undefined; },
  });
}

Buffer.poolSize = 64 * 1024;
followPoolSize(Buffer);

Buffer.from = function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return fromString(value, encodingOrOffset);

  if (typeof value === 'object' && value !== null) {
    if (isAnyArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);

    const primitive = value.valueOf?.();
    if (primitive != null && primitive !== value &&
        (typeof primitive === 'string' || typeof primitive === 'object')) {
      return from(primitive, encodingOrOffset, length);
    }

    const copy = fromObject(value);
    if (copy !== undefined) return copy;

    if (typeof value[Symbol.toPrimitive] === 'function') {
      const string = value[Symbol.toPrimitive]('string');
      if (typeof string === 'string') return fromString(string, encodingOrOffset);
    }
  }

  throw new ERR_INVALID_ARG_TYPE(
    'first argument', ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'], value);
};

/** A copy of the bytes beneath `length` elements of a typed array, starting at element `offset`. */
Buffer.copyBytesFrom = function copyBytesFrom(view, offset, length) {
  if (!isTypedArray(view)) throw new ERR_INVALID_ARG_TYPE('view', ['TypedArray'], view);

  const viewLength = getLength.call(view);
  if (viewLength === 0) return new FastBuffer();

  let start = 0;
  let end = viewLength;
  if (offset !== undefined) {
    validateInteger(offset, 'offset', 0);
    if (offset >= viewLength) return new FastBuffer();
    start = offset;
  }
  if (length !== undefined) {
    validateInteger(length, 'length', 0);
    end = Math.min(start + length, viewLength);
  }
  if (end <= start) return new FastBuffer();

  const elementSize = getByteLength.call(view) / viewLength;
  return fromArrayLike(new Uint8Array(
    getMemory.call(view), getByteOffset.call(view) + start * elementSize, (end - start) * elementSize));
};

// An arrow function, so that it is no constructor and has no `prototype`.
Buffer.of = {
  of: (...items) => {
    const buf = new FastBuffer(items.length);
    for (let i = 0; i < items.length; i++) buf[i] = items[i];
    return buf;
  },
}.of;

function checkSize(size) {
  // Nearly always it is a small whole number.
  if (typeof size !== 'number' || (size >>> 0) !== size) validateNumber(size, 'size', 0, kMaxLength);
}

Buffer.alloc = function alloc(size, fill, encoding) {
  checkSize(size);
  if (fill === undefined || fill === 0 || !(size > 0)) return new FastBuffer(size);
  const buf = createUnsafeBuffer(size);
  return fillBuffer(buf, fill, 0, buf.length, encoding);
};

Buffer.allocUnsafe = function allocUnsafe(size) {
  checkSize(size);
  return allocate(size);
};

Buffer.allocUnsafeSlow = function allocUnsafeSlow(size) {
  checkSize(size);
  return createUnsafeBuffer(size);
};

function SlowBuffer(size) {
  checkSize(size);
  return createUnsafeBuffer(size);
}
Object.setPrototypeOf(SlowBuffer.prototype, Uint8Array.prototype);
Object.setPrototypeOf(SlowBuffer, Uint8Array);

Buffer.isBuffer = function isBuffer(b) {
  return b instanceof Buffer;
};

Buffer.compare = function compare(buf1, buf2) {
  if (!isUint8Array(buf1)) throw new ERR_INVALID_ARG_TYPE('buf1', ['Buffer', 'Uint8Array'], buf1);
  if (!isUint8Array(buf2)) throw new ERR_INVALID_ARG_TYPE('buf2', ['Buffer', 'Uint8Array'], buf2);
  return buf1 === buf2 ? 0 : compareBytes(buf1, buf2);
};

Buffer.isEncoding = function isEncoding(encoding) {
  return typeof encoding === 'string' && encoding.length !== 0 && normalizeEncoding(encoding) !== undefined;
};
Buffer[kIsEncodingSymbol] = Buffer.isEncoding;

const sample = new FastBuffer();

Buffer.concat = function concat(list, length) {
  if (!Array.isArray(list)) validateArray(list, 'list');
  if (list.length === 0) return new FastBuffer();
  if (length !== undefined) validateInteger(length, 'length', 0, kMaxLength);

  const total = totalLength(list, sample);
  if (total < 0) {
    const index = -1 - total;
    throw new ERR_INVALID_ARG_TYPE(`list[${index}]`, ['Buffer', 'Uint8Array'], list[index]);
  }
  const result = allocate(length === undefined ? total : length);
  const copied = copyAll(result, list);
  // The memory is not zeroed, and what the parts do not cover must not be seen.
  if (length > copied) fillBytes.call(result, 0, copied, length);
  return result;
};

Buffer.byteLength = function byteLength(string, encoding) {
  if (typeof string !== 'string') {
    if (isArrayBufferView(string) || isAnyArrayBuffer(string)) return string.byteLength;
    throw new ERR_INVALID_ARG_TYPE('string', ['string', 'Buffer', 'ArrayBuffer'], string);
  }
  if (string.length === 0) return 0;
  if (!encoding || encoding === 'utf8') return byteLengthUtf8(string);
  const ops = getEncodingOps(encoding);
  return ops === undefined ? byteLengthUtf8(string) : ops.byteLength(string);
};

const constructorWarning =
  'Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), ' +
  'Buffer.allocUnsafe(), or Buffer.from() methods instead.';
// Finding the caller is slow: a program that calls the constructor from its dependencies this many times
// is not asked again.
const callerChecksMax = 10000;
let callerChecks = 0;
let constructorWarned = false;

function warnOfConstructor() {
  if (constructorWarned || ++callerChecks > callerChecksMax) return;
  const pending = require('internal/options').getOptionValue('--pending-deprecation');
  // Looking at the stack may run the program's `prepareStackTrace`, which may call the constructor.
  constructorWarned = true;
  if (!pending && isInsideNodeModules(3)) {
    constructorWarned = false;
    return;
  }
  process.emitWarning(constructorWarning, 'DeprecationWarning', 'DEP0005');
}

function btoa(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  const result = binding.btoa(`${input}`);
  if (result === -1) throw lazyDOMException('Invalid character', 'InvalidCharacterError');
  return result;
}

function atob(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  const result = binding.atob(`${input}`);
  if (result === -2) throw lazyDOMException('Invalid character', 'InvalidCharacterError');
  if (result === -1) {
    throw lazyDOMException('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
  }
  return result;
}

function checkBytes(input) {
  if (!isTypedArray(input) && !isAnyArrayBuffer(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
  }
}

function isUtf8(input) {
  checkBytes(input);
  return binding.isUtf8(input);
}

function isAscii(input) {
  checkBytes(input);
  return binding.isAscii(input);
}

module.exports = {
  Buffer,
  SlowBuffer: deprecate(
    SlowBuffer, 'SlowBuffer() is deprecated. Please use Buffer.allocUnsafeSlow()', 'DEP0030'),
  transcode,
  isUtf8,
  isAscii,
  kMaxLength,
  kStringMaxLength,
  btoa,
  atob,
};

Object.defineProperties(module.exports, {
  constants: {
    __proto__: null,
    configurable: false,
    enumerable: true,
    value: Object.defineProperties({}, {
      MAX_LENGTH: { __proto__: null, value: kMaxLength, writable: false, enumerable: true },
      MAX_STRING_LENGTH: { __proto__: null, value: kStringMaxLength, writable: false, enumerable: true },
    }),
  },
  INSPECT_MAX_BYTES: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return inspectLimit.bytes; },
    set(value) {
      validateNumber(value, 'INSPECT_MAX_BYTES', 0);
      inspectLimit.bytes = value;
    },
  },
});
defineLazyProperties(module.exports, 'internal/blob', ['Blob', 'resolveObjectURL']);
defineLazyProperties(module.exports, 'internal/file', ['File']);
