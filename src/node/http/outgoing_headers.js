// The fields of an OutgoingMessage until its head is fixed. They are kept as they were given, in
// `kOutHeaders`: the name in lower case to `[name, value]`.
'use strict';

const { ordinary } = internalBinding('http_server');
const { kOutHeaders } = require('internal/http');
const { isLenient } = require('_http_common');
const { hasInvalidHeaderChar, validateHeaderName } = require('internal/http/validate');
const { kHead, kUniqueHeaders } = require('internal/http/outgoing_state');
const { validateString } = require('internal/validators');
const {
  ERR_HTTP_HEADERS_SENT, ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_ARG_TYPE, ERR_INVALID_CHAR,
} = require('internal/errors').codes;

// Whether values are checked as `fetch` does, by the request's or else the server's options.
function _isLenientHeaderValidation() {
  const server = this.req?.socket?.server;
  const validation = this.httpValidation ?? server?.httpValidation;
  if (validation !== undefined) return validation !== 'strict';
  if (typeof this.insecureHTTPParser === 'boolean') return this.insecureHTTPParser;
  if (typeof server?.insecureHTTPParser === 'boolean') return server.insecureHTTPParser;
  return isLenient();
}

function checkField(message, name, value) {
  validateHeaderName(name);
  if (value === undefined) throw new ERR_HTTP_INVALID_HEADER_VALUE(value, name);
  // What is wrong strictly is rare; only then does leniency matter.
  if (hasInvalidHeaderChar(value, false) && hasInvalidHeaderChar(value, message._isLenientHeaderValidation())) {
    throw new ERR_INVALID_CHAR('header content', name);
  }
}

function setHeader(name, value) {
  if (this[kHead] !== null && this._header) throw new ERR_HTTP_HEADERS_SENT('set');
  checkField(this, name, value);
  const headers = this[kOutHeaders] ??= { __proto__: null };
  headers[name.toLowerCase()] = [name, value];
  return this;
}

function setHeaders(headers) {
  if (this[kHead] !== null && this._header) throw new ERR_HTTP_HEADERS_SENT('set');
  if (!headers || Array.isArray(headers) || typeof headers.keys !== 'function' || typeof headers.get !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('headers', ['Headers', 'Map'], headers);
  }
  // Each cookie comes by itself, and all of them are one field here.
  let cookies = null;
  for (const { 0: name, 1: value } of headers) {
    if (name !== 'set-cookie') {
      this.setHeader(name, value);
      continue;
    }
    cookies ??= [];
    if (Array.isArray(value)) cookies.push(...value);
    else cookies.push(value);
  }
  if (cookies !== null) this.setHeader('set-cookie', cookies);
  return this;
}

function appendHeader(name, value) {
  if (this[kHead] !== null && this._header) throw new ERR_HTTP_HEADERS_SENT('append');
  checkField(this, name, value);
  const entry = this[kOutHeaders]?.[name.toLowerCase()];
  if (!entry) return this.setHeader(name, value);
  if (!Array.isArray(entry[1])) entry[1] = [entry[1]];
  if (Array.isArray(value)) entry[1].push(...value);
  else entry[1].push(value);
  return this;
}

function getHeader(name) {
  if (typeof name !== 'string') validateString(name, 'name');
  return this[kOutHeaders]?.[name.toLowerCase()]?.[1];
}

function hasHeader(name) {
  if (typeof name !== 'string') validateString(name, 'name');
  return !!this[kOutHeaders]?.[name.toLowerCase()];
}

function getHeaderNames() {
  return this[kOutHeaders] === null ? [] : Object.keys(this[kOutHeaders]);
}

function getRawHeaderNames() {
  return this[kOutHeaders] === null ? [] : Object.values(this[kOutHeaders]).map((entry) => entry[0]);
}

function getHeaders() {
  const copy = { __proto__: null };
  const headers = this[kOutHeaders];
  for (const name in headers) copy[name] = headers[name][1];
  return copy;
}

function removeHeader(name) {
  if (typeof name !== 'string') validateString(name, 'name');
  if (this[kHead] !== null && this._header) throw new ERR_HTTP_HEADERS_SENT('remove');
  const key = name.toLowerCase();
  if (key === 'connection') this._removedConnection = true;
  else if (key === 'content-length') this._removedContLen = true;
  else if (key === 'transfer-encoding') this._removedTE = true;
  else if (key === 'date') this.sendDate = false;
  if (this[kOutHeaders] !== null) delete this[kOutHeaders][key];
}

function _renderHeaders() {
  if (this[kHead]) throw new ERR_HTTP_HEADERS_SENT('render');
  const rendered = {};
  const headers = this[kOutHeaders];
  for (const key in headers) rendered[headers[key][0]] = headers[key][1];
  return rendered;
}

function addTrailers(headers) {
  this._trailer = '';
  const pairs = Array.isArray(headers);
  for (const key of Object.keys(headers)) {
    const name = pairs ? headers[key][0] : key;
    const value = pairs ? headers[key][1] : headers[key];
    validateHeaderName(name, 'Trailer name');
    const several = Array.isArray(value) && value.length > 1 && !this[kUniqueHeaders]?.has(name.toLowerCase());
    if (several) for (const one of value) addTrailer(this, name, one);
    else addTrailer(this, name, Array.isArray(value) ? value.join('; ') : value);
  }
}

function addTrailer(message, name, value) {
  if (hasInvalidHeaderChar(value, message._isLenientHeaderValidation())) {
    throw new ERR_INVALID_CHAR('trailer content', name);
  }
  message._trailer += `${name}: ${value}\r\n`;
}

/** The `uniqueHeaders` option: names whose values are joined instead of repeated. */
function parseUniqueHeadersOption(headers) {
  return Array.isArray(headers) ? new Set(headers.map((name) => name.toLowerCase())) : null;
}

module.exports = {
  parseUniqueHeadersOption,
  methods: {
    _isLenientHeaderValidation, _renderHeaders, addTrailers, appendHeader, getHeader, getHeaderNames, getHeaders,
    getRawHeaderNames, hasHeader, removeHeader, setHeader: ordinary('setHeader', setHeader), setHeaders,
  },
};
