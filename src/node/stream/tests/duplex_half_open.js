// A Duplex's two sides: allowHalfOpen, readable and writable off, split marks and modes, destroyed.
'use strict';
const { Duplex } = require('stream');

const read = () => {};
const write = (chunk, encoding, callback) => callback();
function run(name, options) {
  const d = new Duplex({ read, write, ...options });
  for (const event of ['end', 'finish', 'close']) d.on(event, () => console.log(name, event));
  console.log(name, d.allowHalfOpen, d.readable, d.writable, d.readableEnded, d.writableFinished);
  return d;
}
run('open', {}).resume().push(null);
run('not half open', { allowHalfOpen: false }).resume().push(null);
const both = run('both', {});
both.resume().push(null);
both.end();
const readOnly = run('read only', { writable: false });
readOnly.resume().push(null);
readOnly.on('error', (err) => console.log('error', err.code));
readOnly.write('x');
run('write only', { readable: false }).end();

const split = new Duplex({ readableObjectMode: true, writableHighWaterMark: 7, readableHighWaterMark: 3 });
console.log(split.readableObjectMode, split.writableObjectMode, split.readableHighWaterMark,
    split.writableHighWaterMark);
const same = new Duplex({ highWaterMark: 5, readableHighWaterMark: 3 });
console.log(same.readableHighWaterMark, same.writableHighWaterMark);
try { new Duplex({ writableHighWaterMark: -1 }); } catch (err) { console.log(err.code, err.message); }

const d = new Duplex({ read, write });
d.destroyed = true;
console.log(d.destroyed, d._readableState.destroyed, d._writableState.destroyed);
