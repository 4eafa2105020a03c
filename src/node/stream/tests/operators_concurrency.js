// map with concurrency: how many run at once, how far ahead, and that the order is kept.
'use strict';
const { Readable } = require('stream');

// Loop turns, not milliseconds: however slow the machine, the order is the same.
function later(turns, fn) {
  if (turns === 0) fn();
  else setImmediate(later, turns - 1, fn);
}

const turns = [0, 3, 8, 14, 29, 50];

async function run(options) {
  let running = 0;
  let most = 0;
  const log = [];
  const values = await Readable.from([5, 1, 4, 2, 3]).map(async (x) => {
    most = Math.max(most, ++running);
    log.push(`+${x}`);
    await new Promise((resolve) => later(turns[x], resolve));
    log.push(`-${x}`);
    running--;
    return x;
  }, options).toArray();
  console.log(JSON.stringify(options), 'most', most, values.join(), log.join(' '));
}
(async () => {
  await run({ concurrency: 1 });
  await run({ concurrency: 2 });
  await run({ concurrency: 5 });
  await run({ concurrency: 2, highWaterMark: 0 });
  await run({ concurrency: 1, highWaterMark: 3 });

  // Nothing is started before somebody reads, nor far ahead of it.
  const started = [];
  const mapped = Readable.from([1, 2, 3, 4, 5, 6]).map((x) => { started.push(x); return x; }, { concurrency: 2 });
  console.log('started', started.length);
  const iterator = mapped[Symbol.asyncIterator]();
  await iterator.next();
  await new Promise(setImmediate);
  console.log('started', started.length);
  await iterator.return();
})();
