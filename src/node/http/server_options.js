// The options of a server that concern HTTP.
'use strict';

const { IncomingMessage } = require('_http_incoming');
const { kIncomingMessage } = require('_http_common');
const { ServerResponse } = require('internal/http/response');
const { validateBoolean, validateFunction, validateInteger, validateOneOf } = require('internal/validators');
const { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } = require('internal/errors').codes;

const kServerResponse = Symbol('ServerResponse');
const kOptimizeEmptyRequests = Symbol('OptimizeEmptyRequestsOption');

const kRequestTimeoutMs = 300_000;
const kHeadersTimeoutMs = 60_000;
const kKeepAliveTimeoutMs = 5_000;
const kKeepAliveTimeoutBufferMs = 1_000;
const kConnectionsCheckingIntervalMs = 30_000;

function milliseconds(options, name, usual) {
  const value = options[name];
  if (value === undefined) return usual;
  validateInteger(value, name, 0);
  return value;
}

function flag(options, name, usual) {
  const value = options[name];
  if (value === undefined) return usual;
  validateBoolean(value, `options.${name}`);
  return value;
}

/** The `httpValidation` option, which takes the place of `insecureHTTPParser`. */
function validationOf(options) {
  const { httpValidation, insecureHTTPParser } = options;
  if (httpValidation === undefined) return undefined;
  validateOneOf(httpValidation, 'options.httpValidation', ['strict', 'relaxed', 'insecure']);
  if (insecureHTTPParser !== undefined) {
    throw new ERR_INVALID_ARG_VALUE('options.httpValidation', httpValidation,
                                    'cannot be used together with options.insecureHTTPParser');
  }
  return httpValidation;
}

/** Takes the options over into the server that is the receiver. */
function storeHTTPOptions(options) {
  this[kIncomingMessage] = options.IncomingMessage || IncomingMessage;
  this[kServerResponse] = options.ServerResponse || ServerResponse;
  this.maxHeaderSize = milliseconds(options, 'maxHeaderSize', undefined);
  this[kOptimizeEmptyRequests] = flag(options, 'optimizeEmptyRequests', false);
  this.insecureHTTPParser = flag(options, 'insecureHTTPParser', undefined);
  this.httpValidation = validationOf(options);

  this.requestTimeout = milliseconds(options, 'requestTimeout', kRequestTimeoutMs);
  this.headersTimeout = milliseconds(options, 'headersTimeout', Math.min(kHeadersTimeoutMs, this.requestTimeout));
  if (this.requestTimeout > 0 && this.headersTimeout > this.requestTimeout) {
    throw new ERR_OUT_OF_RANGE('headersTimeout', '<= requestTimeout', options.headersTimeout);
  }
  this.keepAliveTimeout = milliseconds(options, 'keepAliveTimeout', kKeepAliveTimeoutMs);
  this.keepAliveTimeoutBuffer = milliseconds(options, 'keepAliveTimeoutBuffer', kKeepAliveTimeoutBufferMs);
  this.connectionsCheckingInterval =
    milliseconds(options, 'connectionsCheckingInterval', kConnectionsCheckingIntervalMs);

  this.requireHostHeader = flag(options, 'requireHostHeader', true);
  this.joinDuplicateHeaders = flag(options, 'joinDuplicateHeaders', undefined);
  this.rejectNonStandardBodyWrites = flag(options, 'rejectNonStandardBodyWrites', false);
  const { shouldUpgradeCallback } = options;
  if (shouldUpgradeCallback !== undefined) validateFunction(shouldUpgradeCallback, 'options.shouldUpgradeCallback');
  this.shouldUpgradeCallback = shouldUpgradeCallback ?? hasUpgradeListener;
}

function hasUpgradeListener() {
  return this.listenerCount('upgrade') > 0;
}

module.exports = { hasUpgradeListener, kOptimizeEmptyRequests, kServerResponse, storeHTTPOptions, validationOf };
