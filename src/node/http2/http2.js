// `node:http2`: programs that offer HTTP/2 beside HTTP/1.1 work over the latter; sessions throw until there are any.
'use strict';

const Stream = require('stream');
const constants = require('internal/http2/constants');
const { getDefaultSettings, getPackedSettings, getUnpackedSettings } = require('internal/http2/settings');
const absent = require('internal/tls/absent');

const needsSessions = (what) => absent(what, ': use node:http, or put what speaks HTTP/2 in front');

/** Never made: it is what programs compare requests with. */
class Http2ServerRequest extends Stream.Readable {
  constructor() {
    throw needsSessions('HTTP/2 requests');
  }
}

/** Never made: it is what programs compare responses with. */
class Http2ServerResponse extends Stream {
  constructor() {
    throw needsSessions('HTTP/2 responses');
  }
}

function createServer() {
  throw needsSessions('HTTP/2 servers');
}

function createSecureServer() {
  throw needsSessions('HTTP/2 servers');
}

function connect() {
  throw needsSessions('HTTP/2 sessions');
}

function performServerHandshake() {
  throw needsSessions('HTTP/2 sessions');
}

module.exports = {
  connect,
  constants,
  createServer,
  createSecureServer,
  getDefaultSettings,
  getPackedSettings,
  getUnpackedSettings,
  performServerHandshake,
  sensitiveHeaders: Symbol('sensitiveHeaders'),
  Http2ServerRequest,
  Http2ServerResponse,
};
