// What the two faces of node:dns share: the checks of arguments, the order of addresses, error names.
'use strict';

const { getaddrinfo, getnameinfo, ADDRCONFIG, ALL, V4MAPPED } = internalBinding('dns');
const { isIP } = require('internal/net');
const { hasObserver, startPerf, stopPerf } = require('internal/perf/observe');
const { getOptionValue } = require('internal/options');
const { DNSException, codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const {
  validateBoolean,
  validateNumber,
  validateOneOf,
  validatePort,
  validateString,
  validateStringWithoutNullBytes,
} = require('internal/validators');

const kStatistics = Symbol('kPerfHooksDnsLookupContext');
const validFamilies = [0, 4, 6];
const validOrders = ['verbatim', 'ipv4first', 'ipv6first'];
let defaultOrder;

const errorCodes = {
  NODATA: 'ENODATA',
  FORMERR: 'EFORMERR',
  SERVFAIL: 'ESERVFAIL',
  NOTFOUND: 'ENOTFOUND',
  NOTIMP: 'ENOTIMP',
  REFUSED: 'EREFUSED',
  BADQUERY: 'EBADQUERY',
  BADNAME: 'EBADNAME',
  BADFAMILY: 'EBADFAMILY',
  BADRESP: 'EBADRESP',
  CONNREFUSED: 'ECONNREFUSED',
  TIMEOUT: 'ETIMEOUT',
  EOF: 'EOF',
  FILE: 'EFILE',
  NOMEM: 'ENOMEM',
  DESTRUCTION: 'EDESTRUCTION',
  BADSTR: 'EBADSTR',
  BADFLAGS: 'EBADFLAGS',
  NONAME: 'ENONAME',
  BADHINTS: 'EBADHINTS',
  NOTINITIALIZED: 'ENOTINITIALIZED',
  LOADIPHLPAPI: 'ELOADIPHLPAPI',
  ADDRGETNETWORKPARAMS: 'EADDRGETNETWORKPARAMS',
  CANCELLED: 'ECANCELLED',
};

function getDefaultResultOrder() {
  return defaultOrder ??= getOptionValue('--dns-result-order') || 'verbatim';
}

function setDefaultResultOrder(value) {
  validateOneOf(value, 'dnsOrder', validOrders);
  defaultOrder = value;
}

/** `{ family, hints, all, order }` of an options object. */
function parseOptions(options) {
  const parsed = { family: 0, hints: 0, all: false, order: getDefaultResultOrder() };
  if (options?.hints != null) {
    validateNumber(options.hints, 'options.hints');
    parsed.hints = options.hints >>> 0;
    if ((parsed.hints & ~(ADDRCONFIG | ALL | V4MAPPED)) !== 0) {
      throw new ERR_INVALID_ARG_VALUE('hints', parsed.hints);
    }
  }
  if (options?.family != null) parsed.family = parseFamily(options.family);
  if (options?.all != null) {
    validateBoolean(options.all, 'options.all');
    parsed.all = options.all;
  }
  if (options?.verbatim != null) {
    validateBoolean(options.verbatim, 'options.verbatim');
    parsed.order = options.verbatim ? 'verbatim' : 'ipv4first';
  }
  if (options?.order != null) {
    validateOneOf(options.order, 'options.order', validOrders);
    parsed.order = options.order;
  }
  return parsed;
}

function parseFamily(family) {
  if (family === 'IPv4') return 4;
  if (family === 'IPv6') return 6;
  validateOneOf(family, 'options.family', validFamilies);
  return family + 0; // -0 becomes 0.
}

/** `lookup` for either face: `options` a family, an object or undefined; `done(error, addresses, parsed)`. */
function find(hostname, parsed, done) {
  const { family, hints, order } = parsed;
  const request = {};
  if (hasObserver('dns')) {
    const detail = { hostname, family, hints, verbatim: order === 'verbatim', order };
    startPerf(request, kStatistics, { type: 'dns', name: 'lookup', detail });
  }
  const status = getaddrinfo(hostname, family, hints, (error, addresses) => {
    if (error) return done(new DNSException(error, 'getaddrinfo', hostname));
    const found = sort(addresses.map((address) => ({ address, family: isIP(address) })), order);
    if (request[kStatistics] && hasObserver('dns')) {
      stopPerf(request, kStatistics, { detail: { addresses: parsed.all ? found : addresses } });
    }
    done(null, found);
  });
  if (status !== 0) process.nextTick(done, new DNSException(status, 'getaddrinfo', hostname));
}

function sort(found, order) {
  if (order === 'verbatim') return found;
  const first = order === 'ipv4first' ? 4 : 6;
  return [...found.filter(({ family }) => family === first), ...found.filter(({ family }) => family !== first)];
}

/** The answer that needs no resolver: an address is its own, and nothing has none. Else undefined. */
function findKnown(hostname, { family }) {
  if (!hostname) {
    warnOfHostname(hostname);
    return { address: null, family: family === 6 ? 6 : 4 };
  }
  const known = isIP(hostname);
  return known === 0 ? undefined : { address: hostname, family: known };
}

let warned = false;

function warnOfHostname(hostname) {
  if (warned) return;
  warned = true;
  process.emitWarning(
    `The provided hostname "${hostname}" is not a valid ` +
    'hostname, and is supported in the dns module solely for compatibility.',
    'DeprecationWarning', 'DEP0118');
}

function parseNumber(family) {
  validateOneOf(family, 'family', validFamilies);
  return { ...parseOptions(), family: family + 0 };
}

function checkHostname(hostname) {
  if (hostname) validateStringWithoutNullBytes(hostname, 'hostname');
}

function badOptions(options) {
  return new ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], options);
}

function checkService(address, port) {
  validateString(address, 'address');
  if (isIP(address) === 0) throw new ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
}

/** Name and service of an address: `done(error, hostname, service)`. */
function findService(address, port, done) {
  const request = {};
  if (hasObserver('dns')) {
    startPerf(request, kStatistics, { type: 'dns', name: 'lookupService', detail: { host: address, port } });
  }
  const status = getnameinfo(address, +port + 0, (error, hostname, service) => {
    if (error) return done(new DNSException(error, 'getnameinfo', address));
    if (request[kStatistics] && hasObserver('dns')) stopPerf(request, kStatistics, { detail: { hostname, service } });
    done(null, hostname, service);
  });
  if (status !== 0) throw new DNSException(status, 'getnameinfo', address);
}

module.exports = {
  ADDRCONFIG,
  ALL,
  V4MAPPED,
  badOptions,
  checkHostname,
  checkService,
  errorCodes,
  find,
  findKnown,
  findService,
  getDefaultResultOrder,
  parseNumber,
  parseOptions,
  setDefaultResultOrder,
};
