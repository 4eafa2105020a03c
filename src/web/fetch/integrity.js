// Subresource integrity: what a response has to hash to.
'use strict';

const { digest } = internalBinding('http_client');
const { BodySource } = require('internal/fetch/body_source');
const { fetchFailed } = require('internal/fetch/errors');
const { stateOf } = require('internal/fetch/response');

const algorithms = ['sha256', 'sha384', 'sha512'];

/** Reads the whole body, and gives the response one that is known to be right. */
async function check(response, metadata) {
  const state = stateOf(response);
  if (state.body === null) throw fetchFailed(new Error());
  const bytes = await state.body.readAll();
  if (!matches(bytes, metadata)) throw fetchFailed(new Error('integrity mismatch'));
  state.body = new BodySource(bytes, bytes.byteLength);
}

// Of several algorithms the strongest counts; what has none that is known matches everything.
function matches(bytes, metadata) {
  const expected = metadata.split(' ')
    .map((item) => ({ algorithm: item.slice(0, 6), value: item.split('?', 1)[0].slice(7) }))
    .filter(({ algorithm }) => algorithms.includes(algorithm));
  if (expected.length === 0) return true;
  const strongest = algorithms.findLast((name) => expected.some(({ algorithm }) => algorithm === name));
  const actual = bare(digest(strongest, bytes));
  return expected.some(({ algorithm, value }) => algorithm === strongest && bare(value) === actual);
}

/** Base64 without its padding, in one of its two alphabets. */
const bare = (text) => text.replace(/={1,2}$/, '').replaceAll('-', '+').replaceAll('_', '/');

module.exports = { check };
