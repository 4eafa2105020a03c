// pause, resume and isPaused; "readable" beside "data"; taking listeners away.
'use strict';
const { Readable } = require('stream');

// Loop turns, not milliseconds: however slow the machine, the order is the same.
function later(turns, fn) {
  if (turns === 0) fn();
  else setImmediate(later, turns - 1, fn);
}

const r = new Readable({ read() {} });
for (const event of ['pause', 'resume']) r.on(event, () => console.log(event));
const state = (where) => console.log(where, r.readableFlowing, r.isPaused(), r._readableState.resumeScheduled);
state('new');
r.on('data', (chunk) => {
  console.log('data', chunk.toString());
  r.pause();
  state('paused in data');
  setImmediate(() => {
    r.resume();
    state('resumed');
  });
});
state('listening');
r.pause();
r.resume();
state('pause and resume');
r.push('one');
r.push('two');

later(10, () => {
  const onreadable = () => console.log('readable', String(r.read()));
  r.on('readable', onreadable);
  state('readable wins');
  r.resume();
  state('resume is held back');
  r.push('three');
  setImmediate(() => {
    r.off('readable', onreadable);
    state('just removed');
    process.nextTick(state, 'a tick later');
    setImmediate(() => {
      r.push('four');
      r.removeAllListeners('data');
      state('no data listener');
    });
  });
});
