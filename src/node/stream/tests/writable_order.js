// When a write's callback, "drain", "finish" and "close" come, for every way to call back.
'use strict';
const { Writable } = require('stream');

// Loop turns, not milliseconds: however slow the machine, the order is the same.
function later(turns, fn) {
  if (turns === 0) fn();
  else setImmediate(later, turns - 1, fn);
}

function run(name, done) {
  return new Promise((resolve) => {
    const log = (...args) => console.log(name, ...args);
    const w = new Writable({
      highWaterMark: 4,
      write(chunk, encoding, callback) {
        log('_write', chunk.toString());
        done(callback);
      },
    });
    for (const event of ['drain', 'prefinish', 'finish']) w.on(event, () => log(event, w.writableLength));
    w.on('close', () => { log('close'); resolve(); });
    log(w.write('ab', () => log('callback ab')));
    log(w.write('cd'));
    log(w.write('ef', () => log('callback ef')));
    log('length', w.writableLength, 'need drain', w.writableNeedDrain);
    process.nextTick(log, 'tick');
    Promise.resolve().then(() => log('microtask'));
    later(10, () => {
      log('end', w.end('gh', () => log('callback end')) === w, w.writableEnded, w.writable);
    });
  });
}
(async () => {
  await run('sync', (callback) => callback());
  await run('tick', (callback) => process.nextTick(callback));
  await run('immediate', (callback) => setImmediate(callback));
  await run('promise', (callback) => Promise.resolve().then(() => callback()));
})();
