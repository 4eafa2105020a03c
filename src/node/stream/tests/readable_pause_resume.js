// pause, resume and isPaused; "readable" beside "data"; taking listeners away.
'use strict';
const { Readable } = require('stream');

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

setTimeout(() => {
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
}, 20);
