// destroy: _destroy, its callback, "error" and "close", for each kind of stream.
'use strict';
const { Duplex, Readable, Transform, Writable, destroy } = require('stream');

// Loop turns, not milliseconds: however slow the machine, the order is the same.
function later(turns, fn) {
  if (turns === 0) fn();
  else setImmediate(later, turns - 1, fn);
}

function run(name, stream, use) {
  for (const event of ['end', 'finish', 'error', 'close']) {
    stream.on(event, (err) => console.log(name, event, err?.message ?? '', stream.closed, stream.destroyed));
  }
  use(stream);
  console.log(name, 'returns', stream.destroyed, stream.closed);
  process.nextTick(() => console.log(name, 'tick'));
}
const read = () => {};
const write = (chunk, encoding, callback) => callback();
run('readable', new Readable({ read }), (s) => s.destroy());
run('writable', new Writable({ write }), (s) => s.destroy(new Error('w')));
run('duplex', new Duplex({ read, write }),
    (s) => s.destroy(new Error('d'), (err) => console.log('called with', err?.message)));
run('transform', new Transform({ destroy(err,
    callback) { console.log('_destroy', err); setImmediate(callback, err); } }),
    (s) => s.destroy());
run('replaced', new Readable({ read, destroy(err, callback) { callback(new Error('other')); } }),
    (s) => s.destroy(new Error('given')));
run('swallowed', new Readable({ read, destroy(err, callback) { callback(null); } }),
    (s) => s.destroy(new Error('given')));
run('throws', new Readable({ read, destroy() { throw new Error('in _destroy'); } }), (s) => s.destroy());
run('no close', new Readable({ read, emitClose: false }), (s) => s.destroy(new Error('only error')));
run('auto', new Readable({ read() { this.push(null); } }), (s) => s.resume());
run('module function', new Readable({ read }), (s) => destroy(s));
run('module function, with error', new Writable({ write }), (s) => destroy(s, new Error('why')));

later(10, async () => {
  const disposed = new Readable({ read });
  disposed.on('error', (err) => console.log('dispose error', err.name));
  await disposed[Symbol.asyncDispose]();
  console.log('disposed', disposed.destroyed);
  const w = new Writable({ write });
  w.on('error', (err) => console.log('dispose error', err.name));
  await w[Symbol.asyncDispose]();
  console.log('disposed', w.destroyed, w.writableAborted);
});
