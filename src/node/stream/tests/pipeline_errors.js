// A pipeline that fails: which error is told, and that everything is destroyed.
'use strict';
const { PassThrough, Readable, Transform, Writable, pipeline } = require('stream');
const promises = require('stream/promises');

const source = (fail) => new Readable({
  objectMode: true,
  read() { setImmediate(() => (fail ? this.destroy(fail) : this.push(1))); },
});
const middle = (fail) => new Transform({ objectMode: true, transform(c, e, cb) { cb(fail, c); } });
const sink = (fail) => new Writable({ objectMode: true, write(c, e, cb) { setImmediate(cb, fail); } });

async function run(name, ...streams) {
  await new Promise((resolve) => {
    pipeline(...streams, (err) => {
      console.log(name, err?.name, err?.code, err?.message);
      setImmediate(() => {
        console.log('  destroyed', streams.map((s) => s.destroyed).join(), 'listeners',
            streams.map((s) => s.listenerCount?.('error')).join());
        resolve();
      });
    });
  });
}
(async () => {
  await run('source', source(new Error('source')), middle(), sink());
  await run('middle', source(), middle(new Error('middle')), sink());
  await run('sink', source(), middle(), sink(new Error('sink')));
  const closing = sink();
  setTimeout(() => closing.destroy(), 5);
  await run('premature', source(), closing);
  const early = new PassThrough({ objectMode: true });
  setTimeout(() => early.destroy(), 5);
  await run('premature source', early, sink());
  await run('generator', async function*() { yield 1; throw new Error('generator'); }, sink());

  const closed = sink();
  closed.destroy();
  try { pipeline(source(), closed, () => {}); } catch (err) { console.log(err.code, err.message); }

  const controller = new AbortController();
  const s = source();
  const promise = promises.pipeline(s, sink(), { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 5);
  await promise.catch((err) => console.log(err.name, err.code, err.cause.message, s.destroyed));
  await promises.pipeline(source(), sink(), { signal: AbortSignal.abort() })
      .catch((err) => console.log(err.name, err.cause.name));
  await promises.pipeline(source(), sink(), { signal: 5 }).catch((err) => console.log(err.code));
  await promises.pipeline(source(), async (iterable, { signal }) => {
    for await (const chunk of iterable) {
      signal.addEventListener('abort', () => console.log('signal aborted'));
      throw new Error(`consumer ${chunk}`);
    }
  }).catch((err) => console.log(err.message));
})();
