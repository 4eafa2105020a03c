// `net.SocketAddress`: an address with its port.
'use strict';

const { parseAddress } = internalBinding('net');
const { customInspectSymbol, kEmptyObject } = require('internal/util');
const { ERR_INVALID_ARG_VALUE } = require('internal/errors').codes;
const { validateObject, validatePort, validateString, validateUint32 } = require('internal/validators');

const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');

const kKey = Symbol('kKey');

class SocketAddress {
  #address;
  #port;
  #family;
  #flowlabel;

  constructor(options = kEmptyObject) {
    markTransferMode(this, true, false);
    validateObject(options, 'options');
    const family = familyOf(options.family);
    const { address = family === 'ipv4' ? '127.0.0.1' : '::', port = 0, flowlabel = 0 } = options;
    validateString(address, 'options.address');
    validatePort(port, 'options.port');
    validateUint32(flowlabel, 'options.flowlabel', false);
    const parsed = parseAddress(address, family === 'ipv4' ? 4 : 6);
    if (parsed === undefined) throw Object.assign(new Error('Invalid socket address'), { code: 'ERR_INVALID_ADDRESS' });
    this.#address = parsed[0];
    this.#port = port | 0;
    this.#family = family;
    // Addresses of version 4 have none.
    this.#flowlabel = family === 'ipv4' ? 0 : flowlabel | 0;
    this[kKey] = keyOf(parsed);
  }

  static isSocketAddress(value) {
    return typeof value === 'object' && value !== null && #address in value;
  }

  /** The SocketAddress in `address:port`; undefined if there is none. */
  static parse(input) {
    validateString(input, 'input');
    const { URL } = require('internal/url');
    const url = URL.parse(`http://${input}`);
    if (url === null) return undefined;
    const { hostname, port } = url;
    const bracketed = hostname[0] === '[';
    const address = bracketed ? hostname.slice(1, -1) : hostname;
    if (parseAddress(address, bracketed ? 6 : 4) === undefined) return undefined;
    return new SocketAddress({ address, port: port | 0, family: bracketed ? 'ipv6' : 'ipv4' });
  }

  get address() { return this.#address; }
  get port() { return this.#port; }
  get family() { return this.#family; }
  get flowlabel() { return this.#flowlabel; }

  [kClone]() {
    return { data: this.toJSON(), deserializeInfo: 'internal/socketaddress:SocketAddress' };
  }

  [kDeserialize]({ address, port, family, flowlabel }) {
    this.#address = address;
    this.#port = port;
    this.#family = family;
    this.#flowlabel = flowlabel;
    this[kKey] = keyOf(parseAddress(address, family === 'ipv4' ? 4 : 6));
  }

  toJSON() {
    const { address, port, family, flowlabel } = this;
    return { address, port, family, flowlabel };
  }

  [customInspectSymbol](depth, options, inspect) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `SocketAddress ${inspect(this.toJSON(), inner)}`;
  }
}

// The address as a number of 128 bits, an IPv4 address as its mapped one.
function keyOf({ 1: digits }) {
  return BigInt(`0x${digits}`);
}

function familyOf(family = 'ipv4') {
  const name = typeof family?.toLowerCase === 'function' ? family.toLowerCase() : family;
  if (name !== 'ipv4' && name !== 'ipv6') throw new ERR_INVALID_ARG_VALUE('options.family', family);
  return name;
}

module.exports = { SocketAddress, kKey };
