// `net.BlockList`: rules about addresses, each a range of them.
'use strict';

const { parseAddress } = internalBinding('net');
const { SocketAddress, kKey } = require('internal/socketaddress');
const { customInspectSymbol } = require('internal/util');
const { kClone, kDeserialize, markTransferMode } = require('internal/worker/js_transferable');
const { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } = require('internal/errors').codes;
const { validateInt32, validateString } = require('internal/validators');

const privateRanges = Object.freeze([
  '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '::1/128', '169.254.0.0/16', 'fe80::/10', 'fc00::/7',
]);

const kRules = Symbol('kRules');
const kAddresses = 0;
const kSubnets = 1;
const kRanges = 2;

class BlockList {
  // Addresses, subnets and ranges, each `{ text, low, high }`, the newest first.
  [kRules] = [[], [], []];

  constructor() {
    markTransferMode(this, true, false);
  }

  static PRIVATE_RANGES = privateRanges;

  static isBlockList(value) {
    return value?.[kRules] !== undefined;
  }

  #add(kind, rule) {
    const rules = this[kRules][kind];
    if (kind !== kAddresses || !rules.some(({ text }) => text === rule.text)) rules.unshift(rule);
  }

  #remove(kind, { text }) {
    const rules = this[kRules][kind];
    const at = rules.findIndex((rule) => rule.text === text);
    if (at !== -1) rules.splice(at, 1);
  }

  addAddress(address, family = 'ipv4') {
    this.#add(kAddresses, single(toAddress(address, 'address', family)));
  }

  addAddresses(addresses, family = 'ipv4') {
    if (!Array.isArray(addresses)) throw new ERR_INVALID_ARG_TYPE('addresses', 'Array', addresses);
    validateString(family, 'family');
    const parsed = addresses.map((address, i) => toAddress(address, `addresses[${i}]`, family));
    for (const address of parsed) this.#add(kAddresses, single(address));
  }

  addRange(start, end, family = 'ipv4') {
    start = toAddress(start, 'start', family);
    end = toAddress(end, 'end', family);
    if (start[kKey] > end[kKey]) throw new ERR_INVALID_ARG_VALUE('start', start, 'must come before end');
    this.#add(kRanges, range(start, end));
  }

  addSubnet(network, prefix, family = 'ipv4') {
    this.#add(kSubnets, subnet(network, prefix, family));
  }

  addCIDR(cidr) {
    const { address, prefix, family } = parseCIDR(cidr);
    this.addSubnet(address, prefix, family);
  }

  addCIDRs(cidrs) {
    if (!Array.isArray(cidrs)) throw new ERR_INVALID_ARG_TYPE('cidrs', 'Array', cidrs);
    // All of them or none.
    const parsed = cidrs.map((cidr, i) => {
      validateString(cidr, `cidrs[${i}]`);
      return parseCIDR(cidr);
    });
    for (const { address, prefix, family } of parsed) this.addSubnet(address, prefix, family);
  }

  removeAddress(address, family = 'ipv4') {
    this.#remove(kAddresses, single(toAddress(address, 'address', family)));
  }

  removeRange(start, end, family = 'ipv4') {
    this.#remove(kRanges, range(toAddress(start, 'start', family), toAddress(end, 'end', family)));
  }

  removeSubnet(network, prefix, family = 'ipv4') {
    this.#remove(kSubnets, subnet(network, prefix, family));
  }

  removeCIDR(cidr) {
    const { address, prefix, family } = parseCIDR(cidr);
    this.removeSubnet(address, prefix, family);
  }

  /** Whether a rule is about the address. */
  check(address, family = 'ipv4') {
    let key;
    if (SocketAddress.isSocketAddress(address)) {
      key = address[kKey];
    } else {
      validateString(address, 'address');
      validateString(family, 'family');
      const parsed = parseAddress(address, family.toLowerCase() === 'ipv4' ? 4 : 6);
      if (parsed === undefined) return false;
      key = BigInt(`0x${parsed[1]}`);
    }
    return this[kRules].some((rules) => rules.some(({ low, high }) => low <= key && key <= high));
  }

  clear() {
    this[kRules] = [[], [], []];
  }

  // A copy: shards share nothing that one of them may change.
  [kClone]() {
    return { data: this[kRules], deserializeInfo: 'internal/blocklist:BlockList' };
  }

  [kDeserialize](rules) {
    this[kRules] = rules;
  }

  get rules() {
    return this[kRules].flat().map(({ text }) => text);
  }

  get size() {
    return this[kRules].flat().length;
  }

  toJSON() {
    return this.rules;
  }

  /** Adds rules in the form of `rules`, or their JSON. Lines that are no rules are passed over. */
  fromJSON(data) {
    const rules = typeof data === 'string' ? JSON.parse(data) : data;
    if (!Array.isArray(rules) || rules.some((rule) => typeof rule !== 'string')) {
      throw new ERR_INVALID_ARG_TYPE('data', ['string', 'string[]'], data);
    }
    for (const text of rules) this.#parse(text);
  }

  #parse(text) {
    const match = /^(Address|Range|Subnet): (IPv[46]) ([0-9a-f:.]+)(?:[-/]([0-9a-f:.]+))?/i.exec(text);
    if (match === null) return;
    const { 1: kind, 2: name, 3: first, 4: second } = match;
    const family = name.toLowerCase();
    if (kind === 'Address') this.addAddress(first, family);
    else if (kind === 'Range') this.addRange(first, second, family);
    else this.addSubnet(first, Number(second), family);
  }

  [customInspectSymbol](depth, options, inspect) {
    if (depth < 0) return this;
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BlockList ${inspect({ rules: this.rules }, inner)}`;
  }
}

function toAddress(address, name, family) {
  if (SocketAddress.isSocketAddress(address)) return address;
  validateString(address, name);
  validateString(family, 'family');
  return new SocketAddress({ address, family });
}

const label = (address) => (address.family === 'ipv4' ? 'IPv4' : 'IPv6');

function single(address) {
  return { text: `Address: ${label(address)} ${address.address}`, low: address[kKey], high: address[kKey] };
}

function range(start, end) {
  return { text: `Range: ${label(start)} ${start.address}-${end.address}`, low: start[kKey], high: end[kKey] };
}

function subnet(network, prefix, family) {
  network = toAddress(network, 'network', family);
  const bits = network.family === 'ipv4' ? 32 : 128;
  validateInt32(prefix, 'prefix', 0, bits);
  const hosts = (1n << BigInt(bits - prefix)) - 1n;
  const low = network[kKey] & ~hosts;
  return { text: `Subnet: ${label(network)} ${network.address}/${prefix + 0}`, low, high: low | hosts };
}

function parseCIDR(cidr) {
  validateString(cidr, 'cidr');
  const slash = cidr.lastIndexOf('/');
  if (slash === -1) {
    throw new ERR_INVALID_ARG_VALUE('cidr', cidr, 'must contain a prefix length (e.g. "10.0.0.0/8")');
  }
  const prefix = parseInt(cidr.slice(slash + 1), 10);
  if (`${prefix}` !== cidr.slice(slash + 1)) {
    throw new ERR_INVALID_ARG_VALUE('cidr', cidr, 'prefix length must be a valid integer');
  }
  const address = cidr.slice(0, slash);
  return { address, prefix, family: address.includes(':') ? 'ipv6' : 'ipv4' };
}

module.exports = { BlockList };
