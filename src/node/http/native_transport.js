// How a response leaves on a connection that is served in Rust: its head and its body as few calls of the binding, in the
// same order of events as over any other stream.
'use strict';

const { Buffer } = require('buffer');
const { codes: { ERR_HTTP_CONTENT_LENGTH_MISMATCH, ERR_STREAM_DESTROYED } } = require('internal/errors');
const { kBits: kRequestBits, kComplete, kConsuming } = require('_http_incoming');
const { kId, kReason } = require('internal/http/response');
const { kOutHeaders, kNeedDrain } = require('internal/http');
const { isUint8Array } = require('internal/util/types');
const { tick } = require('internal/process/task_queues');
const { tell } = require('internal/http/incoming_body');
const { callEndCallbacks } = require('internal/http/outgoing_body');
const { declaredLength, flatFields, streamTransport, trailerPairs } = require('internal/http/transport');
const {
  kBits, kBytesWritten, kEndCallbacks, kHead, kNative,
  kChunked, kClosed, kDestroyed, kFinished, kHasBody, kHeaderSent, kRejectBody,
  kRemovedConnection, kRemovedContLen, kRemovedTE, kSendDate, kShouldKeepAlive, kStrictContentLength, kWritableFinished,
} = require('internal/http/outgoing_state');

// What a head was stored with whose text somebody has seen.
const kFields = Symbol('kHeadFields');

// What the head of a response says besides its fields; the binding's bits.
const kHeadDate = 1;
const kHeadKeepAlive = 2;
const kHeadChunked = 4;
const kHeadRemovedConnection = 8;
const kHeadRemovedLength = 16;
const kHeadRemovedEncoding = 32;
const kHeadEntries = 64;
const kHeadWhole = 128;
const kHeadLengthKnown = 256;

// Stands for the text of a head without fields.
const kNoFields = Object.freeze([]);

function headFlags(bits) {
  let flags = 0;
  if ((bits & kSendDate) !== 0) flags |= kHeadDate;
  if ((bits & kShouldKeepAlive) !== 0) flags |= kHeadKeepAlive;
  if ((bits & kChunked) !== 0) flags |= kHeadChunked;
  if ((bits & (kRemovedConnection | kRemovedContLen | kRemovedTE)) !== 0) {
    if ((bits & kRemovedConnection) !== 0) flags |= kHeadRemovedConnection;
    if ((bits & kRemovedContLen) !== 0) flags |= kHeadRemovedLength;
    if ((bits & kRemovedTE) !== 0) flags |= kHeadRemovedEncoding;
  }
  return flags;
}

function storeResponseHead(response, headers) {
  let flags = headFlags(response[kBits]);
  if (response._contentLength !== null) flags |= kHeadWhole;
  if (response._contentLength) flags |= kHeadLengthKnown;
  if (headers) {
    // Those set one by one are kept as [name, value] under their lower-case names.
    if (headers === response[kOutHeaders]) flags |= kHeadEntries;
    else if (Array.isArray(headers)) headers = flatFields(headers);
    if ((response[kBits] & kStrictContentLength) !== 0) response._contentLength = declaredLength(response, headers);
  } else {
    headers = undefined;
  }
  response[kNative].head(response[kId], response.statusCode, response[kReason], headers, flags);
  response[kHead] = headers ?? kNoFields;
}

// The text of a head, for programs that look at `_header`: made as for any stream, without a change of state.
function renderHead(response, fields) {
  const bits = response[kBits];
  const head = response[kHead];
  response[kFields] = fields;
  const firstLine = `HTTP/1.1 ${response.statusCode} ${response.statusMessage}\r\n`;
  response[kHead] = null;
  streamTransport.storeHead(response, firstLine, fields);
  const text = response[kHead];
  response[kBits] = bits;
  response[kHead] = head;
  return text;
}

const kLatin1 = { __proto__: null, latin1: true, binary: true };

// Strings go as they are in the two encodings that the connection knows, in others as their bytes. A head goes in the
// encoding of the text behind it only under its first name.
function encoded(chunk, encoding) {
  return typeof chunk !== 'string' || !encoding || encoding === 'utf8' || encoding in kLatin1 ? chunk :
    Buffer.from(chunk, encoding);
}

function isLatin1(encoding) {
  return encoding in kLatin1;
}

