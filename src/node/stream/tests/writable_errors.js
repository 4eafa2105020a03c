// The errors of a Writable, who hears of them and in which order.
'use strict';
const { Writable } = require('stream');

function show(name, options, use) {
  const w = new Writable({ write(chunk, encoding, callback) { callback(); }, ...options });
  w.on('error', (err) => console.log(name, 'error', err.name, err.code, '-', err.message));
  w.on('finish', () => console.log(name, 'finish'));
  w.on('close', () => console.log(name, 'close', w.errored?.code ?? w.errored?.message, w.writableAborted));
  const told = (which) => (err) => console.log(name, 'callback', which, err?.code ?? err?.message ?? err);
  try {
    console.log(name, 'returned', use(w, told));
  } catch (err) {
    console.log(name, 'threw', err.name, err.code, '-', err.message);
  }
}
show('write after end', {}, (w, told) => (w.end(), w.write('x', told('write'))));
show('end after end', {}, (w, told) => (w.end(told('first')), w.end(told('second')) === w));
show('end with chunk after end', {}, (w, told) => (w.end(), w.end('x', told('end')) === w));
show('write after destroy', {}, (w, told) => (w.destroy(), w.write('x', told('write'))));
show('end after destroy', {}, (w, told) => (w.destroy(), w.end(told('end')) === w));
show('null', {}, (w) => w.write(null));
show('number', {}, (w) => w.write(5));
show('unknown encoding', {}, (w) => w.write('x', 'nope'));
show('setDefaultEncoding', {}, (w) => w.setDefaultEncoding('nope'));
show('pipe', {}, (w) => w.pipe(w));
show('no _write', { write: undefined }, (w) => w.write('x'));
show('sync failure', { write(c, e, cb) { cb(new Error('failed')); } },
     (w, told) => [w.write('a', told('a')), w.write('b', told('b')), w.end(told('end')) === w].join());
show('late failure', { write(c, e, cb) { setImmediate(cb, new Error('failed late')); } },
     (w, told) => [w.write('a', told('a')), w.write('b', told('b')), w.end('c', told('end')) === w].join());
show('callback twice', { write(c, e, cb) { cb(); cb(); } }, (w, told) => w.write('a', told('a')));
show('destroy with backlog', { write() {} },
     (w, told) => (w.write('a', told('a')), w.write('b', told('b')), w.end(told('end')), w.destroy() === w));
show('no autoDestroy', { autoDestroy: false, write(c, e, cb) { cb(new Error('failed')); } },
    (w, told) => w.write('a', told('a')));
show('_write throws', { write() { throw new Error('thrown'); } }, (w) => w.write('a'));
