// compose: streams and functions as one Duplex; what cannot be linked; errors and destroy.
'use strict';
const { PassThrough, Readable, Transform, Writable, compose } = require('stream');

const upper = () => new Transform({ transform(c, e, cb) { cb(null, c.toString().toUpperCase()); } });
async function* brackets(source) { for await (const chunk of source) yield `[${chunk}]`; }

(async () => {
  let out = '';
  for await (const chunk of compose(upper(), brackets).end('hello')) out += chunk;
  console.log(out);

  console.log(await Readable.from(['a', 'b']).compose(brackets).toArray());
  const consumed = compose(upper(),
      async function(source) { for await (const c of source) console.log('consumed', String(c)); });
  consumed.on('finish', () => console.log('finish'));
  console.log(consumed.readable, consumed.writable);
  consumed.end('x');
  await new Promise((resolve) => consumed.on('close', resolve));
  const produced = compose(async function*() { yield 'p'; }, brackets);
  console.log(produced.readable, produced.writable, (await produced.toArray()).join());

  const failing = compose(new PassThrough(), new Transform({ transform(c, e, cb) { cb(new Error('inner')); } }));
  failing.on('error', (err) => console.log('error', err.message, failing.destroyed));
  failing.on('close', () => console.log('close'));
  failing.write('x');
  await new Promise((resolve) => failing.on('close', resolve));

  const inner = new PassThrough();
  const outer = compose(upper(), inner);
  outer.on('error', (err) => console.log(err.name, err.code));
  outer.destroy();
  await new Promise((resolve) => outer.on('close', resolve));
  console.log('inner destroyed', inner.destroyed);

  const controller = new AbortController();
  const aborted = new PassThrough().compose(upper(), { signal: controller.signal });
  aborted.on('error', (err) => console.log(err.name));
  controller.abort();

  for (const bad of [() => compose(), () => compose(new Writable(), new PassThrough()),
      () => compose(new PassThrough(), new Readable({ read() {} }))]) {
    try { bad(); } catch (err) { console.log(err.code, err.message.split('Received')[0]); }
  }
})();
