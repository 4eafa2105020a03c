// pipeline: streams, iterables, generators, functions, an array, promises, a value, end: false.
'use strict';
const { PassThrough, Readable, Transform, Writable, pipeline } = require('stream');
const promises = require('stream/promises');
const { promisify } = require('util');

const sink = (name) => new Writable({
  objectMode: true,
  write(chunk, encoding, callback) { console.log(name, String(chunk)); callback(); },
});
const upper = () => new Transform({
  objectMode: true,
  transform(chunk, encoding, callback) { callback(null, String(chunk).toUpperCase()); },
});
async function* twice(source, { signal }) {
  for await (const chunk of source) {
    yield chunk;
    yield `${chunk}${signal.aborted}`;
  }
}
const done = (name) => new Promise((resolve) => {
  done.callbacks[name] = (err, value) => { console.log(name, 'done', err?.message, value); resolve(); };
});
done.callbacks = {};
const run = async (name, start) => {
  const finished = done(name);
  start(done.callbacks[name]);
  await finished;
};
(async () => {
  await run('streams', (cb) => pipeline(Readable.from(['a', 'b']), upper(), sink('streams'), cb));
  await run('array', (cb) => pipeline([Readable.from(['a']), sink('array')], cb));
  await run('iterable', (cb) => pipeline(['x', 'y'], upper(), sink('iterable'), cb));
  await run('generators', (cb) => pipeline(function*() { yield 1; }, twice, twice, sink('generators'), cb));
  await run('value', (cb) => pipeline(['p', 'q'], async (source) => {
    let text = '';
    for await (const chunk of source) text += chunk;
    return text;
  }, cb));
  await run('through', (cb) => {
    const out = pipeline(['1', '2'], new PassThrough({ objectMode: true }), cb);
    out.on('data', (chunk) => console.log('through', chunk));
  });
  await run('last generator', (cb) => {
    const out = pipeline(['3'], twice, cb);
    out.on('data', (chunk) => console.log('last generator', chunk));
  });
  console.log('promise', await promises.pipeline(['a'],
      async function(source) { for await (const c of source) return c; }));
  const open = sink('open');
  await promises.pipeline(['kept'], open, { end: false });
  console.log('open', open.writableEnded, open.destroyed);
  open.end('more');
  await promisify(pipeline)(['z'], sink('promisified'));

  for (const bad of [() => pipeline(), () => pipeline(Readable.from([])), () => pipeline(Readable.from([]), () => {}),
                     () => pipeline(5, sink('x'), () => {}), () => pipeline(() => 5, sink('x'), () => {}),
                     () => pipeline(['a'], () => 5, sink('x'), () => {}), () => pipeline(['a'], () => 5, () => {})]) {
    try { bad(); } catch (err) { console.log(err.name, err.code, '-', err.message); }
  }
})();
