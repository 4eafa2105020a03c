// `node:https`: programs that only name it work; connections and servers throw until there is TLS.
'use strict';

const { Agent: HttpAgent } = require('http');
const absent = require('internal/tls/absent');

const needsTls = (what) => absent(what, ', as they need TLS: use http:, or put what speaks TLS in front');

/** An agent can be made and configured; what it would connect needs TLS. */
class Agent extends HttpAgent {
  constructor(options) {
    super(options);
    this.defaultPort = 443;
    this.protocol = 'https:';
    this.maxCachedSessions = this.options.maxCachedSessions ?? 100;
  }

  createConnection() {
    throw needsTls('https connections');
  }
}

function Server() {
  throw needsTls('https servers');
}

function createServer() {
  throw needsTls('https servers');
}

function request() {
  throw needsTls('https requests');
}

function get() {
  throw needsTls('https requests');
}

module.exports = {
  Agent,
  globalAgent: new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 }),
  Server,
  createServer,
  get,
  request,
};
