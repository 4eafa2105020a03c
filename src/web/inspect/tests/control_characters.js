// stripVTControlCharacters.
'use strict';
const { stripVTControlCharacters: strip } = require('util');

const texts = [
  '', 'plain', '\u001b[31mred\u001b[39m', '\u001b[1;31;4mx\u001b[0m', '\u001b[38;2;1;2;3mx', '\u001b[38:2::1:2:3mx',
  '\u009b31mx', '\u001b]8;;http://x\u0007link\u001b]8;;\u0007',
  '\u001b]0;title\u001b\\rest', '\u001b]0;title\u009crest', '\u001b[2Jx', '\u001b[10;20Hx', '\u001b[?25lx',
  '\u001b(Bx', '\u001b', '\u001b[', '\u001b[9999999mx', 'a\u001b[K\u001b[1Ab', '\u001bcx', '\u001b=x', '\u001b>x',
  '\u001b]unterminated', '\u001b[31', '\u001b[31 q', '\u001b#8x', '\u001b[<0;1;2Mx', 'x\u001b[~y', '\u001b[;;mz',
  '\u001b[1;mz',
];
for (const text of texts) console.log(JSON.stringify(text), JSON.stringify(strip(text)));
for (const bad of [undefined, null, 5, {}]) {
  try {
    strip(bad);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
