// eventNames lists a stream's usual events in Node's fixed order, the others as they came.
'use strict';
const { Duplex, Readable, Stream, Transform, Writable } = require('stream');

const names = ['custom', 'readable', 'end', 'data', 'drain', 'finish', 'prefinish', 'error', 'close', 'other'];
for (const make of [() => new Readable({ read() {} }), () => new Writable(), () => new Duplex({ read() {} }),
    () => new Transform(), () => new Stream()]) {
  const s = make();
  for (const name of names) s.on(name, () => {});
  console.log(s.constructor.name, s.eventNames().join());
  s.removeAllListeners('error');
  console.log(s.eventNames().includes('error'), s.listenerCount('close'));
}
