// The properties of a Readable and of its state, as programs read them, over a stream's life.
'use strict';
const { Readable } = require('stream');

const names = ['objectMode', 'highWaterMark', 'length', 'pipesCount', 'flowing', 'ended', 'endEmitted', 'reading',
               'constructed', 'sync', 'needReadable', 'emittedReadable', 'readableListening', 'resumeScheduled',
               'errorEmitted', 'emitClose', 'autoDestroy', 'destroyed', 'errored', 'closed', 'closeEmitted',
               'defaultEncoding', 'awaitDrainWriters', 'multiAwaitDrain', 'readingMore', 'dataEmitted', 'decoder',
               'encoding', 'paused', 'bufferIndex'];
const props = ['readable', 'readableDidRead', 'readableAborted', 'readableHighWaterMark', 'readableFlowing',
               'readableLength', 'readableObjectMode', 'readableEncoding', 'readableEnded', 'errored', 'closed',
               'destroyed'];
function show(where, r) {
  const { _readableState: state } = r;
  console.log(where, names.map((name) => `${name}=${state[name]}`).join(' '));
  console.log('  ', props.map((name) => `${name}=${r[name]}`).join(' '));
  console.log('   buffer', state.buffer.length, r.readableBuffer === state.buffer, 'pipes', state.pipes);
}
const r = new Readable({ read() {} });
show('new', r);
r.push('abc');
r.push('de');
show('pushed', r);
r.read(1);
show('read one', r);
r.read(3);
show('read four', r);
r.on('data', () => {});
show('listening', r);
r.push(null);
show('ended', r);
r.on('end', () => show('at the end', r));
r.on('close', () => show('closed', r));

const plain = new Readable({ objectMode: true, emitClose: false, autoDestroy: false });
show('plain', plain);
const state = plain._readableState;
for (const name of ['ended', 'reading', 'destroyed', 'flowing', 'paused', 'errored', 'objectMode', 'endEmitted']) {
  const before = state[name];
  state[name] = true;
  console.log(name, before, state[name]);
}
state.flowing = null;
state.errored = null;
console.log(state.flowing, state.errored, plain.destroyed, plain.readable);
plain.readableFlowing = false;
plain.readable = false;
console.log(plain.readableFlowing, plain.readable);
