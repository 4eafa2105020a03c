// Signals: as an option, with addAbortSignal, aborted before and after.
'use strict';
const { Duplex, Readable, Writable, addAbortSignal } = require('stream');

const read = () => {};
const write = (c, e, cb) => cb();
function watch(name, s) {
  s.on('error', (err) => console.log(name, err.name, err.code, err.message, err.cause?.message ?? err.cause));
  s.on('close', () => console.log(name, 'close', s.destroyed));
  return s;
}
const controller = new AbortController();
watch('option', new Readable({ read, signal: controller.signal }));
watch('added', addAbortSignal(controller.signal, new Writable({ write })));
const done = addAbortSignal(controller.signal, Readable.from(['x']));
watch('done', done).resume().on('close', () => {
  controller.abort(new Error('reason'));
  console.log('aborted');
});
watch('before', new Duplex({ read, write, signal: AbortSignal.abort('early') }));

for (const bad of [() => addAbortSignal('x', done), () => addAbortSignal(controller.signal, {}),
    () => new Readable({ signal: 1 })]) {
  try { bad(); } catch (err) { console.log(err.code, err.message.split('\n')[0]); }
}
