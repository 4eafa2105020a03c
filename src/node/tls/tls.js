// `node:tls`: programs that only name it work; connections and servers throw until there is TLS.
'use strict';

const net = require('net');
const { Buffer } = require('buffer');
const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const absent = require('internal/tls/absent');

const PROTOCOL_BYTES_MAX = 255;

const needsTls = (what) => absent(what, ': use plain connections, or put what speaks TLS in front');

/** A stream over JavaScript streams as a socket: only TLS and HTTP/2 make any. */
class JSStreamSocket extends net.Socket {
  constructor() {
    throw needsTls('TLS connections');
  }
}

/** Programs compare sockets with it, and make one to see what it is made of; what is sent or read needs TLS. */
class TLSSocket extends net.Socket {
  constructor(socket, options) {
    super({ ...options, handle: undefined });
    if (socket !== undefined) {
      this._handle = { __proto__: null, _parentWrap: { __proto__: JSStreamSocket.prototype } };
    }
    this.encrypted = true;
  }

  _read() {
    this.destroy(needsTls('TLS connections'));
  }

  _write(chunk, encoding, callback) {
    callback(needsTls('TLS connections'));
  }

  _writev(chunks, callback) {
    callback(needsTls('TLS connections'));
  }

  _destroy(error, callback) {
    this._handle = null;
    super._destroy(error, callback);
  }
}

class Server {
  constructor() {
    throw needsTls('TLS servers');
  }
}

class SecureContext {
  constructor() {
    throw needsTls('TLS contexts');
  }
}

function createServer() {
  throw needsTls('TLS servers');
}

function connect() {
  throw needsTls('TLS connections');
}

function createSecureContext() {
  throw needsTls('TLS contexts');
}

function checkServerIdentity() {
  throw needsTls('checks of TLS certificates');
}

function getCiphers() {
  throw needsTls('TLS ciphers');
}

function getCACertificates() {
  throw needsTls('TLS certificates');
}

function setDefaultCACertificates() {
  throw needsTls('TLS certificates');
}

/** The wire form of RFC 7301: each name after a byte of its length. */
function convertALPNProtocols(protocols, out) {
  if (Array.isArray(protocols)) {
    out.ALPNProtocols = Buffer.concat(protocols.map((protocol, at) => {
      const bytes = Buffer.from(protocol);
      if (bytes.length > PROTOCOL_BYTES_MAX) {
        throw new ERR_OUT_OF_RANGE(
          `The byte length of the protocol at index ${at} exceeds the maximum length.`, `<= ${PROTOCOL_BYTES_MAX}`,
          bytes.length, true,
        );
      }
      return Buffer.concat([Buffer.of(bytes.length), bytes]);
    }));
  } else if (Buffer.isBuffer(protocols) || ArrayBuffer.isView(protocols)) {
    out.ALPNProtocols = Buffer.from(protocols.buffer.slice(
      protocols.byteOffset, protocols.byteOffset + protocols.byteLength,
    ));
  }
}

module.exports = {
  CLIENT_RENEG_LIMIT: 3,
  CLIENT_RENEG_WINDOW: 600,
  DEFAULT_CIPHERS: [
    'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-AES256-GCM-SHA384',
    'DHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-SHA256', 'DHE-RSA-AES128-SHA256', 'ECDHE-RSA-AES256-SHA384',
    'DHE-RSA-AES256-SHA384', 'ECDHE-RSA-AES256-SHA256', 'DHE-RSA-AES256-SHA256', 'HIGH', '!aNULL', '!eNULL', '!EXPORT',
    '!DES', '!RC4', '!MD5', '!PSK', '!SRP', '!CAMELLIA',
  ].join(':'),
  DEFAULT_ECDH_CURVE: 'auto',
  DEFAULT_MIN_VERSION: 'TLSv1.2',
  DEFAULT_MAX_VERSION: 'TLSv1.3',
  getCiphers,
  getCACertificates,
  setDefaultCACertificates,
  convertALPNProtocols,
  checkServerIdentity,
  createSecureContext,
  SecureContext,
  TLSSocket,
  Server,
  createServer,
  connect,
};
Object.defineProperty(module.exports, 'rootCertificates', {
  __proto__: null,
  configurable: true,
  enumerable: false,
  get() {
    throw needsTls('TLS certificates');
  },
});
