// Hash, Hmac and hash(). Both classes are transform streams that become streams when they are first used as such: most
// digests are made with update() and digest(), and setting up a stream costs far more than a short digest.
'use strict';

const { Hash: NativeHash, Hmac: NativeHmac, oneShotDigest } = internalBinding('crypto');
const { Buffer } = require('buffer');
const {
  codes: {
    ERR_CRYPTO_HASH_FINALIZED, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { deprecate, normalizeEncoding } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { validateEncoding, validateObject, validateString, validateUint32 } = require('internal/validators');
const LazyTransform = require('internal/streams/lazy_transform');

const kHandle = Symbol('kHandle');
const kState = Symbol('kState');
const kFinalized = Symbol('kFinalized');

/** Bytes for a native update(): strings in UTF-8 go as they are. */
function updateWith(handle, data, encoding) {
  if (typeof data !== 'string') {
    if (!isArrayBufferView(data)) {
      throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
    }
    handle.update(data);
    return;
  }
  validateEncoding(data, encoding);
  const normal = encoding === undefined || encoding === 'utf8' ? 'utf8' : normalizeEncoding(encoding);
  handle.update(normal === 'utf8' || normal === undefined ? data : Buffer.from(data, normal));
}

/** A digest in the encoding asked for; an unknown one gives the bytes, as none does. */
function encode(bytes, outputEncoding) {
  if (outputEncoding === undefined || outputEncoding === 'buffer') return bytes;
  const encoding = normalizeEncoding(outputEncoding);
  return encoding === undefined ? bytes : bytes.toString(encoding);
}

function transform(chunk, encoding, callback) {
  this[kHandle].update(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
  callback();
}

function Hash(algorithm, options) {
  if (!new.target) return new Hash(algorithm, options);
  if (typeof algorithm !== 'string' && !(algorithm instanceof NativeHash)) validateString(algorithm, 'algorithm');
  const outputLength = typeof options === 'object' && options !== null ? options.outputLength : undefined;
  if (outputLength !== undefined) validateUint32(outputLength, 'options.outputLength');
  // LazyTransform's constructor only keeps the options.
  this._options = options;
  this[kHandle] = new NativeHash(algorithm, outputLength);
  this[kState] = { [kFinalized]: false };
}
Object.setPrototypeOf(Hash.prototype, LazyTransform.prototype);
Object.setPrototypeOf(Hash, LazyTransform);

Hash.prototype.copy = function copy(options) {
  if (this[kState][kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  return new Hash(this[kHandle], options);
};

Hash.prototype._transform = transform;

Hash.prototype._flush = function _flush(callback) {
  this.push(this[kHandle].digest());
  callback();
};

Hash.prototype.update = function update(data, encoding) {
  const state = this[kState];
  if (state[kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  updateWith(this[kHandle], data, encoding);
  return this;
};

Hash.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  if (state[kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  // The encoding is converted first: what throws there leaves the hash as it was.
  const encoding = outputEncoding === undefined || typeof outputEncoding === 'string' ? outputEncoding
    : `${outputEncoding}`;
  const digest = this[kHandle].digest(encoding);
  state[kFinalized] = true;
  return typeof digest === 'string' ? digest : encode(digest, encoding);
};

function Hmac(hmac, key, options) {
  if (!new.target) return new Hmac(hmac, key, options);
  validateString(hmac, 'hmac');
  const bytes = secretBytes(key, options?.encoding);
  this._options = options;
  this[kHandle] = new NativeHmac(hmac, bytes);
  this[kState] = { [kFinalized]: false };
}
Object.setPrototypeOf(Hmac.prototype, LazyTransform.prototype);
Object.setPrototypeOf(Hmac, LazyTransform);

const keySources = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'string', 'KeyObject', 'CryptoKey'];

function secretBytes(key, encoding) {
  if (typeof key === 'string') return Buffer.from(key, encoding === 'buffer' ? 'utf8' : encoding);
  if (isArrayBufferView(key) || isAnyArrayBuffer(key)) return key;
  const { isKeyObject, secretOf } = require('internal/crypto/key_object');
  if (isKeyObject(key)) return secretOf(key);
  throw new ERR_INVALID_ARG_TYPE('key', keySources, key);
}

Hmac.prototype.update = Hash.prototype.update;
Hmac.prototype._flush = Hash.prototype._flush;
Hmac.prototype._transform = transform;

/** Unlike a hash, a keyed one gives nothing when asked again. */
Hmac.prototype.digest = function digest(outputEncoding) {
  const state = this[kState];
  if (state[kFinalized]) return encode(Buffer.alloc(0), outputEncoding);
  const bytes = this[kHandle].digest();
  state[kFinalized] = true;
  return encode(bytes, outputEncoding);
};

/** The digest of `input` in one call. */
function hash(algorithm, input, options) {
  validateString(algorithm, 'algorithm');
  if (typeof input !== 'string' && !isArrayBufferView(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['Buffer', 'TypedArray', 'DataView', 'string'], input);
  }
  let outputEncoding = 'hex';
  let outputLength;
  if (typeof options === 'string') {
    outputEncoding = options;
  } else if (options !== undefined) {
    validateObject(options, 'options');
    outputLength = options.outputLength;
    if (outputLength !== undefined) validateUint32(outputLength, 'outputLength');
    outputEncoding = options.outputEncoding ?? outputEncoding;
  }
  if (outputEncoding !== 'hex' && outputEncoding !== 'buffer') {
    validateString(outputEncoding, 'outputEncoding');
    const encoding = normalizeEncoding(outputEncoding);
    if (encoding === undefined && outputEncoding.toLowerCase() !== 'buffer') {
      throw new ERR_INVALID_ARG_VALUE('outputEncoding', outputEncoding);
    }
    outputEncoding = encoding;
  }
  return encode(oneShotDigest(algorithm, input, outputLength), outputEncoding);
}

module.exports = {
  Hash: deprecate(Hash, 'crypto.Hash constructor is deprecated.', 'DEP0179'),
  Hmac: deprecate(Hmac, 'crypto.Hmac constructor is deprecated.', 'DEP0181'),
  createHash: (algorithm, options) => new Hash(algorithm, options),
  createHmac: (hmac, key, options) => new Hmac(hmac, key, options),
  hash,
};
