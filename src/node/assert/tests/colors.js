// Differences in colour.
'use strict';
process.env.FORCE_COLOR = '1';
delete process.env.NO_COLOR;
const assert = require('assert');

const pairs = [['a text that differs', 'a text that is different'], [[1, 2, 3], [1, 3, 4]], [{ a: 1 }, { a: 1, b: 2 }],
  [1, 2], [1234567890123, 2], [Array(60).fill(1), Array(60).fill(2)], ['short', 'shirt'], [{ a: 1, b: 2 }, { b: 3 }]];
for (const [actual, expected] of pairs) {
  for (const name of ['deepStrictEqual', 'strictEqual', 'partialDeepStrictEqual', 'deepEqual', 'notStrictEqual']) {
    try {
      assert[name](actual, name === 'notStrictEqual' ? actual : expected);
    } catch (error) {
      console.log(JSON.stringify(error.message));
    }
  }
}
