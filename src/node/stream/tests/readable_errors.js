// The errors of a Readable, and when they come.
'use strict';
const { Readable } = require('stream');

function show(name, options, use) {
  const r = new Readable(options);
  r.on('error', (err) => console.log(name, err.name, err.code, '-', err.message, '| destroyed', r.destroyed));
  r.on('close', () => console.log(name, 'close', r.errored?.message, r.readableAborted));
  const result = use(r);
  console.log(name, 'returned', result);
}
const read = () => {};
show('push after end', { read }, (r) => (r.push(null), r.push('x')));
show('twice the end', { read }, (r) => [r.push(null), r.push(null)].join());
show('number', { read }, (r) => r.push(5));
show('object', { read }, (r) => r.push({}));
show('undefined', { read }, (r) => r.push(undefined));
show('unshift number', { read }, (r) => r.unshift(true));
show('no _read', {}, (r) => r.read());
show('_read throws', { read() { throw new Error('thrown'); } }, (r) => r.read());
show('destroy', { read }, (r) => r.destroy(new Error('given')) === r);
show('destroy twice', { read }, (r) => (r.destroy(new Error('first')),
    r.destroy(new Error('second'), () => console.log('called')) === r));
show('autoDestroy false', { autoDestroy: false, read }, (r) => r.push(5));
show('push after destroy', { read }, (r) => (r.destroy(), r.push('x')));
show('unknown encoding', { read }, (r) => {
  try { return r.push('x', 'nope'); } catch (err) { return err.code; }
});
