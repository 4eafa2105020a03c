// ReadStream.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
fs.writeFileSync('file', 'abcdefghijklmnopqrstuvwxyz');
const all = (stream) => new Promise((resolve) => {
  const events = [];
  for (const name of ['open', 'ready', 'data', 'end', 'error', 'close']) {
    stream.on(name, (value) => events.push(name === 'data' ? `data ${value}` : name === 'error' ? `error ${value.message}` : name));
  }
  stream.on('close', () => resolve(events));
});
(async () => {
  console.log(await all(fs.createReadStream('file')));
  console.log(await all(fs.createReadStream('file', { start: 3, end: 8, highWaterMark: 4 })));
  console.log(await all(fs.createReadStream('file', { end: 2, encoding: 'hex' })));
  console.log(await all(fs.createReadStream('file', { start: 100 })));
  console.log(await all(fs.createReadStream('nope')));
  console.log(await all(fs.createReadStream('.')));
  const fd = fs.openSync('file');
  const kept = fs.createReadStream(null, { fd, start: 20, autoClose: false, emitClose: false });
  console.log(kept.path, kept.fd === fd, kept.pending, kept.autoClose, (await kept.toArray()).map(String), kept.bytesRead);
  console.log(await all(fs.createReadStream('', { fd })));
  const destroyed = fs.createReadStream('file');
  destroyed.destroy(new Error('enough'));
  console.log(await all(destroyed), destroyed.fd, destroyed.pending);
  const closed = fs.createReadStream('file');
  closed.close((error) => console.log('closed', error?.code));
  console.log(await all(closed));
  const chunks = [];
  for await (const chunk of fs.createReadStream('file', { highWaterMark: 10 })) chunks.push(chunk.length);
  console.log(chunks);
  // A program's own functions.
  const calls = [];
  const own = {
    open(...args) { calls.push('open'); fs.open(...args); },
    read(...args) { calls.push('read'); fs.read(...args); },
    close(...args) { calls.push('close'); fs.close(...args); },
  };
  console.log(await all(fs.createReadStream('file', { fs: own, start: 24 })), calls);
  const stream = fs.createReadStream('file', { signal: AbortSignal.abort() });
  console.log(await all(stream));
  console.log(new fs.ReadStream('file') instanceof require('stream').Readable, fs.ReadStream('file').flags, Object.keys(fs.createReadStream('file')).slice(0, 8));
})();
