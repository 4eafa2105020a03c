// The properties of a Writable and of its state, as programs read them, over a stream's life.
'use strict';
const { Writable } = require('stream');

const names = ['objectMode', 'highWaterMark', 'finalCalled', 'needDrain', 'ending', 'ended', 'finished', 'destroyed',
               'decodeStrings', 'defaultEncoding', 'length', 'writing', 'corked', 'sync', 'bufferProcessing',
               'writelen', 'afterWriteTickInfo', 'bufferedIndex', 'allBuffers', 'allNoop', 'pendingcb', 'constructed',
               'prefinished', 'errorEmitted', 'emitClose', 'autoDestroy', 'errored', 'closed', 'closeEmitted',
               'bufferedRequestCount', 'writable'];
const props = ['writable', 'writableFinished', 'writableObjectMode', 'writableEnded', 'writableNeedDrain',
               'writableHighWaterMark', 'writableCorked', 'writableLength', 'errored', 'writableAborted', 'closed',
               'destroyed'];
function show(where, w) {
  const state = w._writableState;
  console.log(where, names.map((name) => `${name}=${state[name]}`).join(' '));
  console.log('  ', props.map((name) => `${name}=${w[name]}`).join(' '));
  console.log('   buffered', state.buffered.length, state.getBuffer().length, w.writableBuffer.length,
      typeof state.writecb);
}
const callbacks = [];
const w = new Writable({ highWaterMark: 3, write(chunk, encoding, callback) { callbacks.push(callback); } });
show('new', w);
w.write('ab');
show('writing', w);
w.write('cd', () => {});
show('waiting', w);
console.log(w.writableBuffer.map(({ chunk, encoding, callback }) => [chunk, encoding, typeof callback]));
callbacks.shift()();
show('one done', w);
w.end();
show('ending', w);
w.on('finish', () => show('finish', w));
w.on('close', () => show('close', w));
callbacks.shift()();
show('all done', w);

const state = new Writable()._writableState;
for (const name of ['ended', 'finished', 'errored', 'needDrain', 'writable', 'objectMode', 'destroyed']) {
  const before = state[name];
  state[name] = true;
  console.log(name, before, state[name]);
}
state.writable = undefined;
console.log(state.writable);
