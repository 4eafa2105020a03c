// What kind of value something is, told from its internal slots and not from what it looks like.
'use strict';

const isView = ArrayBuffer.isView;
const typedArrayTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

/** The class name of a typed array, whatever its prototype; undefined for anything else. */
const tagOf = (value) => typedArrayTag.call(value);

// Before node:crypto is loaded there are no keys, and it says what they are when it is.
let isKeyObject = () => false;
let isCryptoKey = () => false;

module.exports = {
  ...internalBinding('types'),
  isArrayBufferView: isView,
  isDataView: (value) => isView(value) && tagOf(value) === undefined,
  isTypedArray: (value) => tagOf(value) !== undefined,
  isUint8Array: (value) => tagOf(value) === 'Uint8Array',
  isUint8ClampedArray: (value) => tagOf(value) === 'Uint8ClampedArray',
  isUint16Array: (value) => tagOf(value) === 'Uint16Array',
  isUint32Array: (value) => tagOf(value) === 'Uint32Array',
  isInt8Array: (value) => tagOf(value) === 'Int8Array',
  isInt16Array: (value) => tagOf(value) === 'Int16Array',
  isInt32Array: (value) => tagOf(value) === 'Int32Array',
  isFloat16Array: (value) => tagOf(value) === 'Float16Array',
  isFloat32Array: (value) => tagOf(value) === 'Float32Array',
  isFloat64Array: (value) => tagOf(value) === 'Float64Array',
  isBigInt64Array: (value) => tagOf(value) === 'BigInt64Array',
  isBigUint64Array: (value) => tagOf(value) === 'BigUint64Array',
  isKeyObject: (value) => isKeyObject(value),
  isCryptoKey: (value) => isCryptoKey(value),
};

/** For node:crypto: the two predicates of its classes. Not for programs. */
Object.defineProperty(module.exports, 'registerKeyTypes', {
  value: (keyObject, cryptoKey) => { isKeyObject = keyObject; isCryptoKey = cryptoKey; },
  enumerable: false,
});
