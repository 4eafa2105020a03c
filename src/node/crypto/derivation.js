// Keys out of passwords and secrets: pbkdf2, scrypt, hkdf and argon2, each at once or on the blocking pool.
'use strict';

const {
  argon2: argon2Native, checkScrypt, hkdf: hkdfNative, pbkdf2: pbkdf2Native, scrypt: scryptNative,
} = internalBinding('crypto');
const { Buffer } = require('buffer');
const {
  codes: { ERR_INCOMPATIBLE_OPTION_PAIR, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const {
  validateFunction, validateInt32, validateInteger, validateObject, validateOneOf, validateString, validateUint32,
} = require('internal/validators');
const { getArrayBufferOrView } = require('internal/crypto/util');

/** The native functions give an ArrayBuffer; most callers are promised a Buffer. */
function asBuffers(callback) {
  return (error, bytes) => (error ? callback(error) : callback(null, Buffer.from(bytes)));
}

// ---- pbkdf2

function pbkdf2Arguments(password, salt, iterations, keylen, digest) {
  validateString(digest, 'digest');
  password = getArrayBufferOrView(password, 'password');
  salt = getArrayBufferOrView(salt, 'salt');
  validateInt32(iterations, 'iterations', 1);
  validateInt32(keylen, 'keylen', 0);
  return [password, salt, iterations, keylen, digest];
}

function pbkdf2(password, salt, iterations, keylen, digest, callback) {
  if (typeof digest === 'function') {
    callback = digest;
    digest = undefined;
  }
  const args = pbkdf2Arguments(password, salt, iterations, keylen, digest);
  validateFunction(callback, 'callback');
  pbkdf2Native(...args, asBuffers(callback));
}

function pbkdf2Sync(password, salt, iterations, keylen, digest) {
  return Buffer.from(pbkdf2Native(...pbkdf2Arguments(password, salt, iterations, keylen, digest)));
}

// ---- scrypt

const scryptDefaults = { N: 16384, r: 8, p: 1, maxmem: 32 << 20 };

/** An option by its short or its long name, but not by both. */
function scryptOption(options, short, long, otherwise) {
  let value;
  const hasShort = options[short] !== undefined;
  if (hasShort) {
    value = options[short];
    validateUint32(value, short);
  }
  if (options[long] !== undefined) {
    if (hasShort) throw new ERR_INCOMPATIBLE_OPTION_PAIR(short, long);
    value = options[long];
    validateUint32(value, long);
  }
  return value || otherwise;
}

function scryptArguments(password, salt, keylen, options) {
  password = getArrayBufferOrView(password, 'password');
  salt = getArrayBufferOrView(salt, 'salt');
  validateInt32(keylen, 'keylen', 0);
  let { N, r, p, maxmem } = scryptDefaults;
  if (options && options !== scryptDefaults) {
    N = scryptOption(options, 'N', 'cost', N);
    r = scryptOption(options, 'r', 'blockSize', r);
    p = scryptOption(options, 'p', 'parallelization', p);
    if (options.maxmem !== undefined) {
      maxmem = options.maxmem;
      validateInteger(maxmem, 'maxmem', 0);
      maxmem ||= scryptDefaults.maxmem;
    }
  }
  checkScrypt(N, r, p, maxmem);
  return [password, salt, N, r, p, maxmem, keylen];
}

function scrypt(password, salt, keylen, options, callback = scryptDefaults) {
  if (callback === scryptDefaults) {
    callback = options;
    options = scryptDefaults;
  }
  const args = scryptArguments(password, salt, keylen, options);
  validateFunction(callback, 'callback');
  scryptNative(...args, asBuffers(callback));
}

function scryptSync(password, salt, keylen, options = scryptDefaults) {
  return Buffer.from(scryptNative(...scryptArguments(password, salt, keylen, options)));
}

// ---- hkdf

const infoBytesMax = 1024;

function hkdfKey(key) {
  if (typeof key === 'string') return Buffer.from(key);
  if (isAnyArrayBuffer(key) || isArrayBufferView(key)) return key;
  throw new ERR_INVALID_ARG_TYPE(
    'ikm', ['string', 'SecretKeyObject', 'ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'], key);
}

function hkdfBytes(value, name) {
  if (typeof value === 'string') return Buffer.from(value);
  if (isAnyArrayBuffer(value) || isArrayBufferView(value)) return value;
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'], value);
}

function hkdfArguments(digest, key, salt, info, length) {
  validateString(digest, 'digest');
  key = hkdfKey(key);
  salt = hkdfBytes(salt, 'salt');
  info = hkdfBytes(info, 'info');
  validateInteger(length, 'length', 0, Number.MAX_SAFE_INTEGER);
  if (info.byteLength > infoBytesMax) {
    throw new ERR_OUT_OF_RANGE('info', `must not contain more than ${infoBytesMax} bytes`, info.byteLength);
  }
  return [digest, key, salt, info, length];
}

function hkdf(digest, key, salt, info, length, callback) {
  const args = hkdfArguments(digest, key, salt, info, length);
  validateFunction(callback, 'callback');
  hkdfNative(...args, callback);
}

const hkdfSync = (digest, key, salt, info, length) => hkdfNative(...hkdfArguments(digest, key, salt, info, length));

// ---- argon2

const laneMax = 2 ** 24 - 1;
const uint32Max = 2 ** 32 - 1;

function argon2Arguments(algorithm, parameters) {
  validateString(algorithm, 'algorithm');
  validateOneOf(algorithm, 'algorithm', ['argon2d', 'argon2i', 'argon2id']);
  validateObject(parameters, 'parameters');
  const message = getArrayBufferOrView(parameters.message, 'parameters.message');
  validateInteger(message.byteLength, 'parameters.message.byteLength', 0, uint32Max);
  const nonce = getArrayBufferOrView(parameters.nonce, 'parameters.nonce');
  validateInteger(nonce.byteLength, 'parameters.nonce.byteLength', 8, uint32Max);
  const { parallelism, tagLength, memory, passes } = parameters;
  validateInteger(parallelism, 'parameters.parallelism', 1, laneMax);
  validateInteger(tagLength, 'parameters.tagLength', 4, uint32Max);
  validateInteger(memory, 'parameters.memory', 8 * parallelism, uint32Max);
  validateInteger(passes, 'parameters.passes', 1, uint32Max);
  const optional = (name) => {
    const value = parameters[name];
    if (value === undefined) return new Uint8Array(0);
    const bytes = getArrayBufferOrView(value, `parameters.${name}`);
    validateInteger(bytes.byteLength, `parameters.${name}.byteLength`, 0, uint32Max);
    return bytes;
  };
  return [
    algorithm, message, nonce, parallelism, tagLength, memory, passes, optional('secret'), optional('associatedData'),
  ];
}

function argon2(algorithm, parameters, callback) {
  const args = argon2Arguments(algorithm, parameters);
  validateFunction(callback, 'callback');
  argon2Native(...args, asBuffers(callback));
}

const argon2Sync = (algorithm, parameters) => Buffer.from(argon2Native(...argon2Arguments(algorithm, parameters)));

module.exports = { argon2, argon2Sync, hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync };
