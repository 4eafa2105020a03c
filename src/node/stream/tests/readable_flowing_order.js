// In which order a flowing stream's events come, beside ticks, microtasks and immediates.
'use strict';
const { Readable } = require('stream');

const log = (...args) => console.log(...args);
let n = 0;
const r = new Readable({
  read(size) {
    log('_read', size);
    if (n++ < 3) this.push(`chunk ${n}`);
    else this.push(null);
  },
});
for (const event of ['readable', 'resume', 'pause', 'end', 'close']) {
  if (event !== 'readable') r.on(event, () => log(event));
}
r.on('data', (chunk) => {
  log('data', chunk.toString(), 'left', r.readableLength);
  process.nextTick(log, '  tick after', chunk.toString());
  Promise.resolve().then(() => log('  microtask after', chunk.toString()));
});
log('listening', r.readableFlowing);
process.nextTick(log, 'first tick');
Promise.resolve().then(() => log('first microtask'));
setImmediate(() => log('immediate', r.destroyed, r.readableEnded));
