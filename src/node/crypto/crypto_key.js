// CryptoKey: what Web Crypto's functions know a key by. The bytes stay where programs cannot reach them.
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');

const kConstruct = Symbol('kConstruct');
/** Uses in the order in which Node lists them. */
const USAGES = ['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey'];

class CryptoKey {
  #state;

  constructor(token, state) {
    if (token !== kConstruct) throw new ERR_ILLEGAL_CONSTRUCTOR();
    markTransferMode(this, true, false);
    this.#state = state;
  }

  get type() { return this.#state.type; }
  get extractable() { return this.#state.extractable; }
  get algorithm() { return this.#state.algorithm; }
  get usages() { return this.#state.usages; }

  static bytesOf(key) { return key.#state.bytes; }

  static isKey(value) { return typeof value === 'object' && value !== null && #state in value; }

  [customInspectSymbol](depth, options) {
    const { inspect } = require('internal/util/inspect');
    if (depth < 0) return this;
    const { type, extractable, algorithm, usages } = this;
    const deeper = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `CryptoKey ${inspect({ type, extractable, algorithm, usages }, deeper)}`;
  }

  [kClone]() {
    return { data: { ...this.#state }, deserializeInfo: 'internal/crypto/crypto_key:ClonedKey' };
  }

  [kDeserialize](state) { this.#state = state; }
}

const { bytesOf, isKey } = CryptoKey;
delete CryptoKey.bytesOf;
delete CryptoKey.isKey;

const enumerable = { enumerable: true };
Object.defineProperties(CryptoKey.prototype, {
  type: enumerable,
  extractable: enumerable,
  algorithm: enumerable,
  usages: enumerable,
  [Symbol.toStringTag]: { configurable: true, enumerable: false, writable: false, value: 'CryptoKey' },
});

/** Makes a key; what it may be used for is put into Node's order. */
function createKey(state) {
  const usages = USAGES.filter((usage) => state.usages.includes(usage));
  return new CryptoKey(kConstruct, { type: 'secret', ...state, usages });
}

function ClonedKey() {
  return new CryptoKey(kConstruct, undefined);
}

module.exports = { bytesOf, ClonedKey, createKey, CryptoKey, isKey };
