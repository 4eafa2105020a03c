// The Web Crypto globals: crypto, Crypto and SubtleCrypto.
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const random = require('internal/crypto/random');
const missing = require('internal/crypto/missing').subtle;
const { CryptoKey } = require('internal/crypto/crypto_key');

const kConstruct = Symbol('kConstruct');

class SubtleCrypto {
  constructor(token) {
    if (token !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  async digest(algorithm, data) {
    if (this !== subtle) throw new ERR_INVALID_THIS('SubtleCrypto');
    return require('internal/crypto/subtle').digest.apply(undefined, arguments);
  }

  [customInspectSymbol](depth, options) {
    const { inspect } = require('internal/util/inspect');
    return `${this.constructor.name} ${inspect({}, options)}`;
  }
}

/** What the methods know of secret keys, and which argument says whether they are meant. */
const secret = {
  deriveBits: [0], deriveKey: [0, 2], exportKey: [], generateKey: [0], importKey: [2], sign: [0], verify: [0],
};

for (const [name, absent] of Object.entries(missing)) {
  const value = name in secret ? withSecretKeys(name, absent) : absent;
  Object.defineProperty(SubtleCrypto.prototype, name, { configurable: true, enumerable: true, writable: true, value });
}

/** A method that serves secret keys and says of all others that they are absent. */
function withSecretKeys(name, absent) {
  const method = { async [name](...args) {
    if (this !== subtle) throw new ERR_INVALID_THIS('SubtleCrypto');
    if (args.length < absent.length) {
      const error = new ERR_MISSING_ARGS('');
      error.message = `Failed to execute '${name}' on 'SubtleCrypto': ${absent.length} arguments required, but only ` +
        `${args.length} present.`;
      throw error;
    }
    const keys = require('internal/crypto/secret_keys');
    const meant = secret[name].every((at) => keys.known(args[at]) !== undefined);
    // Keys are made of what derives nothing: PBKDF2 and HKDF only start from something.
    const makes = { deriveKey: 2, generateKey: 0 }[name];
    if (!meant || (makes !== undefined && keys.known(args[makes]) !== 'HMAC')) return absent.apply(this, args);
    return keys[name](...args);
  } }[name];
  return Object.defineProperty(method, 'length', { value: absent.length, configurable: true });
}

class Crypto {
  constructor(token) {
    if (token !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get subtle() {
    if (this !== crypto) throw new ERR_INVALID_THIS('Crypto');
    return subtle;
  }

  getRandomValues(array) {
    if (this !== crypto) throw new ERR_INVALID_THIS('Crypto');
    if (arguments.length < 1) {
      const error = new ERR_MISSING_ARGS('array');
      error.message = "Failed to execute 'getRandomValues' on 'Crypto': 1 argument required, but only 0 present.";
      throw error;
    }
    return random.getRandomValues(array);
  }

  randomUUID(options) {
    if (this !== crypto) throw new ERR_INVALID_THIS('Crypto');
    return random.randomUUID(options);
  }

  [customInspectSymbol](depth, options) {
    const { inspect } = require('internal/util/inspect');
    return `${this.constructor.name} ${inspect({}, options)}`;
  }
}

const enumerable = { enumerable: true };
const tag = (value) => ({ configurable: true, enumerable: false, writable: false, value });

Object.defineProperties(SubtleCrypto.prototype, { digest: enumerable, [Symbol.toStringTag]: tag('SubtleCrypto') });
Object.defineProperties(Crypto.prototype, {
  getRandomValues: enumerable,
  randomUUID: enumerable,
  subtle: enumerable,
  [Symbol.toStringTag]: tag('Crypto'),
});

const subtle = new SubtleCrypto(kConstruct);
const crypto = new Crypto(kConstruct);

module.exports = {
  Crypto,
  CryptoKey,
  SubtleCrypto,
  crypto,
  // node:crypto's own, which needs no receiver.
  getRandomValues: (array) => crypto.getRandomValues(array),
};
