// Reads a large file 64 times at once, and prints a percentile, in milliseconds, of how long the loop's turns take
// meanwhile: from one immediate to the next. Arguments: the file, how often in a row, the percentile.
'use strict';

const fs = require('fs');
const { createHistogram } = require('perf_hooks');

const kAtATime = 64;
const file = process.argv[2];
const [rounds, percentile] = process.argv.slice(3).map(Number);
const turns = createHistogram();
let left = kAtATime * rounds;
let last = process.hrtime.bigint();

function read() {
  fs.readFile(file, (error) => {
    if (error) throw error;
    left--;
    if (left >= kAtATime) read();
  });
}

function turn() {
  const now = process.hrtime.bigint();
  turns.record(now - last || 1n);
  last = now;
  if (left > 0) setImmediate(turn);
  else console.log(turns.percentile(percentile) / 1e6);
}

for (let i = 0; i < kAtATime; i++) read();
setImmediate(turn);
