// `node:dns` with callbacks.
'use strict';

const {
  ADDRCONFIG, ALL, V4MAPPED,
  badOptions, checkHostname, checkService, errorCodes, find, findKnown, findService, getDefaultResultOrder,
  parseNumber, parseOptions, setDefaultResultOrder,
} = require('internal/dns/lookup');
const { customPromisifyArgs } = require('internal/util');
const { ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS } = require('internal/errors').codes;
const { validateFunction, validateString } = require('internal/validators');
const { ResolverBase, bindQueries, defineQueries, queryOfType, runQuery, runReverse, setDefaultServers } =
  require('internal/dns/resolver');

/** `lookup(hostname[, options], callback)`. */
function lookup(hostname, options, callback) {
  checkHostname(hostname);
  let parsed;
  if (typeof options === 'function') {
    callback = options;
    parsed = parseOptions();
  } else if (typeof options === 'number') {
    validateFunction(callback, 'callback');
    parsed = parseNumber(options);
  } else if (options !== undefined && typeof options !== 'object') {
    validateFunction(arguments.length === 2 ? options : callback, 'callback');
    throw badOptions(options);
  } else {
    validateFunction(callback, 'callback');
    parsed = parseOptions(options);
  }

  const known = findKnown(hostname, parsed);
  if (known !== undefined) {
    if (parsed.all) process.nextTick(callback, null, known.address === null ? [] : [known]);
    else process.nextTick(callback, null, known.address, known.family);
    return {};
  }
  find(hostname, parsed, (error, found) => {
    if (error) callback(error);
    else if (parsed.all) callback(null, found);
    else callback(null, found[0].address, found[0].family);
  });
  return {};
}

function lookupService(address, port, callback) {
  if (arguments.length !== 3) throw new ERR_MISSING_ARGS('address', 'port', 'callback');
  checkService(address, port);
  validateFunction(callback, 'callback');
  findService(address, port, callback);
  return {};
}

class Resolver extends ResolverBase {}

function queryMethod(query) {
  return { [query[0]](name, options, callback) {
    if (arguments.length < 3) {
      callback = options;
      options = undefined;
    }
    validateString(name, 'name');
    validateFunction(callback, 'callback');
    const request = { hostname: name };
    runQuery(this, query, name, options ?? undefined, callback);
    return request;
  } }[query[0]];
}

function reverse(name, callback) {
  validateString(name, 'name');
  validateFunction(callback, 'callback');
  runReverse(this, name, callback);
  return { hostname: name };
}

function resolve(hostname, rrtype, callback) {
  if (typeof rrtype === 'function') {
    callback = rrtype;
    rrtype = 'A';
  } else if (typeof rrtype !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('rrtype', 'string', rrtype);
  }
  return Resolver.prototype[queryOfType(rrtype)[0]].call(this, hostname, callback);
}

defineQueries(Resolver, queryMethod, reverse, resolve);

Object.defineProperty(lookup, customPromisifyArgs, { value: ['address', 'family'], enumerable: false });
Object.defineProperty(lookupService, customPromisifyArgs, { value: ['hostname', 'service'], enumerable: false });

module.exports = {
  lookup,
  lookupService,
  Resolver,
  getDefaultResultOrder,
  setDefaultResultOrder,
  setServers: setDefaultServers,
  ADDRCONFIG,
  ALL,
  V4MAPPED,
  ...errorCodes,
  ...bindQueries(Resolver),
};

Object.defineProperty(module.exports, 'promises', {
  configurable: true,
  enumerable: true,
  get() { return require('dns/promises'); },
});
