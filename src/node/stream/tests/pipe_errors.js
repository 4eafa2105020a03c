// Errors and pipes: the destination is unpiped, an unheard error is thrown, a source's error stays its own.
'use strict';
const { Readable, Writable, Stream } = require('stream');

const src = new Readable({ read() {} });
const dest = new Writable({ write(chunk, encoding, callback) { callback(new Error('disk full')); } });
dest.on('unpipe', (from) => console.log('unpipe', from === src));
dest.on('error', (err) => console.log('dest error', err.message, src._readableState.pipes.length, src.isPaused()));
src.pipe(dest);
src.push('x');

const failing = new Readable({ read() { this.destroy(new Error('source')); } });
const target = new Writable({ write() {} });
failing.on('error', (err) => console.log('source error', err.message, target.destroyed));
failing.on('close', () => console.log('source closed', target.listenerCount('unpipe')));
failing.pipe(target);

const throwing = new Writable({ write() {} });
throwing.write = () => { throw new Error('write threw'); };
throwing.on('error', (err) => console.log('thrown', err.message));
const more = Readable.from(['a']);
more.pipe(throwing);

const objects = Readable.from([{}]);
const bytes = new Writable({ write() {} });
bytes.on('error', (err) => console.log(err.code));
objects.pipe(bytes);

process.on('uncaughtException', (err) => console.log('uncaught', err.message));
const unheard = new Writable({ write(chunk, encoding, callback) { callback(new Error('nobody listens')); } });
Readable.from(['a']).pipe(unheard);

const old = new Stream();
old.readable = true;
const oldDest = new Stream();
oldDest.writable = true;
oldDest.write = (chunk) => { console.log('old write', chunk); return true; };
oldDest.end = () => console.log('old end');
console.log(old.pipe(oldDest) === oldDest);
old.emit('data', 1);
old.emit('end');
old.emit('data', 2);
try { old.emit('error', new Error('old error')); } catch (err) { console.log('threw', err.message); }
