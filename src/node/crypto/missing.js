// What node:crypto has in Node 24 and not here yet: each name throws and says what to do meanwhile.
'use strict';

const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');

const withTls = 'it comes with node:tls';
const digestsInstead = `${withTls}; createHash(), createHmac() and hash() are there`;
const keysInstead = `${withTls}; pbkdf2(), scrypt(), hkdf() and argon2() derive keys from bytes`;

// name -> [its length in Node, why not and what instead]
const functions = {
  checkPrime: [1, withTls],
  checkPrimeSync: [1, withTls],
  createCipheriv: [4, withTls],
  createDecipheriv: [4, withTls],
  createDiffieHellman: [4, withTls],
  createDiffieHellmanGroup: [1, withTls],
  createECDH: [1, withTls],
  createPrivateKey: [1, withTls],
  createPublicKey: [1, withTls],
  createSign: [2, digestsInstead],
  createVerify: [2, digestsInstead],
  decapsulate: [3, withTls],
  diffieHellman: [2, withTls],
  encapsulate: [2, withTls],
  generateKey: [3, `${withTls}; randomBytes() makes secrets`],
  generateKeyPair: [3, withTls],
  generateKeyPairSync: [2, withTls],
  generateKeySync: [2, `${withTls}; randomBytes() makes secrets`],
  generatePrime: [3, withTls],
  generatePrimeSync: [1, withTls],
  getCipherInfo: [2, withTls],
  getCiphers: [0, withTls],
  getCurves: [0, withTls],
  getDiffieHellman: [1, withTls],
  privateDecrypt: [2, withTls],
  privateEncrypt: [2, withTls],
  publicDecrypt: [2, withTls],
  publicEncrypt: [2, withTls],
  sign: [4, digestsInstead],
  verify: [5, digestsInstead],
};

const classes = {
  Certificate: withTls,
  Cipheriv: withTls,
  Decipheriv: withTls,
  DiffieHellman: withTls,
  DiffieHellmanGroup: withTls,
  ECDH: withTls,
  Sign: withTls,
  Verify: withTls,
  X509Certificate: withTls,
};

const subtleMethods = {
  decapsulateBits: [4, withTls],
  decapsulateKey: [5, withTls],
  decrypt: [3, withTls],
  deriveBits: [2, keysInstead],
  deriveKey: [5, keysInstead],
  encapsulateBits: [2, withTls],
  encapsulateKey: [5, withTls],
  encrypt: [3, withTls],
  exportKey: [2, withTls],
  generateKey: [3, withTls],
  getPublicKey: [2, withTls],
  importKey: [5, withTls],
  sign: [3, digestsInstead],
  unwrapKey: [7, withTls],
  verify: [4, digestsInstead],
  wrapKey: [4, withTls],
};

function notImplemented(call, instead) {
  const error = new ERR_METHOD_NOT_IMPLEMENTED(call);
  error.message += `: ${instead}`;
  return error;
}

function named(fn, name, length) {
  Object.defineProperty(fn, 'name', { value: name, configurable: true });
  return Object.defineProperty(fn, 'length', { value: length, configurable: true });
}

const exported = {};
for (const [name, [length, instead]] of Object.entries(functions)) {
  exported[name] = named(() => { throw notImplemented(`crypto.${name}()`, instead); }, name, length);
}
for (const [name, instead] of Object.entries(classes)) {
  // Classes, so that `instanceof` keeps working: nothing is an instance.
  exported[name] = named(function() { throw notImplemented(`new crypto.${name}()`, instead); }, name, 2);
}

/** The methods of SubtleCrypto, which reject instead. */
const subtle = {};
for (const [name, [length, instead]] of Object.entries(subtleMethods)) {
  subtle[name] = named(async () => { throw notImplemented(`crypto.subtle.${name}()`, instead); }, name, length);
}

module.exports = { exported, subtle };
