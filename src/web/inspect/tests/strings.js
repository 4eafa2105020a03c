// Quotes, escapes, and how long texts are split.
'use strict';
const { inspect } = require('util');

const texts = [
  "it's", 'say "hi"', 'it\'s "both"', '`tick`', 'it\'s "both" and `tick`', 'it\'s "both" ${x}', '\\', '\n',
  '\t\r\b\f\v\0',
  '\x1b[31m', '\x7f\x80\x9f\xa0', '\ud800', 'a\udc00b', '\ud83d\ude00', '\ude00\ud83d', 'é', '日本', "'\n\"`",
  "\u2028\u2029", "it's\nfine", '"\\"', "''", "'\ud800'",
];
for (const text of texts) console.log(inspect(text));
for (const text of texts) console.log(inspect({ [text]: text }));
console.log(inspect(texts));

const long = 'a line of text\n'.repeat(3);
const longer = `${'word '.repeat(30)}\n${'word '.repeat(30)}`;
for (const text of [long, longer, `\n${long}`, `${long}\n`, '\n'.repeat(20), 'x'.repeat(200), 'a'.repeat(16),
  'a\n'.repeat(9)]) {
  console.log(inspect(text));
  console.log(inspect([text]));
  console.log(inspect({ key: { deep: text } }, { breakLength: 30 }));
  console.log(inspect({ key: text }, { compact: true }));
  console.log(inspect(text, { breakLength: Infinity }));
  console.log(inspect(text, { colors: true, breakLength: 20 }));
}

for (const maxStringLength of [0, 1, 3, 5, 100, Infinity, null, -1]) {
  console.log(inspect('hello', { maxStringLength }), inspect(['hello', { a: 'wor\nld' }], { maxStringLength }));
}
console.log(inspect('x'.repeat(10001)).length, inspect('x'.repeat(10000)).length,
  inspect('x'.repeat(20000)).slice(-40));
