// `node:dns/promises`.
'use strict';

const {
  badOptions, checkHostname, checkService, errorCodes, find, findKnown, findService, getDefaultResultOrder,
  parseNumber, parseOptions, setDefaultResultOrder,
} = require('internal/dns/lookup');
const { ERR_MISSING_ARGS } = require('internal/errors').codes;

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

module.exports = { lookup, lookupService, getDefaultResultOrder, setDefaultResultOrder, ...errorCodes };
