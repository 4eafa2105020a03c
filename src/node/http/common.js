// `_http_common`: the parser's callbacks, and the pool that parsers come from.
'use strict';

const { methods, allMethods, HTTPParser } = internalBinding('http_parser');
const { getOptionValue } = require('internal/options');
const FreeList = require('internal/freelist');
const { hasInvalidHeaderChar, isHttpToken } = require('internal/http/validate');
const {
  ClientResponse, IncomingMessage, readStart, readStop, kFlagKeepAlive, kFlagUpgrade, kTakeHead,
} = require('_http_incoming');

const { kFlowing } = require('internal/streams/readable_state');
const { deliver, deliverEnd } = require('internal/http/incoming_body');

const kIncomingMessage = Symbol('IncomingMessage');
const kSkipPendingData = Symbol('SkipPendingData');
const { kOnMessageBegin, kOnHeaders, kOnBody, kOnMessageComplete, kOnExecute, kOnTimeout, kOnHead } = HTTPParser;

const kHeaderPairsMax = 2000;
const kIdleParsersMax = 1000;

// What tells the parser how to go on behind a head.
const kUpgrade = 2;
const kNoUpgrade = 3;

const parsers = new FreeList('parsers', kIdleParsersMax, () => {
  const parser = new HTTPParser();
  cleanParser(parser);
  parser[kOnHeaders] = onTrailers;
  parser[kOnHead] = onHead;
  parser[kOnBody] = onBody;
  parser[kOnMessageComplete] = onMessageComplete;
  return parser;
});

function cleanParser(parser) {
  parser._headers = [];
  parser._url = '';
  parser.socket = null;
  parser.incoming = null;
  parser.outgoing = null;
  parser.maxHeaderPairs = kHeaderPairsMax;
  parser[kOnMessageBegin] = null;
  parser[kOnExecute] = null;
  parser[kOnTimeout] = null;
  parser._consumed = false;
  parser.onIncoming = null;
  parser.joinDuplicateHeaders = null;
}

/** Gives a parser back, and cuts its ties to the request and the socket. */
function freeParser(parser, req, socket) {
  if (parser) {
    parser.remove();
    cleanParser(parser);
    // It may be running at this very moment.
    if (parsers.free(parser)) parser.free();
    else setImmediate(closeParser, parser);
  }
  if (req) req.parser = null;
  if (socket) socket.parser = null;
}

function closeParser(parser) {
  parser.close();
}

// The parser's callbacks --------------------------------------------------------------------------

// `number` is a method's or a status, `text` a URL or a reason. The result tells what follows the head.
function onHead(block, number, text, flags) {
  const socket = this.socket;
  const server = socket?.server;
  const Incoming = server?.[kIncomingMessage] || IncomingMessage;
  const isUsual = this.outgoing !== null && Incoming === IncomingMessage;
  const incoming = this.incoming = isUsual ? new ClientResponse(socket) : new Incoming(socket);
  incoming[kTakeHead](block, flags, this.maxHeaderPairs >> 1, server?.joinDuplicateHeaders || this.joinDuplicateHeaders);
  if (this.outgoing === null) {
    incoming.url = text;
    incoming.method = allMethods[number];
  } else {
    incoming.statusCode = number;
    incoming.statusMessage = text;
  }
  const result = this.onIncoming(incoming, (flags & kFlagKeepAlive) !== 0);
  return result !== kUpgrade && (flags & kFlagUpgrade) !== 0 && this.outgoing === null ? kNoUpgrade : result;
}

function onTrailers(headers) {
  const room = this.maxHeaderPairs - this._headers.length;
  if (this.maxHeaderPairs <= 0 || room >= headers.length) this._headers.push(...headers);
  else if (room > 0) this._headers.push(...headers.slice(0, room));
}

function onBody(chunk) {
  const incoming = this.incoming;
  if (incoming === null || incoming._dumped || incoming[kSkipPendingData]) return;
  if (!deliver(incoming, chunk)) readStop(this.socket);
}

function onMessageComplete() {
  const incoming = this.incoming;
  if (incoming !== null && !incoming[kSkipPendingData]) {
    incoming.complete = true;
    const trailers = this._headers;
    if (trailers.length > 0) {
      incoming._addHeaderLines(trailers, trailers.length);
      this._headers = [];
    }
    deliverEnd(incoming);
  }
  // The next message, if the socket waits.
  const bits = this.socket?._readableState?.bits;
  if (bits === undefined || (bits & kFlowing) === 0) readStart(this.socket);
}

// Errors and leniency -----------------------------------------------------------------------------

function prepareError(err, parser, rawPacket) {
  err.rawPacket = rawPacket || parser.getCurrentBuffer();
  if (typeof err.reason === 'string') err.message = `Parse Error: ${err.reason}`;
}

let insecure;

/** Whether the command line asks for an insecure parser; warns of it once. */
function isLenient() {
  if (insecure === undefined) {
    insecure = Boolean(getOptionValue('--insecure-http-parser'));
    if (insecure) process.emitWarning('Using insecure HTTP parsing');
  }
  return insecure;
}

function calculateLenientFlags(httpValidation, insecureHTTPParser) {
  switch (httpValidation) {
    case 'strict': return HTTPParser.kLenientNone;
    case 'relaxed': return HTTPParser.kLenientHeaderValueRelaxed;
    case 'insecure': return HTTPParser.kLenientAll;
    default: return insecureHTTPParser ?? isLenient() ? HTTPParser.kLenientAll : HTTPParser.kLenientNone;
  }
}

module.exports = {
  _checkInvalidHeaderChar: (value, lenient = false) => hasInvalidHeaderChar(value, lenient),
  _checkIsHttpToken: isHttpToken,
  chunkExpression: /(?:^|\W)chunked(?:$|\W)/i,
  continueExpression: /(?:^|\W)100-continue(?:$|\W)/i,
  CRLF: '\r\n',
  freeParser,
  methods,
  parsers,
  kIncomingMessage,
  HTTPParser,
  isLenient,
  calculateLenientFlags,
  prepareError,
  kSkipPendingData,
};
