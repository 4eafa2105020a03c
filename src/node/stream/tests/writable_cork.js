// cork, uncork, _writev and what it is given; end uncorks.
'use strict';
const { Writable } = require('stream');

function make(name, options) {
  const w = new Writable({
    ...options,
    write(chunk, encoding, callback) {
      console.log(name, '_write', chunk.toString());
      callback();
    },
    writev(chunks, callback) {
      console.log(name, '_writev', chunks.map(({ chunk, encoding }) => `${chunk}:${encoding}`).join(' '),
          chunks.allBuffers);
      callback();
    },
  });
  w.on('finish', () => console.log(name, 'finish'));
  return w;
}
const w = make('buffers');
w.cork();
w.cork();
for (const text of ['a', 'b', 'c']) w.write(text, () => console.log('callback', text));
console.log(w.writableCorked, w.writableLength, w._writableState.bufferedRequestCount);
w.uncork();
console.log('still', w.writableCorked, w._writableState.getBuffer().length);
w.uncork();
w.uncork();
console.log('out', w.writableCorked, w.writableLength);
w.cork();
w.write('alone');
w.uncork();

const strings = make('strings', { decodeStrings: false });
strings.cork();
strings.write('x', 'latin1');
strings.write(Buffer.from('y'));
process.nextTick(() => strings.uncork());

const ended = make('ended');
ended.cork();
ended.cork();
ended.write('1');
ended.write('2');
ended.end('3');
console.log('ended', ended.writableCorked);

const onlyVector = new Writable({
  writev(chunks, callback) {
    console.log('only _writev', chunks.length);
    callback();
  },
});
onlyVector.write('one');
