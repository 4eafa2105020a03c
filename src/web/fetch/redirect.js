// Following redirects (Fetch, "HTTP-redirect fetch").
'use strict';

const { URL } = require('internal/url');
const { fetchFailed } = require('internal/fetch/errors');

const REDIRECTS_MAX = 20;
const bodyHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];
const secretHeaders = ['authorization', 'proxy-authorization', 'cookie', 'host'];

/** Changes the request to where the answer leads. False: it leads nowhere, and is the response itself. */
function followRedirect(request, { status, list, arrival }) {
  const location = list.get('location');
  if (location === null) return false;
  const fail = (cause) => {
    arrival.cancel();
    throw fetchFailed(cause);
  };
  const from = request.url;
  let url;
  try {
    url = new URL(location, from);
  } catch (error) {
    fail(error);
  }
  if (url.hash === '') url.hash = from.hash;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') fail(new Error('URL scheme must be a HTTP(S) scheme'));
  if (request.redirects === REDIRECTS_MAX) fail(new Error('redirect count exceeded'));
  request.redirects++;
  if (request.mode === 'cors' && (url.username !== '' || url.password !== '') && url.origin !== from.origin) {
    fail(new Error('cross origin not allowed for request mode "cors"'));
  }
  const { body, method } = request;
  if (status !== 303 && body !== null && !body.isRepeatable) fail(new Error());
  const turnsToGet = (status === 301 || status === 302) && method === 'POST' ||
    status === 303 && method !== 'GET' && method !== 'HEAD';
  if (turnsToGet) {
    request.method = 'GET';
    request.body = null;
    for (const name of bodyHeaders) request.list.delete(name);
  } else if (body !== null) {
    request.body = body.again();
  }
  if (url.origin !== from.origin) {
    request.type = 'cors';
    for (const name of secretHeaders) request.list.delete(name);
  }
  request.url = url;
  return true;
}

module.exports = { followRedirect };
