// What the arguments of `WebSocket` have to be.
'use strict';

const { lazyDOMException } = require('internal/util');
const { TextEncoder } = require('internal/encoding');
const { URL } = require('internal/url');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');
const { isBlob } = require('internal/blob');
const { toDOMString, toUSVString } = require('internal/fetch/webidl');
const { Headers } = require('internal/fetch/headers');

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** A `ws:` or `wss:` URL. */
function toUrl(text) {
  let url;
  try {
    url = new URL(text);
  } catch (error) {
    throw lazyDOMException(`${error.name}: ${error.message}`, 'SyntaxError');
  }
  if (url.protocol === 'http:') url.protocol = 'ws:';
  else if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw lazyDOMException('expected a ws: or wss: url', 'SyntaxError');
  }
  if (url.hash !== '' || url.href.endsWith('#')) throw lazyDOMException('hash', 'SyntaxError');
  return url;
}

/** The second argument: protocols, or an object that has some, and header fields. */
function toOptions(value) {
  if (!isObject(value) || Symbol.iterator in value) return { protocols: toProtocols(value), headers: null };
  if (value.dispatcher !== undefined) {
    const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
    throw new ERR_METHOD_NOT_IMPLEMENTED('The option "dispatcher" of WebSocket');
  }
  const { protocols = [], headers } = value;
  return { protocols: toProtocols(protocols), headers: headers == null ? null : new Headers(headers) };
}

function toProtocols(value) {
  const list = isObject(value) && Symbol.iterator in value ?
    [...value].map((item) => toDOMString(item)) : [toDOMString(value)];
  const invalid = list.length !== new Set(list.map((protocol) => protocol.toLowerCase())).size ||
    // RFC 9110, token.
    list.some((protocol) => !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(protocol));
  if (invalid) throw lazyDOMException('Invalid Sec-WebSocket-Protocol value', 'SyntaxError');
  return list;
}

/** What can be sent: a string, a Blob, or bytes. */
function toData(data) {
  if (isObject(data) && (isBlob(data) || isAnyArrayBuffer(data) || isArrayBufferView(data))) return data;
  return toUSVString(data, 'WebSocket.send', 'data');
}

/** A code for `close`, clamped as Web IDL's `[Clamp] unsigned short`. */
function toCode(value) {
  const number = Math.min(Math.max(Number(value), 0), 65535);
  if (Number.isNaN(number)) return 0;
  const low = Math.floor(number);
  const isUp = number - low > 0.5 || (number - low === 0.5 && low % 2 === 1);
  return isUp ? low + 1 : low;
}

function checkClose(code, reason) {
  if (code !== null && code !== 1000 && (code < 3000 || code > 4999)) {
    throw lazyDOMException('invalid code', 'InvalidAccessError');
  }
  const length = new TextEncoder().encode(reason).byteLength;
  if (length > 123) throw lazyDOMException(`Reason must be less than 123 bytes; received ${length}`, 'SyntaxError');
}

module.exports = { checkClose, toCode, toData, toOptions, toUrl };
