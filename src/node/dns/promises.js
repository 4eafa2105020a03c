// `node:dns/promises`.
'use strict';

const {
  badOptions, checkHostname, checkService, errorCodes, find, findKnown, findService, getDefaultResultOrder,
  parseNumber, parseOptions, setDefaultResultOrder,
} = require('internal/dns/lookup');
const { ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS } = require('internal/errors').codes;
const { ResolverBase, bindQueries, defineQueries, queryOfType, runQuery, runReverse, setDefaultServers } =
  require('internal/dns/resolver');
const { validateString } = require('internal/validators');

/** `lookup(hostname[, options])`: an address with its family, or an array of them. */
function lookup(hostname, options) {
  checkHostname(hostname);
  let parsed;
  if (typeof options === 'number') parsed = parseNumber(options);
  else if (options !== undefined && typeof options !== 'object') throw badOptions(options);
  else parsed = parseOptions(options);

  const known = findKnown(hostname, parsed);
  if (known !== undefined) {
    if (!parsed.all) return Promise.resolve(known);
    return Promise.resolve(known.address === null ? [] : [known]);
  }
  return new Promise((resolve, reject) => {
    find(hostname, parsed, (error, found) => {
      if (error) reject(error);
      else resolve(parsed.all ? found : found[0]);
    });
  });
}

function lookupService(address, port) {
  if (arguments.length !== 2) throw new ERR_MISSING_ARGS('address', 'port');
  checkService(address, port);
  return new Promise((resolve, reject) => {
    findService(address, port, (error, hostname, service) => {
      if (error) reject(error);
      else resolve({ hostname, service });
    });
  });
}

class Resolver extends ResolverBase {}

/** A promise of what `run(done)` tells. */
function promised(run) {
  return new Promise((resolve, reject) => {
    run((error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

function queryMethod(query) {
  return { [query[0]](name, options) {
    validateString(name, 'name');
    return promised((done) => runQuery(this, query, name, options ?? undefined, done));
  } }[query[0]];
}

function reverse(name) {
  validateString(name, 'name');
  return promised((done) => runReverse(this, name, done));
}

function resolve(hostname, rrtype) {
  if (rrtype !== undefined && typeof rrtype !== 'string') throw new ERR_INVALID_ARG_TYPE('rrtype', 'string', rrtype);
  return Resolver.prototype[queryOfType(rrtype ?? 'A')[0]].call(this, hostname);
}

defineQueries(Resolver, queryMethod, reverse, resolve);

module.exports = {
  lookup,
  lookupService,
  Resolver,
  getDefaultResultOrder,
  setDefaultResultOrder,
  setServers: setDefaultServers,
  ...errorCodes,
  ...bindQueries(Resolver),
};
