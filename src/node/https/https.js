// `node:https`: programs that only name it work; connections and servers throw until there is TLS.
'use strict';

const { Agent: HttpAgent } = require('http');

/** An agent can be made and configured; what it would connect needs TLS. */
class Agent extends HttpAgent {
  constructor(options) {
    super(options);
    this.defaultPort = 443;
    this.protocol = 'https:';
    this.maxCachedSessions = this.options.maxCachedSessions ?? 100;
  }

  createConnection() {
    throw notYet('https connections');
  }
}

function notYet(what) {
  const error = new Error(`There are no ${what} yet, as they need TLS: use http:, or put what speaks TLS in front`);
  error.code = 'ERR_METHOD_NOT_IMPLEMENTED';
  return error;
}

function Server() {
  throw notYet('https servers');
}

function createServer() {
  throw notYet('https servers');
}

function request() {
  throw notYet('https requests');
}

function get() {
  throw notYet('https requests');
}

module.exports = {
  Agent,
  globalAgent: new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 }),
  Server,
  createServer,
  get,
  request,
};
