// _construct: everything waits for it, also destroy; its failures.
'use strict';
const { Duplex, Readable, Writable } = require('stream');

const log = (name) => (event) => (err) => console.log(name, event, err?.message ?? '');
function watch(name, stream) {
  for (const event of ['data', 'drain', 'end', 'finish', 'error', 'close']) {
    stream.on(event, (value) => console.log(name, event, value?.message ?? String(value ?? '')));
  }
  return stream;
}
const read = function() { console.log('_read'); this.push('x'); this.push(null); };
const write = (chunk, encoding, callback) => { console.log('_write', chunk.toString()); callback(); };

const r = watch('readable', new Readable({ construct(cb) { console.log('r constructs'); setImmediate(cb); }, read }));
console.log(r._readableState.constructed);
const w = watch('writable', new Writable({ construct(cb) { console.log('w constructs'); process.nextTick(cb); },
    write }));
console.log(w.write('early'), w.writableLength);
w.end();
watch('duplex', new Duplex({ construct(cb) { cb(); }, read, write })).end('d');
watch('fails', new Writable({ construct(cb) { cb(new Error('no')); }, write }))
    .write('x', (err) => console.log('write failed', err.message));
watch('throws', new Readable({ construct() { throw new Error('thrown'); }, read }));
watch('destroyed', new Readable({ construct(cb) { setImmediate(cb); }, read,
    destroy(err, cb) { console.log('_destroy', err.message); cb(err); } }))
  .destroy(new Error('at once'));
watch('both', new Writable({ construct(cb) { setImmediate(cb, new Error('construct')); }, write }))
    .destroy(new Error('destroy'));
watch('twice', new Readable({ construct(cb) { cb(); cb(); }, read }));

class Own extends Duplex {
  constructor() { super(); console.log('own constructor done'); }
  _construct(callback) { console.log('own _construct'); callback(); }
  _read() { this.push(null); }
  _write(chunk, encoding, callback) { callback(); }
}
watch('own', new Own()).end();
