// Web Crypto's secret keys, as far as they are there: HMAC signs and verifies, PBKDF2 and HKDF derive.
'use strict';

const { hkdf, pbkdf2 } = internalBinding('crypto');
const { Buffer } = require('buffer');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_MISSING_OPTION } } = require('internal/errors');
const { createHmac } = require('internal/crypto/hash');
const { bytesOf, createKey, isKey } = require('internal/crypto/crypto_key');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');

// Web Crypto's name -> [OpenSSL's name, JWK's name with HMAC, bytes of a block, bits of a digest]
const HASHES = {
  '__proto__': null,
  'SHA-1': ['sha1', 'HS1', 64, 160],
  'SHA-256': ['sha256', 'HS256', 64, 256],
  'SHA-384': ['sha384', 'HS384', 128, 384],
  'SHA-512': ['sha512', 'HS512', 128, 512],
};
const USES = {
  __proto__: null,
  HMAC: ['sign', 'verify'],
  PBKDF2: ['deriveKey', 'deriveBits'],
  HKDF: ['deriveKey', 'deriveBits'],
};
/** RFC 5869: what HKDF can give is this many digests. */
const HKDF_DIGESTS_MAX = 255;

const fail = (message, name) => { throw new DOMException(message, name); };

/** The name of an algorithm that this script knows, or undefined. */
function known(algorithm) {
  const given = typeof algorithm === 'object' && algorithm !== null ? algorithm.name : algorithm;
  const name = `${given}`.toUpperCase();
  return name in USES ? name : undefined;
}

function hashOf(algorithm, dictionary) {
  const { hash } = Object(algorithm);
  if (hash === undefined) {
    const error = new ERR_MISSING_OPTION('');
    error.message = `Failed to normalize algorithm: passed algorithm cannot be converted to '${dictionary}' because ` +
      `'hash' is required in '${dictionary}'.`;
    throw error;
  }
  const name = `${typeof hash === 'object' && hash !== null ? hash.name : hash}`.toUpperCase();
  return name in HASHES ? name : fail('Unrecognized algorithm name', 'NotSupportedError');
}

function copyOf(data, name) {
  if (isAnyArrayBuffer(data)) return new Uint8Array(data.slice(0));
  if (!isArrayBufferView(data)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  return new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
}

const ofKey = (key) => (isKey(key) ? key : (() => { throw new ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key); })());

const importKey = async (...args) => makeKey(...args);

/** Node's KeyObject makes its keys at once. */
function makeKey(format, data, algorithm, extractable, usages) {
  const name = known(algorithm);
  if (name !== 'HMAC') {
    if (usages.some((usage) => !USES[name].includes(usage))) {
      fail(`Unsupported key usage for a ${name} key`, 'SyntaxError');
    }
    if (extractable) fail(`${name} keys are not extractable`, 'SyntaxError');
    if (format !== 'raw') fail(`Unable to import ${name} using ${format} format`, 'NotSupportedError');
  }
  const made = name === 'HMAC' ?
    hmacKey(format, data, algorithm, extractable, usages) :
    createKey({ extractable: false, algorithm: { name }, usages, bytes: copyOf(data, 'keyData') });
  if (made.usages.length === 0) fail('Usages cannot be empty when importing a secret key.', 'SyntaxError');
  return made;
}

function hmacKey(format, data, algorithm, extractable, usages) {
  const hash = hashOf(algorithm, 'HmacImportParams');
  if (usages.some((usage) => !USES.HMAC.includes(usage))) fail('Unsupported key usage for HMAC key', 'SyntaxError');
  let bytes;
  if (format === 'raw' || format === 'raw-secret') {
    bytes = copyOf(data, 'keyData');
  } else if (format === 'jwk') {
    bytes = jwkBytes(data, HASHES[hash][1], extractable, usages);
  } else {
    fail(`Unable to import HMAC using ${format} format`, 'NotSupportedError');
  }
  if (bytes.length === 0) fail('Zero-length key is not supported', 'DataError');
  const bits = bytes.length * 8;
  if (algorithm.length !== undefined && algorithm.length !== bits) fail('Invalid key length', 'DataError');
  const named = { name: 'HMAC', length: bits, hash: { name: hash } };
  return createKey({ extractable: !!extractable, algorithm: named, usages, bytes });
}

function jwkBytes(jwk, alg, extractable, usages) {
  if (typeof jwk !== 'object' || jwk === null) fail('Invalid keyData', 'DataError');
  if (jwk.kty !== 'oct') fail('Invalid JWK "kty" Parameter', 'DataError');
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== 'sig') fail('Invalid JWK "use" Parameter', 'DataError');
  if (jwk.key_ops !== undefined && usages.some((usage) => !jwk.key_ops.includes(usage))) {
    fail('Key operations and usage mismatch', 'DataError');
  }
  if (jwk.ext !== undefined && jwk.ext === false && extractable) {
    fail('JWK "ext" Parameter and extractable mismatch', 'DataError');
  }
  if (jwk.alg !== undefined && jwk.alg !== alg) fail('JWK "alg" does not match the requested algorithm', 'DataError');
  if (typeof jwk.k !== 'string') fail('Invalid keyData', 'DataError');
  return new Uint8Array(Buffer.from(jwk.k, 'base64url'));
}

