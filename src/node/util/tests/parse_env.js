// parseEnv.
'use strict';
const { parseEnv } = require('util');

const texts = ['', 'A=1', ' A = 1 ', 'export A=1', 'export export A=1', '# comment\nA=1', 'A=1 # comment',
  'A="1 # no comment" # comment', 'A="a\\nb"', "A='a\\nb'", 'A=`a\\nb`', 'A="line\nbreak"\nB=2', 'A="unclosed\nB=2',
  "A='it\"s'",
  'A=', 'A=\nB=1', 'A==', '=', '=1', 'A', 'A\nB=1', 'A: 1', 'A=1\r\nB=2\r\n', 'B=1\nA=2', 'A=1\nA=2', 'A="" # x',
  'A=a"b"', 'A=é日',
  '\n\n\nA=1\n\n', 'A=  \nB=1', 'A=\n # B=1', 'export A=\nB=1', '1=2', 'A.b-c=1', 'A="a" b', 'A=#x',
  '__proto__=1'];
for (const text of texts) console.log(JSON.stringify(text), JSON.stringify(parseEnv(text)));
for (const bad of [undefined, null, 5, {}]) {
  try {
    parseEnv(bad);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
