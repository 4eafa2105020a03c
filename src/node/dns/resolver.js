// What `Resolver` of either face stands on: a channel to name servers, and the queries that it knows.
'use strict';

const { ChannelWrap } = internalBinding('dns');
const {
  DNSException,
  codes: { ERR_DNS_SET_SERVERS_FAILED, ERR_INVALID_ARG_VALUE, ERR_INVALID_IP_ADDRESS },
} = require('internal/errors');
const { isIP } = require('internal/net');
const { domainToASCII } = require('internal/url');
const { hasObserver, startPerf, stopPerf } = require('internal/perf/observe');
const { validateArray, validateInt32, validatePort, validateString, validateUint32 } =
  require('internal/validators');

const kDefaultPort = 53;
const kDefaultTimeout = -1;
const kDefaultTries = 4;
const kStatistics = Symbol('kPerfHooksDnsLookupResolveContext');

const bracketed = /^\[([^[\]]*)\](?::(\d+))?$/;
const withPort = /^([^:]*):(\d+)$/;
const statusTexts = { '-1000': 'There are pending queries.' };

// Method, its system call, and the record type it asks for.
const queries = [
  ['resolveAny', 'queryAny', 'ANY'],
  ['resolve4', 'queryA', 'A'],
  ['resolve6', 'queryAaaa', 'AAAA'],
  ['resolveCaa', 'queryCaa', 'CAA'],
  ['resolveCname', 'queryCname', 'CNAME'],
  ['resolveMx', 'queryMx', 'MX'],
  ['resolveNs', 'queryNs', 'NS'],
  ['resolveTlsa', 'queryTlsa', 'TLSA'],
  ['resolveTxt', 'queryTxt', 'TXT'],
  ['resolveSrv', 'querySrv', 'SRV'],
  ['resolvePtr', 'queryPtr', 'PTR'],
  ['resolveNaptr', 'queryNaptr', 'NAPTR'],
  ['resolveSoa', 'querySoa', 'SOA'],
];

class ResolverBase {
  constructor(options = undefined) {
    const { timeout = kDefaultTimeout, tries = kDefaultTries, maxTimeout = 0 } = options ?? {};
    validateInt32(timeout, 'options.timeout', -1);
    validateInt32(tries, 'options.tries', 1);
    validateUint32(maxTimeout, 'options.maxTimeout');
    this._handle = new ChannelWrap(timeout, tries, maxTimeout);
  }

  cancel() {
    this._handle.cancel();
  }

  getServers() {
    // A handle of a program's may know none.
    return (this._handle.getServers() || []).map(([address, port]) => {
      if (port === kDefaultPort || !port) return address;
      return `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
    });
  }

  setServers(servers) {
    validateArray(servers, 'servers');
    const parsed = servers.map((server, index) => parseServer(server, `servers[${index}]`));
    const status = this._handle.setServers(parsed);
    if (status !== 0) throw new ERR_DNS_SET_SERVERS_FAILED(statusTexts[status], String(parsed));
  }

  setLocalAddress(ipv4, ipv6) {
    validateString(ipv4, 'ipv4');
    if (ipv6 !== undefined) validateString(ipv6, 'ipv6');
    this._handle.setLocalAddress(ipv4, ipv6);
  }
}

/** [family, address, port] of a server's text. */
function parseServer(server, name) {
  validateString(server, name);
  let family = isIP(server);
  if (family !== 0) return [family, server, kDefaultPort];
  const inBrackets = bracketed.exec(server);
  if (inBrackets !== null && (family = isIP(inBrackets[1])) !== 0) {
    return [family, inBrackets[1], validatePort(Number(inBrackets[2] ?? kDefaultPort))];
  }
  const named = withPort.exec(server);
  if (named !== null && (family = isIP(named[1])) !== 0) return [family, named[1], validatePort(Number(named[2]))];
  throw new ERR_INVALID_IP_ADDRESS(server);
}

/** Runs one query: `done(error, records)`. With `ttl` addresses come with their times to live. */
function runQuery(resolver, [, syscall, type], name, { ttl } = {}, done) {
  const request = {};
  if (hasObserver('dns')) {
    startPerf(request, kStatistics, { type: 'dns', name: syscall, detail: { host: name, ttl: Boolean(ttl) } });
  }
  resolver._handle.query(type, toASCII(name), (code, records, ttls) => {
    if (code !== null) {
      done(dnsError(code, syscall, name));
      return;
    }
    if (ttl && (type === 'A' || type === 'AAAA')) {
      records = records.map((address, index) => ({ address, ttl: ttls[index] }));
    }
    done(null, records);
    if (request[kStatistics] && hasObserver('dns')) stopPerf(request, kStatistics, { detail: { result: records } });
  });
}

/** The names of an address: `done(error, names)`. */
function runReverse(resolver, address, done) {
  const syscall = 'getHostByAddr';
  const known = resolver._handle.getHostByAddr(address, (code, names) => {
    if (code === null) done(null, names);
    else done(dnsError(code, syscall, address));
  });
  if (!known) throw new DNSException(-22, syscall, address);
}

function dnsError(code, syscall, hostname) {
  return new DNSException(code, syscall, hostname);
}

// eslint-disable-next-line no-control-regex
const toASCII = (name) => (/[^\x00-\x7f]/.test(name) ? domainToASCII(name) : name);

/** The query that a record type names, for `resolve`. */
function queryOfType(rrtype) {
  const query = queries.find(([, , type]) => type === rrtype);
  if (query === undefined) throw new ERR_INVALID_ARG_VALUE('rrtype', rrtype);
  return query;
}

/** Gives a Resolver class a method for every query, and for the others that it has. */
function defineQueries(Resolver, make, reverse, resolve) {
  const define = (name, value) => Object.defineProperty(Resolver.prototype, name, {
    __proto__: null, configurable: true, enumerable: true, writable: true, value,
  });
  for (const query of queries) define(query[0], make(query));
  define('reverse', reverse);
  define('resolve', resolve);
}

let defaultResolver;

/** The resolver of `dns.resolve` and its like. */
function getDefaultResolver() {
  return defaultResolver ??= new ResolverBase();
}

/** Queries under way go on with the servers that they have asked. */
function setDefaultServers(servers) {
  const resolver = new ResolverBase();
  resolver.setServers(servers);
  defaultResolver = resolver;
}

/** The methods of a Resolver as functions of a module, on the default resolver of the moment. */
function bindQueries(Resolver) {
  const bound = {
    getServers() {
      return getDefaultResolver().getServers();
    },
  };
  const names = ['resolve', ...queries.map(([name]) => name).sort(), 'reverse'];
  for (const name of names) {
    const method = Resolver.prototype[name];
    bound[name] = { [name](...args) {
      return method.apply(getDefaultResolver(), args);
    } }[name];
  }
  return bound;
}

module.exports = {
  ResolverBase, bindQueries, defineQueries, queryOfType, runQuery, runReverse, setDefaultServers,
};
