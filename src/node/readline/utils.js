// Control sequences of terminals, and the characters and prefixes of strings.
'use strict';

const { KeyParser } = require('internal/readline/key_parser');
const { kSubstringSearch } = require('internal/readline/symbols');

const kEscape = '\x1b';

/** A template that begins with the control sequence introducer (ECMA-48, CSI). */
function CSI(strings, ...args) {
  return `${kEscape}[${String.raw({ raw: strings }, ...args)}`;
}

CSI.kEscape = kEscape;
CSI.kClearToLineBeginning = CSI`1K`;
CSI.kClearToLineEnd = CSI`0K`;
CSI.kClearLine = CSI`2K`;
CSI.kClearScreenDown = CSI`0J`;

const isPair = (string, i) => i >= 0 && string.codePointAt(i) > 0xffff;

/** The code units of the character that ends before index `i`. */
function charLengthLeft(string, i) {
  if (i <= 0) return 0;
  return isPair(string, i - 2) || isPair(string, i - 1) ? 2 : 1;
}

/** The code units of the character at `i`. Past the end it is 1: a cursor may try to move there, to complete. */
function charLengthAt(string, i) {
  return isPair(string, i) ? 2 : 1;
}

function commonPrefix(strings) {
  if (strings.length === 0) return '';
  // What the first and the last in order share, all share.
  const sorted = strings.toSorted();
  const first = sorted[0];
  const last = sorted.at(-1);
  let length = 0;
  while (length < first.length && first[length] === last[length]) length++;
  return first.slice(0, length);
}

/** The parts between `from`, last first, joined by `to`. */
function reverseString(line, from = '\r', to = '\r') {
  return line.includes(from) ? line.split(from).reverse().join(to) : line;
}

module.exports = {
  CSI,
  KeyParser,
  charLengthAt,
  charLengthLeft,
  commonPrefix,
  kSubstringSearch,
  reverseString,
};