async function exportKey(format, key) {
  if (!ofKey(key).extractable) fail('key is not extractable', 'InvalidAccessError');
  const bytes = bytesOf(key);
  if (format === 'raw' || format === 'raw-secret') return bytes.slice().buffer;
  if (format !== 'jwk') {
    fail(`Unable to export ${key.algorithm.name} secret key using ${format} format`, 'NotSupportedError');
  }
  return {
    key_ops: [...key.usages],
    ext: key.extractable,
    alg: HASHES[key.algorithm.hash.name][1],
    kty: 'oct',
    k: Buffer.from(bytes).toString('base64url'),
  };
}

async function generateKey(algorithm, extractable, usages) {
  const hash = hashOf(algorithm, 'HmacKeyGenParams');
  if (usages.some((usage) => !USES.HMAC.includes(usage))) fail('Unsupported key usage for a HMAC key', 'SyntaxError');
  const bits = algorithm.length ?? HASHES[hash][2] * 8;
  if (bits === 0) fail('Zero-length key is not supported', 'OperationError');
  if (usages.length === 0) fail('Usages cannot be empty when creating a key.', 'SyntaxError');
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(Math.ceil(bits / 8)));
  const named = { name: 'HMAC', length: bits, hash: { name: hash } };
  return createKey({ extractable: !!extractable, algorithm: named, usages, bytes });
}

function signature(algorithm, key, data, use) {
  if (ofKey(key).algorithm.name !== known(algorithm)) fail('Key algorithm mismatch', 'InvalidAccessError');
  if (!key.usages.includes(use)) fail(`Unable to use this key to ${use}`, 'InvalidAccessError');
  return createHmac(HASHES[key.algorithm.hash.name][0], bytesOf(key)).update(copyOf(data, 'data')).digest();
}

async function sign(algorithm, key, data) {
  const made = signature(algorithm, key, data, 'sign');
  return made.buffer.slice(made.byteOffset, made.byteOffset + made.length);
}

async function verify(algorithm, key, given, data) {
  const made = signature(algorithm, key, data, 'verify');
  const bytes = copyOf(given, 'signature');
  return bytes.length === made.length && require('crypto').timingSafeEqual(bytes, made);
}

async function deriveBits(algorithm, key, length = null) {
  return derive(algorithm, key, length, 'deriveBits');
}

/** Bits from a password or from key material; a promise of an ArrayBuffer. */
function derive(algorithm, key, bits, use) {
  const name = known(algorithm);
  if (!ofKey(key).usages.includes(use)) fail(`baseKey does not have ${use} usage`, 'InvalidAccessError');
  if (key.algorithm.name !== name) fail('Key algorithm mismatch', 'InvalidAccessError');
  const hash = HASHES[hashOf(algorithm, name === 'HKDF' ? 'HkdfParams' : 'Pbkdf2Params')];
  if (bits === null) fail('length cannot be null', 'OperationError');
  if (bits % 8 !== 0) fail('length must be a multiple of 8', 'OperationError');
  const salt = copyOf(algorithm.salt, 'algorithm.salt');
  if (name === 'PBKDF2' && algorithm.iterations === 0) fail('iterations cannot be zero', 'OperationError');
  if (bits === 0) return new ArrayBuffer(0);
  if (name === 'HKDF' && bits > hash[3] * HKDF_DIGESTS_MAX) {
    fail('The operation failed for an operation-specific reason', 'OperationError');
  }
  return new Promise((resolve, reject) => {
    const done = (error, bytes) => {
      if (error) reject(new DOMException(error.message, { name: 'OperationError', cause: error }));
      else resolve(isAnyArrayBuffer(bytes) ? bytes : new Uint8Array(bytes).buffer);
    };
    if (name === 'PBKDF2') return pbkdf2(bytesOf(key), salt, algorithm.iterations, bits / 8, hash[0], done);
    return hkdf(hash[0], bytesOf(key), salt, copyOf(algorithm.info, 'algorithm.info'), bits / 8, done);
  });
}

async function deriveKey(algorithm, key, derived, extractable, usages) {
  const hash = hashOf(derived, 'HmacImportParams');
  const bits = derived.length ?? HASHES[hash][2] * 8;
  return importKey('raw', await derive(algorithm, key, bits, 'deriveKey'), derived, extractable, usages);
}

module.exports = { known, deriveBits, deriveKey, exportKey, generateKey, importKey, makeKey, sign, verify };
