'use strict';
const { SourceMap } = require('node:module');
const payload = {
  version: 3, file: 'out.js', sourceRoot: '', sources: ['a.js', 'b.js'], names: ['first', 'second'],
  mappings: 'AAAA,IAAIA;AACJ;;ACDA,SAASC',
};
const map = new SourceMap(payload);
console.log(map.payload);
for (const [line, column] of [[0, 0], [0, 4], [0, 9], [1, 0], [2, 5], [3, 0], [3, 20], [9, 9]]) console.log(map.findEntry(line, column));
console.log(map.findOrigin(1, 5), map.findOrigin(4, 10));
for (const bad of [undefined, 1, null]) {
  try {
    new SourceMap(bad);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
try {
  SourceMap(payload);
} catch (error) {
  console.log(error.name);
}
