// The global `fetch`. What it leans on is loaded by the first call.
'use strict';

function fetch(input, init = undefined) {
  return require('internal/fetch/fetching').fetch(input, init);
}

module.exports = { fetch };