function send(response, data, encoding, callback) {
  const withHead = (response[kBits] & kHeaderSent) === 0;
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  const connection = response[kNative];
  const status = connection.write(response[kId], encoded(data, encoding), encoding in kLatin1, withHead);
  response[kBits] |= kHeaderSent;
  if (typeof callback === 'function') {
    process.nextTick(callback, status < 0 ? new ERR_STREAM_DESTROYED('write') : null);
  }
  if (status === 0) response[kNeedDrain] = true;
  return status !== 0;
}

// The whole of `end`, but for what it has to refuse.
function endWhole(response, chunk, encoding, callback) {
  let bits = response[kBits];
  if ((bits & (kFinished | kDestroyed)) !== 0) return false;
  if (chunk) {
    if (typeof chunk !== 'string' && !isUint8Array(chunk)) return false;
  } else {
    chunk = undefined;
  }
  const withHead = (bits & kHeaderSent) === 0;
  if (response[kHead] === null) {
    // For a string only that it is known: the connection counts its bytes.
    response._contentLength = chunk === undefined ? 0 : chunk.length;
    response._implicitHeader();
  }
  bits = response[kBits];
  if ((bits & kStrictContentLength) !== 0) checkLength(response, chunk, encoding);
  if ((bits & kHasBody) === 0 && chunk !== undefined) {
    if ((bits & kRejectBody) !== 0) return false;
    chunk = undefined;
  }
  if (typeof callback === 'function') {
    (response[kEndCallbacks] ??= []).push(callback);
    // Whoever is listened to is told; callbacks come first.
    response.prependOnceListener('finish', callBack);
  }
  const trailers = response._trailer === '' ? undefined : trailerPairs(response._trailer);
  const status = response[kNative].end(
    response[kId], encoded(chunk, encoding), encoding in kLatin1, withHead, trailers);
  response[kBits] |= kFinished | kHeaderSent;
  if (response._eventsCount !== 0) response.emit('prefinish');
  // Nobody is told of what nobody can see; otherwise not within this call, and not before it is written.
  if (status === 1 || (status === 0 && response._eventsCount !== 0 && response[kNative].flush())) {
    tick(finish, response);
  }
  const request = response.req;
  if ((request[kRequestBits] & (kComplete | kConsuming)) === 0) request._dump();
  return true;
}

function checkLength(response, chunk, encoding) {
  const bits = response[kBits];
  if ((bits & (kHasBody | kRemovedContLen | kChunked)) !== kHasBody || response._contentLength == null) return;
  if (response.hasHeader('transfer-encoding')) return;
  const length = chunk === undefined ? 0 : typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) :
    chunk.byteLength;
  const total = response[kBytesWritten] + length;
  const declared = Number(response.getHeader('content-length') ?? response._contentLength);
  if (total !== declared) throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(total, declared);
}

const nativeTransport = {
  // A head that a program stored by itself is its business; only its status is not.
  storeHead: (response, firstLine, headers) => storeResponseHead(response, headers),
  storeResponseHead,
  renderHead,
  send,
  endWhole,
  // What waits behind other responses is seen in a message's output.
  takesPieces: (response) => response[kNative].isFront(response[kId]),
  // Information goes out in front of the head.
  writeRaw(response, data, encoding, callback) {
    if (typeof encoding === 'function') {
      callback = encoding;
      encoding = null;
    }
    response[kNative].writeRaw(response[kId], encoded(data, encoding), encoding in kLatin1 || encoding === 'ascii');
    if (typeof callback === 'function') process.nextTick(callback);
    return true;
  },
};

function finish(response) {
  if ((response[kBits] & kWritableFinished) !== 0) return;
  response[kBits] |= kWritableFinished;
  const { req } = response;
  // Who listens to a request that nobody reads is told of its end all the same.
  if (req._eventsCount !== 0 && (req[kRequestBits] & kConsuming) === 0) req._dump();
  if (response._eventsCount === 0) {
    response[kBits] |= kClosed | kDestroyed;
    return;
  }
  tick(close, response);
  tell(response, 'finish');
}

function callBack() {
  callEndCallbacks(this, null);
}

function close(response) {
  if ((response[kBits] & kClosed) !== 0) return;
  response[kBits] |= kClosed | kDestroyed;
  tell(response, 'close');
}

/** What a stored head's fields are, for who goes on with the response; null for none, undefined without a head. */
function fieldsOf(response) {
  const head = response[kHead];
  if (head === null) return undefined;
  const fields = typeof head === 'string' ? response[kFields] : head;
  return fields === kNoFields ? null : fields;
}

module.exports = { close, encoded, fieldsOf, finish, headFlags, isLatin1, kNoFields, nativeTransport };
