// Classic streams as web streams, and back.
const { Readable, Writable, Duplex, PassThrough, Transform } = require('stream');
const { text, arrayBuffer, json } = require('stream/consumers');

(async () => {
  const log = (...args) => console.log(...args);
  log(await Array.fromAsync(Readable.toWeb(Readable.from(['a', 'b']))));
  log(await Array.fromAsync(Readable.toWeb(Readable.from([Buffer.from('abc')], { objectMode: false }))));
  const bytes = Readable.toWeb(Readable.from([Buffer.from('abcdef')], { objectMode: false }), { type: 'bytes' });
  log(bytes, await bytes.getReader({ mode: 'byob' }).read(new Uint8Array(4)));
  log(await Readable.fromWeb(ReadableStream.from(['x', 'y'])).setEncoding('utf8').toArray());

  const chunks = [];
  const sink = () => new WritableStream({ write(chunk) { chunks.push(chunk); }, close() { chunks.push('close'); }, abort(reason) { chunks.push(reason.message); } });
  const classic = Writable.fromWeb(sink());
  classic.write('text');
  classic.write(Buffer.from('bytes'));
  classic.cork();
  classic.write('one');
  classic.write('6869', 'hex');
  classic.uncork();
  classic.end();
  await new Promise((resolve) => classic.on('close', resolve));
  log(chunks.splice(0));
  const failing = Writable.fromWeb(sink());
  failing.on('error', (error) => log('error', error.message));
  failing.destroy(new Error('gone'));
  await new Promise((resolve) => failing.on('close', resolve));
  log(chunks.splice(0));

  const slow = new Writable({ highWaterMark: 2, write(chunk, encoding, callback) { setImmediate(() => { chunks.push(String(chunk)); callback(); }); } });
  const writer = Writable.toWeb(slow).getWriter();
  log(writer.desiredSize);
  await Promise.all([writer.write('abc'), writer.write('def'), writer.close()]);
  log(chunks.splice(0), slow.writableFinished);

  const { readable, writable } = Duplex.toWeb(new Transform({ transform(chunk, encoding, callback) { callback(null, String(chunk).toUpperCase()); } }));
  const w = writable.getWriter();
  w.write('shout');
  w.close();
  log(await text(readable));
  const pair = new TransformStream();
  const duplex = Duplex.fromWeb(pair, { encoding: 'utf8' });
  duplex.end('through');
  log(await duplex.toArray());

  const broken = Readable.toWeb(new Readable({ read() { this.destroy(new Error('broken')); } }));
  await broken.getReader().read().catch((error) => log(error.message));
  const early = new PassThrough();
  const earlyWeb = Readable.toWeb(early);
  early.destroy();
  await earlyWeb.getReader().read().catch((error) => log(error.name, error.cause.code));
  log(await json(ReadableStream.from(['{"a":', '1}'])), await arrayBuffer(ReadableStream.from([new Uint8Array([1])])));
  for (const run of [() => Readable.fromWeb({}), () => Writable.fromWeb(1), () => Readable.toWeb(1), () => Writable.toWeb({}),
    () => Duplex.fromWeb({}), () => Duplex.toWeb(1), () => Readable.fromWeb(new ReadableStream(), { encoding: 'x' }),
    () => Readable.toWeb(new PassThrough(), { type: 'x' })]) {
    try { log(run()); } catch (error) { log(error.name, error.code, error.message); }
  }
  log(Object.keys(require('stream/web')));
})();
