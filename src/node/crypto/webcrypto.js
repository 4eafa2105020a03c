// The Web Crypto globals: crypto, Crypto, SubtleCrypto and CryptoKey.
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const random = require('internal/crypto/random');
const missing = require('internal/crypto/missing').subtle;

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

for (const [name, value] of Object.entries(missing)) {
  Object.defineProperty(SubtleCrypto.prototype, name, { configurable: true, enumerable: true, writable: true, value });
}

class CryptoKey {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }
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
Object.defineProperties(CryptoKey.prototype, { [Symbol.toStringTag]: tag('CryptoKey') });
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
