// The fetch algorithm (Fetch, "Fetching"), as far as it concerns a program outside a browser: no origin, no cache.
'use strict';

const { HeadersList, listOf } = require('internal/fetch/headers');
const { Request, stateOf } = require('internal/fetch/request');
const { bodilessStatuses, redirectStatuses, responseOf } = require('internal/fetch/response');
const { BodySource } = require('internal/fetch/body_source');
const { fetchFailed } = require('internal/fetch/errors');
const { followRedirect } = require('internal/fetch/redirect');

// Ports of other protocols (Fetch, "Port blocking").
const badPorts = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111,
  113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548,
  554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665,
  6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

async function fetch(input, init) {
  const request = new Request(input, init);
  if (init?.dispatcher != null) throw fetchFailed(noDispatcher());
  const { signal } = request;
  const state = stateOf(request);
  if (signal.aborted) {
    state.body?.cancel(signal.reason);
    throw signal.reason;
  }
  return new Promise((resolve, reject) => {
    const job = { exchange: null, aborted: false };
    const onAbort = () => {
      job.aborted = true;
      reject(signal.reason);
      if (state.body !== null && !state.body.used) Promise.resolve(state.body.cancel(signal.reason)).catch(() => {});
      job.exchange?.abort(signal.reason);
    };
    signal.addEventListener('abort', onAbort);
    job.over = () => signal.removeEventListener('abort', onAbort);
    run(state, HeadersList.from(listOf(request.headers)), job).then(resolve, (error) => {
      job.over();
      reject(error);
    });
  });
}

function noDispatcher() {
  const error = new TypeError('fetch() has its own connections here: use node:http and its Agent to choose them');
  error.code = 'ERR_METHOD_NOT_IMPLEMENTED';
  return error;
}

/** From the request to a response that is none of the redirects to be followed. */
async function run(state, list, job) {
  const response = await follow(state, list, job);
  if (state.integrity !== '') await require('internal/fetch/integrity').check(response, state.integrity);
  return response;
}

async function follow(state, list, job) {
  const request = {
    url: state.url, method: state.method, body: state.body, list, redirects: 0, mode: state.mode, type: 'basic',
    referrer: state.referrer, referrerPolicy: state.referrerPolicy, cache: state.cache,
  };
  for (;;) {
    const { url } = request;
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      job.over();
      return require('internal/fetch/schemes').fetchScheme(request);
    }
    if (url.port !== '' && badPorts.has(Number(url.port))) throw fetchFailed(new Error('bad port'));
    const { send } = require('internal/fetch/network');
    const answer = await send(request, job);
    if (!redirectStatuses.includes(answer.status) || state.redirect === 'manual') {
      return toResponse(request, answer);
    }
    if (state.redirect === 'error') {
      answer.arrival.cancel();
      throw fetchFailed(new Error('unexpected redirect'));
    }
    if (!followRedirect(request, answer)) return toResponse(request, answer);
    answer.arrival.discard();
  }
}

function toResponse({ url, method, redirects, type }, { status, statusText, list, arrival }) {
  const bodiless = method === 'HEAD' || method === 'CONNECT' || bodilessStatuses.includes(status);
  if (bodiless) arrival.discard();
  return responseOf({
    type, url, redirected: redirects > 0, status, statusText, body: bodiless ? null : new BodySource(arrival),
  }, list, true);
}

module.exports = { fetch };
