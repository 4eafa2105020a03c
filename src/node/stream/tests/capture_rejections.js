// With captureRejections an async listener that fails destroys the stream.
'use strict';
const { Readable, Writable } = require('stream');

for (const [name, stream, start] of [
  ['readable', new Readable({ captureRejections: true, read() {} }), (s) => s.push('x')],
  ['writable', new Writable({ captureRejections: true, write(c, e, cb) { cb(); } }), (s) => s.emit('data')],
]) {
  stream.on('data', async () => { throw new Error(`${name} listener`); });
  stream.on('error', (err) => console.log(name, 'error', err.message, stream.destroyed));
  stream.on('close', () => console.log(name, 'close'));
  start(stream);
}
