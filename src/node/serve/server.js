// The server: from a request that arrived to the handler's response on its way.
'use strict';

const { HttpServer } = internalBinding('http_server');
const arrivals = internalBinding('http_arrival');
const { getPromiseDetails, constants: { kFulfilled } } = internalBinding('util');
const { URL } = require('internal/url');
const { inspect } = require('internal/util/inspect');
const { listOf } = require('internal/fetch/headers');
const { requestOf, servesArrivals } = require('internal/fetch/request');
const { Response, sendPlain, stateOf } = require('internal/fetch/response');
const { exchangeOf, knownExchange } = require('internal/serve/exchange');

// Bits of a request, as the connection tells them.
const kExpectContinue = 1 << 3;
const kBody = 1 << 5;

servesArrivals({
  method: arrivals.method,
  href: (arrival) => arrivals.url(arrival) ?? hrefOf(arrival),
  fields: arrivals.fields,
  body: (arrival) => knownExchange(arrival)?.body ?? null,
  signal: (arrival) => exchangeOf(arrival).signal,
});

/** What the parser makes of host and target. A host that is none leaves the server's own address. */
function hrefOf(arrival) {
  const target = arrivals.target(arrival);
  const fields = arrivals.fields(arrival);
  let host = 'localhost';
  for (let i = 0; i < fields.length; i += 2) if (fields[i].toLowerCase() === 'host') host = fields[i + 1];
  const absolute = /^https?:\/\//i.test(target) ? target : `http://${host}${target.startsWith('/') ? '' : '/'}${target}`;
  const { href } = URL.parse(absolute) ?? URL.parse(`http://localhost${target}`) ?? new URL('http://localhost/');
  const hash = href.indexOf('#');
  return hash === -1 ? href : href.slice(0, hash);
}

function onarrival(arrival, flags) {
  // Its exchange must be there before the handler asks for the body.
  if ((flags & kBody) !== 0) {
    exchangeOf(arrival, true);
    if ((flags & kExpectContinue) !== 0) arrivals.proceed(arrival);
  }
  const request = requestOf(arrival);
  let answer;
  try {
    answer = this.handler(request, arrival);
  } catch (error) {
    fail(this, arrival, request, error);
    return knownExchange(arrival);
  }
  if (sendPlain(answer, arrival, arrivals.reply) !== null) return finished(arrival);
  // A promise that is fulfilled already, as an async function without await returns, is not waited for.
  if (typeof answer?.then === 'function') {
    const details = getPromiseDetails(answer);
    if (details === undefined || details[0] !== kFulfilled) {
      const exchange = exchangeOf(arrival);
      answer.then((value) => answerWith(this, arrival, request, value), (error) => fail(this, arrival, request, error));
      return exchange;
    }
    answer = details[1];
  }
  answerWith(this, arrival, request, answer);
  return knownExchange(arrival);
}

function finished(arrival) {
  const exchange = knownExchange(arrival);
  exchange?.end();
  return exchange;
}

function answerWith(native, arrival, request, answer) {
  if (sendPlain(answer, arrival, arrivals.reply) !== null) finished(arrival);
  else sendWhole(native, arrival, request, answer);
}

/** Any other response, or what is none. */
function sendWhole(native, arrival, request, answer) {
  try {
    if (!(answer instanceof Response)) {
      throw new TypeError(`The handler must return a Response, and returned ${inspect(answer)}`);
    }
    send(native, arrival, request, answer);
  } catch (error) {
    fail(native, arrival, request, error);
  }
}

function send(native, arrival, request, response) {
  const { body, status, statusText, type } = stateOf(response);
  if (type === 'error') throw new TypeError('A network error cannot be sent');
  if (body?.unusable) throw new TypeError('Body is unusable: Body has already been read');
  const isHead = arrivals.method(arrival) === 'HEAD';
  const fields = fieldsOf(response.headers, isHead || (body !== null && body.bytes === null && body.length === null));
  const reason = statusText === '' ? undefined : statusText;
  if (body === null || body.bytes !== null) {
    const bytes = body?.bytes ?? undefined;
    body?.next();
    arrivals.reply(arrival, status, reason, fields, undefined, bytes);
    finished(arrival);
    return;
  }
  const exchange = exchangeOf(arrival);
  if (body.length !== null && !fields.includes('content-length')) fields.push('content-length', `${body.length}`);
  if (!arrivals.start(arrival, status, reason, fields, undefined)) return;
  if (isHead) {
    body.cancel();
    exchange.end();
    arrivals.end(arrival);
    return;
  }
  exchange.send(body).catch((error) => report(native, error));
}

/** Flat names and values; how the body is framed is the connection's business unless `keepsLength`. */
function fieldsOf(headers, keepsLength) {
  const fields = [];
  const { map, cookies } = listOf(headers);
  for (const [key, { name, value }] of map) {
    if (key === 'set-cookie' || key === 'transfer-encoding' || (key === 'content-length' && !keepsLength)) continue;
    fields.push(name, value);
  }
  for (const cookie of cookies ?? []) fields.push('set-cookie', cookie);
  return fields;
}

/** The handler failed: `onError` has a say, and otherwise the program's operator is told. */
function fail(native, arrival, request, error) {
  const { onError } = native;
  if (onError === undefined) {
    report(native, error);
    refuse(arrival);
    return;
  }
  Promise.try(onError, error, request).then((answer) => {
    if (answer === undefined) return refuse(arrival);
    if (!(answer instanceof Response)) {
      throw new TypeError(`onError must return a Response or nothing, and returned ${inspect(answer)}`);
    }
    if (sendPlain(answer, arrival, arrivals.reply) !== null) finished(arrival);
    else send(native, arrival, request, answer);
    return undefined;
  }).catch((second) => {
    report(native, second);
    refuse(arrival);
  });
  exchangeOf(arrival);
}

function refuse(arrival) {
  arrivals.reply(arrival, 500, undefined, undefined, 'text/plain;charset=UTF-8', 'Internal Server Error');
  finished(arrival);
}

function report(native, error) {
  process.stderr.write(`rnode:serve: ${inspect(error)}\n`);
}

const methods = {
  onarrival,
  onbody: (exchange, bytes) => exchange.ondata(bytes),
  onend: (exchange) => exchange.onend(),
  ondrain: (exchange) => exchange.ondrain(),
  onclosed(connection, owed) {
    for (let i = 0; i < owed.length; i++) owed[i].onclosed();
  },
  leavesConnections: () => false,
};

/** A native server whose requests go to `handler`. */
function createNative(handler, onError, options, onidle) {
  const native = new HttpServer(options);
  native.serveArrivals();
  return Object.assign(native, methods, { handler, onError, onidle });
}

module.exports = { createNative };
