// WriteStream.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
const all = (stream) => new Promise((resolve) => {
  const events = [];
  for (const name of ['open', 'ready', 'drain', 'finish', 'error', 'close']) {
    stream.on(name, (value) => events.push(name === 'error' ? `error ${value.message}` : name));
  }
  stream.on('close', () => resolve(events));
});
const content = (name = 'file') => fs.readFileSync(name, 'utf8');
(async () => {
  const stream = fs.createWriteStream('file');
  console.log(stream.fd, stream.pending, stream.path, stream.flags, stream.mode, stream.write('one '), stream.write(Buffer.from('two ')));
  stream.write('three', () => console.log('written', stream.bytesWritten));
  stream.end(' four');
  console.log(await all(stream), content(), stream.bytesWritten, stream.fd);
  const inside = fs.createWriteStream('file', { flags: 'r+', start: 4 });
  inside.end('TWO');
  console.log(await all(inside), content());
  const hex = fs.createWriteStream('file', { encoding: 'hex', flush: true });
  hex.end('6869');
  console.log(await all(hex), content());
  const appended = fs.createWriteStream('file', { flags: 'a', mode: 0o600 });
  appended.end('!');
  console.log(await all(appended), content());
  const corked = fs.createWriteStream('file');
  corked.cork();
  for (let i = 0; i < 5; i++) corked.write(`${i}`);
  corked.uncork();
  corked.end();
  console.log(await all(corked), content(), corked.bytesWritten);
  const small = fs.createWriteStream('file', { highWaterMark: 4 });
  console.log(small.write('12345'));
  small.once('drain', () => small.end('6'));
  console.log(await all(small), content());
  console.log(await all(fs.createWriteStream('nope/x')));
  const fd = fs.openSync('file', 'w');
  const kept = fs.createWriteStream(null, { fd, autoClose: false });
  kept.end('kept');
  await require('events').once(kept, 'finish');
  console.log(fs.fstatSync(fd).size, kept.fd === fd);
  fs.closeSync(fd);
  const closed = fs.createWriteStream('file');
  closed.write('before close');
  closed.close((error) => console.log('closed', error, content()));
  console.log(await all(closed));
  const destroyed = fs.createWriteStream('file');
  destroyed.write('lost', (error) => console.log(error.code));
  destroyed.destroy();
  console.log(await all(destroyed));
  await require('stream/promises').pipeline(fs.createReadStream(__filename), fs.createWriteStream('copy'));
  console.log(content('copy') === content(__filename));
  console.log(Object.keys(fs.createWriteStream('file')).slice(0, 8));
})();
