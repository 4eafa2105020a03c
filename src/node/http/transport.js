// How a message becomes bytes: the seam between OutgoingMessage and a connection. A transport has
//   storeHead(message, firstLine, headers)   fixes the head: framing, connection, text
//   storeResponseHead(response, headers)     the same for a response, from its status
//   renderHead(message, head)                the text of a head that it left as an object
//   writeRaw(message, data, encoding, callback)   hands over bytes that are no part of the body
//   send(message, data, encoding, callback)  hands over data, the head before the first of it
//   endWhole(message, chunk, encoding, callback)  takes a whole remaining message at once; false if it cannot
//   takesPieces(message)                     whether it frames and collects the body's pieces by itself
// and a message finds its own in `kTransport`. The one here serves every duplex stream.
'use strict';

const { Buffer } = require('buffer');
const { kOutHeaders, utcDate } = require('internal/http');
const { kWriteNow } = require('internal/net/direct');
const { validateHeaderName, validateHeaderValue } = require('internal/http/validate');
const { chunkExpression } = require('_http_common');
const {
  kBits, kHead, kHighWaterMark, kQueue, kSocket, kUniqueHeaders,
  kHasBody, kHeaderSent, kUseChunked, kShouldKeepAlive, kDefaultKeepAlive, kLast, kSendDate, kChunked,
  kRemovedConnection, kRemovedContLen, kRemovedTE, kMaxRequestsReached,
} = require('internal/http/outgoing_state');
const { ERR_HTTP_TRAILER_INVALID, ERR_INVALID_ARG_VALUE } = require('internal/errors').codes;

const { statusCodes: STATUS_CODES } = internalBinding('http_parser');

const closeExpression = /(?:^|\W)close(?:$|\W)/i;

// Which of the fields that matter here were given.
const kConnection = 1;
const kContentLength = 1 << 1;
const kTransferEncoding = 1 << 2;
const kDate = 1 << 3;
const kExpect = 1 << 4;
const kTrailer = 1 << 5;

// The head ----------------------------------------------------------------------------------------

// The text of the fields that are being rendered, and what was seen of them.
let text = '';
let seen = 0;

function storeHead(message, firstLine, headers) {
  // A value's `toString` might be another head's.
  const outerText = text;
  const outerSeen = seen;
  text = firstLine;
  seen = 0;
  renderFields(message, headers);
  let head = text;
  const given = seen;
  text = outerText;
  seen = outerSeen;

  let bits = message[kBits];
  if ((bits & kSendDate) !== 0 && (given & kDate) === 0) head += `Date: ${utcDate()}\r\n`;

  // RFC 9112, 6.3: these have no body. A program that wants chunks nevertheless gets neither them nor
  // a connection that may be out of step.
  if ((bits & kChunked) !== 0 && (message.statusCode === 204 || message.statusCode === 304)) {
    bits &= ~(kChunked | kShouldKeepAlive);
  }

  if ((bits & kRemovedConnection) !== 0) {
    bits = (bits & kShouldKeepAlive) !== 0 ? bits & ~kLast : bits | kLast;
  } else if ((given & kConnection) === 0) {
    const keepAlive = (bits & kShouldKeepAlive) !== 0 &&
      ((given & kContentLength) !== 0 || (bits & kUseChunked) !== 0 || message.agent);
    if (!keepAlive) {
      bits |= kLast;
      head += 'Connection: close\r\n';
    } else if ((bits & kMaxRequestsReached) !== 0) {
      head += 'Connection: close\r\n';
    } else {
      head += 'Connection: keep-alive\r\n';
      const timeout = message._keepAliveTimeout;
      if (timeout && (bits & kDefaultKeepAlive) !== 0) {
        const max = ~~message._maxRequestsPerSocket > 0 ? `, max=${message._maxRequestsPerSocket}` : '';
        head += `Keep-Alive: timeout=${Math.floor(timeout / 1000)}${max}\r\n`;
      }
    }
  }

  if ((given & (kContentLength | kTransferEncoding)) === 0) {
    if ((bits & kHasBody) === 0) {
      bits &= ~kChunked;
    } else if ((bits & kUseChunked) === 0) {
      bits |= kLast;
    } else if ((given & kTrailer) === 0 && (bits & kRemovedContLen) === 0 &&
               typeof message._contentLength === 'number') {
      head += `Content-Length: ${message._contentLength}\r\n`;
    } else if ((bits & kRemovedTE) === 0) {
      head += 'Transfer-Encoding: chunked\r\n';
      bits |= kChunked;
    } else {
      // Only the connection's end can end this body.
      bits |= kLast;
    }
  }

  if ((bits & kChunked) === 0 && (given & kTrailer) !== 0) throw new ERR_HTTP_TRAILER_INVALID();

  message[kBits] = bits & ~kHeaderSent;
  message[kHead] = `${head}\r\n`;
  // A head that asks for leave to go on has to go out before the body.
  if ((given & kExpect) !== 0) message._send('');
}

function renderFields(message, headers) {
  if (!headers) return;
  if (headers === message[kOutHeaders]) {
    for (const key in headers) {
      const entry = headers[key];
      renderField(message, entry[0], entry[1], false);
    }
  } else if (!Array.isArray(headers)) {
    for (const name in headers) {
      if (Object.hasOwn(headers, name)) renderField(message, name, headers[name], true);
    }
  } else if (headers.length > 0 && Array.isArray(headers[0])) {
    for (const { 0: name, 1: value } of headers) renderField(message, name, value, true);
  } else {
    if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
    for (let i = 0; i < headers.length; i += 2) renderField(message, headers[i], headers[i + 1], true);
  }
}

