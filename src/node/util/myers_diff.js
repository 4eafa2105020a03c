// The shortest edit between two lists or texts (E. W. Myers, "An O(ND) Difference Algorithm and Its
// Variations", 1986).
'use strict';

const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');

const lengthMax = 2 ** 31 - 1;

const operations = { remove: -1, keep: 0, insert: 1 };

// Edits from the last to the first. With `ignoresCommas`, lines that differ by a comma at the end are the same:
// the last property of an object has none.
function myersDiff(actual, expected, ignoresCommas = false) {
  const size = actual.length + expected.length;
  if (size > lengthMax) throw new ERR_OUT_OF_RANGE('myersDiff input size', '< 2^31', size);

  // furthest[k + size] is how far into `actual` an edit on diagonal k (place in `actual` less place in
  // `expected`) has come; each round allows one more insertion or removal.
  const furthest = new Int32Array(2 * size + 1);
  const rounds = [];
  for (let edits = 0; edits <= size; edits++) {
    rounds.push(furthest.slice(size - edits - 1 < 0 ? 0 : size - edits - 1, size + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = comesFromAbove(furthest, size, diagonal, edits) ?
        furthest[size + diagonal + 1] : furthest[size + diagonal - 1] + 1;
      let y = x - diagonal;
      while (x < actual.length && y < expected.length && isSame(actual[x], expected[y], ignoresCommas)) {
        x++;
        y++;
      }
      furthest[size + diagonal] = x;
      if (x >= actual.length && y >= expected.length) {
        return backtrack(rounds, size, actual, expected, ignoresCommas);
      }
    }
  }
}

// Whether the step to the diagonal takes an entry of `expected`, which is a removal, or one of `actual`.
function comesFromAbove(furthest, center, diagonal, edits) {
  return diagonal === -edits ||
    (diagonal !== edits && furthest[center + diagonal - 1] < furthest[center + diagonal + 1]);
}

function isSame(actual, expected, ignoresCommas) {
  if (actual === expected) return true;
  return ignoresCommas && (`${actual},` === expected || actual === `${expected},`);
}

function backtrack(rounds, size, actual, expected, ignoresCommas) {
  const result = [];
  let x = actual.length;
  let y = expected.length;
  for (let edits = rounds.length - 1; edits >= 0; edits--) {
    const furthest = rounds[edits]; // as it was before the round: diagonals -edits-1 … edits+1
    const center = Math.min(size, edits + 1);
    const diagonal = x - y;
    const previous = comesFromAbove(furthest, center, diagonal, edits) ? diagonal + 1 : diagonal - 1;
    const previousX = furthest[center + previous];
    const previousY = previousX - previous;
    while (x > previousX && y > previousY) {
      x--;
      y--;
      const showsExpected = ignoresCommas && !actual[x].endsWith(',');
      result.push([operations.keep, showsExpected ? expected[y] : actual[x]]);
    }
    if (edits > 0) {
      if (x > previousX) result.push([operations.insert, actual[--x]]);
      else result.push([operations.remove, expected[--y]]);
    }
  }
  return result;
}

module.exports = { myersDiff, operations };
