// finished: both sides, one side, errors, premature close, a stream that is done already, cleanup, a signal.
'use strict';
const { Duplex, Readable, Stream, Writable, finished } = require('stream');
const promises = require('stream/promises');

// Loop turns, not milliseconds: however slow the machine, the order is the same.
function later(turns, fn) {
  if (turns === 0) fn();
  else setImmediate(later, turns - 1, fn);
}

const tell = (name) => function(err) {
  console.log(name, arguments.length, err?.name, err?.code, err?.message);
};
const read = () => {};
const write = (c, e, cb) => cb();

const r = Readable.from(['a']);
finished(r, tell('readable'));
r.resume();
const w = new Writable({ write });
finished(w, tell('writable'));
w.end('x');
const d = new Duplex({ read, write });
finished(d, { writable: false }, tell('duplex, readable only'));
finished(d, { readable: false }, tell('duplex, writable only'));
finished(d, tell('duplex'));
d.resume().push(null);
setImmediate(() => d.end());
const early = new Readable({ read });
finished(early, tell('premature'));
early.destroy();
const failed = new Writable({ write });
finished(failed, tell('failed'));
finished(failed, { error: false }, tell('error: false'));
failed.on('error', () => {});
failed.destroy(new Error('failed'));
const off = new Readable({ read });
finished(off, tell('never told'))();
off.destroy();

const old = new Stream();
old.readable = true;
finished(old, tell('old-style'));
old.emit('end');
old.emit('close');

later(10, async () => {
  finished(r, tell('done already'));
  finished(failed, tell('failed already'));
  console.log('nothing yet');
  const controller = new AbortController();
  const waiting = new Readable({ read });
  finished(waiting, { signal: controller.signal }, tell('aborted'));
  controller.abort('reason');
  console.log(waiting.destroyed, waiting.listenerCount('end'));
  await promises.finished(waiting, { signal: AbortSignal.abort() })
      .catch((err) => console.log(err.name, err.cause.name));
  const clean = Readable.from([]);
  const promise = promises.finished(clean, { cleanup: true });
  clean.resume();
  await promise;
  console.log('clean', clean.listenerCount('end'), clean.listenerCount('error'));
  await promises.finished(Readable.from([]).resume());
  for (const bad of [() => finished(), () => finished(r), () => finished({}, tell('x')),
      () => finished(r, 5, tell('x')),
                     () => finished(r, { signal: 1 }, tell('x'))]) {
    try { bad(); } catch (err) { console.log(err.code, err.message.split('\n')[0]); }
  }
  try { promises.finished(r, { cleanup: 1 }); } catch (err) { console.log(err.code); }
});
