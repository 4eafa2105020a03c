// util.diff: the edits that turn one text or list into another.
'use strict';

const { myersDiff } = require('internal/util/myers_diff');
const { validateString, validateStringArray } = require('internal/validators');

// Each entry is [-1, value] for what only `expected` has, [1, value] for what only `actual` has, [0, value] for
// what both have.
function diff(actual, expected) {
  if (actual === expected) return [];
  validate(actual, 'actual');
  validate(expected, 'expected');
  return myersDiff(actual, expected).reverse();
}

function validate(value, name) {
  if (Array.isArray(value)) validateStringArray(value, name);
  else validateString(value, name);
}

module.exports = { diff };
