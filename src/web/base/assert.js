// Checks of what built-in scripts take for granted.
'use strict';

function assert(value, message) {
  if (!value) fail(message);
}

function fail(message) {
  const { ERR_INTERNAL_ASSERTION } = require('internal/errors').codes;
  throw new ERR_INTERNAL_ASSERTION(message);
}

assert.fail = fail;

module.exports = assert;