function renderField(message, name, value, validate) {
  if (validate) validateHeaderName(name);
  // RFC 6266, 4.3: a file's name goes out in Latin-1, also where the head shares a string with the body.
  if (name.length === 19 && message._contentLength && name.toLowerCase() === 'content-disposition') {
    value = Array.isArray(value) ? value.map((one) => Buffer.from(one, 'latin1')) : Buffer.from(value, 'latin1');
  }
  if (typeof value !== 'object' || !Array.isArray(value)) return renderLine(message, name, value, validate);
  const lower = name.toLowerCase();
  if ((value.length > 1 && lower === 'cookie') || message[kUniqueHeaders]?.has(lower)) {
    return renderLine(message, name, value.join('; '), validate);
  }
  for (let i = 0; i < value.length; i++) renderLine(message, name, value[i], validate);
}

function renderLine(message, name, value, validate) {
  if (validate) validateHeaderValue(name, value, message._isLenientHeaderValidation());
  text += name + ': ' + value + '\r\n';
  const { length } = name;
  if (length > 3 && length < 18) heed(message, name.toLowerCase(), value);
}

// Some fields say how the message is framed and what becomes of the connection.
function heed(message, name, value) {
  switch (name) {
    case 'connection':
      seen |= kConnection;
      message[kBits] &= ~kRemovedConnection;
      message[kBits] |= closeExpression.test(value) ? kLast : kShouldKeepAlive;
      break;
    case 'transfer-encoding':
      seen |= kTransferEncoding;
      message[kBits] &= ~kRemovedTE;
      if (chunkExpression.test(value)) message[kBits] |= kChunked;
      break;
    case 'content-length':
      seen |= kContentLength;
      message._contentLength = +value;
      message[kBits] &= ~kRemovedContLen;
      break;
    case 'date': seen |= kDate; break;
    case 'expect': seen |= kExpect; break;
    case 'trailer': seen |= kTrailer; break;
    case 'keep-alive': message[kBits] &= ~kDefaultKeepAlive; break;
  }
}

function storeResponseHead(response, headers) {
  const reason = response.statusMessage ?? (STATUS_CODES[response.statusCode] || 'unknown');
  response._storeHeader(`HTTP/1.1 ${response.statusCode} ${reason}\r\n`, headers);
}

// Fields as they were given, flat.
function flatFields(headers) {
  if (Array.isArray(headers[0])) return headers.flat();
  if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
  return headers;
}

// What the fields say about the body's length; else what is known of it.
function declaredLength(response, headers) {
  const names = Array.isArray(headers) ? headers : Object.keys(headers);
  const at = names.findIndex((name) => `${name}`.toLowerCase() === 'content-length');
  if (at === -1) return response._contentLength;
  const value = Array.isArray(headers) ? headers[at + 1] : headers[names[at]];
  return +(headers === response[kOutHeaders] ? value[1] : value);
}

// The lines of trailers as `[name, value …]`.
function trailerPairs(text) {
  const pairs = [];
  for (const line of text.split('\r\n')) {
    if (line === '') continue;
    const colon = line.indexOf(': ');
    pairs.push(line.slice(0, colon), line.slice(colon + 2));
  }
  return pairs;
}

// Sending -----------------------------------------------------------------------------------------

// The head goes out together with the first data, in one string where that can be.
function send(message, data, encoding, callback, byteLength) {
  if ((message[kBits] & kHeaderSent) === 0 && message[kHead] !== null) {
    const head = message._header;
    if (typeof data === 'string' && (encoding === 'utf8' || encoding === 'latin1' || !encoding)) {
      data = head + data;
    } else {
      message.outputData.unshift({ data: head, encoding: 'latin1', callback: null });
      message.outputSize += head.length;
      message._onPendingData(head.length);
    }
    message[kBits] |= kHeaderSent;
  }
  return message._writeRaw(data, encoding, callback, byteLength);
}

/** Writes to the connection if it is the message's turn, else keeps the data for later. */
function writeRaw(message, data, encoding, callback) {
  const socket = message[kSocket];
  // "close" is on its way.
  if (socket?.destroyed) return false;
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  if (socket && socket._httpMessage === message && socket.writable) {
    if (message[kQueue] !== null && message[kQueue].length > 0) message._flushOutput(socket);
    return socket[kWriteNow]?.(data, encoding || 'utf8', callback, false) ?? socket.write(data, encoding, callback);
  }
  message.outputData.push({ data, encoding, callback });
  message.outputSize += data.length;
  message._onPendingData(data.length);
  return message.outputSize < message[kHighWaterMark];
}

/** Writes what was kept; what the last write returned, undefined without any. */
function flushOutput(message, socket) {
  const queue = message[kQueue];
  if (queue === null || queue.length === 0) return undefined;
  let accepted;
  if (queue.length === 1) {
    const { data, encoding, callback } = queue[0];
    message[kQueue] = null;
    accepted = socket[kWriteNow]?.(data, encoding || 'utf8', callback, false) ?? socket.write(data, encoding, callback);
    message._onPendingData(-message.outputSize);
    message.outputSize = 0;
    return accepted;
  }
  socket.cork();
  for (let i = 0; i < queue.length; i++) {
    const { data, encoding, callback } = queue[i];
    queue[i].data = null;
    accepted = socket.write(data, encoding, callback);
  }
  socket.uncork();
  message[kQueue] = null;
  message._onPendingData(-message.outputSize);
  message.outputSize = 0;
  return accepted;
}

module.exports = {
  streamTransport: { storeHead, storeResponseHead, send, writeRaw, renderHead: null, endWhole: null, takesPieces: null },
  declaredLength,
  flatFields,
  flushOutput,
  trailerPairs,
};
