// Timers of two lengths that are due in one pass, and what is scheduled when none is left.
'use strict';

const log = (text) => console.log(text);
process.on('exit', (code) => log(`exit ${code}`));

function busy(ms) {
  const end = Date.now() + ms;
  while (Date.now() < end);
}

setTimeout(() => log('first'), 1);
setTimeout(() => {
  log('second');
  setImmediate(() => {
    log('immediate');
    setTimeout(() => log('long'), 30);
    setTimeout(() => log('short'), 5);
  });
}, 2);
// Both are due at once.
busy(10);
