// KeyObject for secrets. Keys of pairs are not there yet: `missing.js` says so.
'use strict';

const { Buffer } = require('buffer');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const { byteSources, getArrayBufferOrView } = require('internal/crypto/util');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { validateObject, validateOneOf } = require('internal/validators');

const TYPES = ['secret', 'public', 'private'];
/** What holds the bytes: programs have no way to make one. */
class Handle {
  constructor(bytes) { this.bytes = bytes; }
}

let handleOf;
let isKeyObject;

class KeyObject {
  #type;
  #handle;

  constructor(type, handle) {
    if (!TYPES.includes(type)) throw new ERR_INVALID_ARG_VALUE('type', type);
    if (!(handle instanceof Handle)) throw new ERR_INVALID_ARG_TYPE('handle', 'object', handle);
    markTransferMode(this, true, false);
    this.#type = type;
    this.#handle = handle;
  }

  get type() { return this.#type; }

  static from(key) {
    const { bytesOf, isKey } = require('internal/crypto/crypto_key');
    if (!isKey(key)) throw new ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key);
    return new SecretKeyObject(new Handle(Buffer.from(bytesOf(key))));
  }

  equals(other) {
    if (!isKeyObject(other)) throw new ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', other);
    if (other.type !== this.type) return false;
    const [ours, theirs] = [this.#handle.bytes, other.#handle.bytes];
    return ours.length === theirs.length && require('crypto').timingSafeEqual(ours, theirs);
  }

  toCryptoKey(algorithm, extractable, usages) {
    const { known, makeKey } = require('internal/crypto/secret_keys');
    if (known(algorithm) === undefined) {
      const error = new ERR_METHOD_NOT_IMPLEMENTED('keyObject.toCryptoKey()');
      error.message += ': keys are made for HMAC, PBKDF2 and HKDF, the rest comes with node:tls';
      throw error;
    }
    return makeKey('raw', this.#handle.bytes, algorithm, extractable, usages);
  }

  static {
    handleOf = (key) => key.#handle;
    isKeyObject = (value) => typeof value === 'object' && value !== null && #handle in value;
  }

  [kDeserialize]({ bytes }) { this.#handle = new Handle(Buffer.from(bytes)); }
}
Object.defineProperties(KeyObject.prototype, {
  [Symbol.toStringTag]: { configurable: true, enumerable: false, writable: false, value: 'KeyObject' },
});

class SecretKeyObject extends KeyObject {
  constructor(handle) {
    super('secret', handle);
  }

  get symmetricKeySize() { return handleOf(this).bytes.length; }

  export(options) {
    if (options !== undefined) {
      validateObject(options, 'options');
      validateOneOf(options.format, 'options.format', [undefined, 'buffer', 'jwk']);
      if (options.format === 'jwk') return { kty: 'oct', k: handleOf(this).bytes.toString('base64url') };
    }
    return Buffer.from(handleOf(this).bytes);
  }

  [kClone]() {
    return { data: { bytes: new Uint8Array(handleOf(this).bytes) }, deserializeInfo: 'internal/crypto/key_object:Cloned' };
  }
}

function Cloned() {
  return new SecretKeyObject(new Handle(undefined));
}

function createSecretKey(key, encoding) {
  if (typeof key !== 'string' && !isAnyArrayBuffer(key) && !isArrayBufferView(key)) {
    throw new ERR_INVALID_ARG_TYPE('key', byteSources, key);
  }
  const view = getArrayBufferOrView(key, 'key', encoding);
  const bytes = isAnyArrayBuffer(view) ? new Uint8Array(view) : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return new SecretKeyObject(new Handle(Buffer.from(bytes)));
}

/** The bytes of a secret key object. */
const secretOf = (key) => handleOf(key).bytes;

module.exports = { Cloned, createSecretKey, isKeyObject, KeyObject, secretOf };
