// Duplex.from everything that it takes.
'use strict';
const { Duplex, PassThrough, Readable, Writable } = require('stream');

const show = (name, d) => console.log(name, d.constructor.name, d.readable, d.writable, d.readableObjectMode,
    d.writableObjectMode);
const read = async (d) => { const got = []; for await (const chunk of d) got.push(String(chunk)); return got.join(); };
(async () => {
  const pass = new PassThrough();
  console.log('itself', Duplex.from(pass) === pass);
  let d = Duplex.from(Readable.from(['r']));
  show('readable', d);
  console.log(await read(d));
  d = Duplex.from(new Writable({ write(c, e, cb) { console.log('written', String(c)); cb(); } }));
  show('writable', d);
  d.end('w');
  await new Promise((resolve) => d.on('finish', resolve));
  d = Duplex.from({ readable: Readable.from(['pair']),
      writable: new Writable({ write(c, e, cb) { console.log('pair got', String(c)); cb(); } }) });
  show('pair', d);
  d.end('in');
  console.log(await read(d));
  d = Duplex.from(['i', 't']);
  show('iterable', d);
  console.log(await read(d));
  d = Duplex.from((async function*() { yield 'ag'; })());
  show('async iterable', d);
  console.log(await read(d));
  d = Duplex.from(Promise.resolve('promised'));
  show('promise', d);
  console.log(await read(d));
  d = Duplex.from(async function*(source,
      { signal }) { for await (const c of source) yield `${c}!${signal.aborted}`; });
  show('async generator function', d);
  d.write('a');
  d.end('b');
  console.log(await read(d));
  d = Duplex.from(async function(source) { for await (const c of source) console.log('consumed', String(c)); });
  show('async function', d);
  d.end('c');
  await new Promise((resolve) => d.on('finish', resolve));
  d = Duplex.from(Promise.reject(new Error('rejected')));
  d.on('error', (err) => console.log('error', err.message));
  await new Promise((resolve) => d.on('close', resolve));
  for (const bad of [() => Duplex.from(5), () => Duplex.from(() => 5), () => Duplex.from(null)]) {
    try { bad(); } catch (err) { console.log(err.code, err.message); }
  }
})();
