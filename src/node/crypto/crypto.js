// node:crypto.
'use strict';

const { timingSafeEqual: equalNatively } = internalBinding('crypto');
const { codes: { ERR_CRYPTO_FIPS_UNAVAILABLE, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { deprecate } = require('internal/util');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { Hash, Hmac, createHash, createHmac, hash } = require('internal/crypto/hash');
const {
  randomBytes, randomFill, randomFillSync, randomInt, randomUUID, randomUUIDv7,
} = require('internal/crypto/random');
const { getHashes, setEngine } = require('internal/crypto/util');
const { createSecretKey, KeyObject } = require('internal/crypto/key_object');
const missing = require('internal/crypto/missing').exported;

function timingSafeEqual(buf1, buf2) {
  checkBytes(buf1, 'buf1');
  checkBytes(buf2, 'buf2');
  return equalNatively(buf1, buf2);
}

function checkBytes(value, name) {
  if (isAnyArrayBuffer(value) || isArrayBufferView(value)) return;
  const error = new ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
  // Said natively in Node, without what was received.
  error.message = error.message.replace(/ Received .*$/s, '');
  throw error;
}

const getFips = () => 0;

function setFips(value) {
  if (value) throw new ERR_CRYPTO_FIPS_UNAVAILABLE();
}

/** Without a secure heap, as Node is started by default. */
const secureHeapUsed = () => ({ total: 0, used: 0, utilization: 0, min: 2 });

// Key derivation is rarely needed beside digests, so its script waits until it is.
const derive = (name, length) => {
  const call = (...args) => require('internal/crypto/derivation')[name](...args);
  Object.defineProperty(call, 'name', { value: name, configurable: true });
  return Object.defineProperty(call, 'length', { value: length, configurable: true });
};

module.exports = {
  argon2: derive('argon2', 3),
  argon2Sync: derive('argon2Sync', 2),
  checkPrime: missing.checkPrime,
  checkPrimeSync: missing.checkPrimeSync,
  createCipheriv: missing.createCipheriv,
  createDecipheriv: missing.createDecipheriv,
  createDiffieHellman: missing.createDiffieHellman,
  createDiffieHellmanGroup: missing.createDiffieHellmanGroup,
  createECDH: missing.createECDH,
  createHash,
  createHmac,
  createPrivateKey: missing.createPrivateKey,
  createPublicKey: missing.createPublicKey,
  createSecretKey,
  createSign: missing.createSign,
  createVerify: missing.createVerify,
  diffieHellman: missing.diffieHellman,
  generatePrime: missing.generatePrime,
  generatePrimeSync: missing.generatePrimeSync,
  getCiphers: missing.getCiphers,
  getCipherInfo: missing.getCipherInfo,
  getCurves: missing.getCurves,
  getDiffieHellman: missing.getDiffieHellman,
  getHashes,
  hkdf: derive('hkdf', 6),
  hkdfSync: derive('hkdfSync', 5),
  pbkdf2: derive('pbkdf2', 6),
  pbkdf2Sync: derive('pbkdf2Sync', 5),
  generateKeyPair: missing.generateKeyPair,
  generateKeyPairSync: missing.generateKeyPairSync,
  generateKey: missing.generateKey,
  generateKeySync: missing.generateKeySync,
  privateDecrypt: missing.privateDecrypt,
  privateEncrypt: missing.privateEncrypt,
  publicDecrypt: missing.publicDecrypt,
  publicEncrypt: missing.publicEncrypt,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  randomUUIDv7,
  scrypt: derive('scrypt', 4),
  scryptSync: derive('scryptSync', 3),
  sign: missing.sign,
  setEngine,
  timingSafeEqual,
  getFips,
  setFips,
  verify: missing.verify,
  hash,
  encapsulate: missing.encapsulate,
  decapsulate: missing.decapsulate,
  Certificate: missing.Certificate,
  Cipheriv: missing.Cipheriv,
  Decipheriv: missing.Decipheriv,
  DiffieHellman: missing.DiffieHellman,
  DiffieHellmanGroup: missing.DiffieHellmanGroup,
  ECDH: missing.ECDH,
  Hash,
  Hmac,
  KeyObject,
  Sign: missing.Sign,
  Verify: missing.Verify,
  X509Certificate: missing.X509Certificate,
  secureHeapUsed,
};

const fipsDeprecated = 'crypto.fips is deprecated. Please use crypto.setFips() and crypto.getFips()';
const lazily = (get) => ({ configurable: false, enumerable: true, get, set: undefined });

Object.defineProperties(module.exports, {
  fips: {
    get: deprecate(getFips, fipsDeprecated, 'DEP0093'),
    set: deprecate(setFips, fipsDeprecated, 'DEP0093'),
  },
  constants: { configurable: false, enumerable: true, writable: false, value: require('internal/crypto/constants') },
  webcrypto: lazily(() => require('internal/crypto/webcrypto').crypto),
  subtle: lazily(() => require('internal/crypto/webcrypto').crypto.subtle),
  getRandomValues: lazily(() => require('internal/crypto/webcrypto').getRandomValues),
});

// Old names, hidden.
for (const name of ['prng', 'pseudoRandomBytes', 'rng']) {
  Object.defineProperty(module.exports, name, {
    configurable: true, enumerable: false, writable: true, value: randomBytes,
  });
}
