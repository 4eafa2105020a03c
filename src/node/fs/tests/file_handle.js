// FileHandle: every method.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
const { open } = fs.promises;
const text = (buffer) => `${buffer}`;
(async () => {
  const handle = await open('file', 'w+', 0o600);
  console.log(handle.constructor.name, typeof handle.fd, handle instanceof require('events'), handle.getAsyncId() !== undefined);
  console.log(await handle.write('hello '), await handle.write(Buffer.from('wörld')), await handle.write('ff', null, 'hex'));
  console.log(await handle.write(Buffer.from('HE'), 0, 2, 0), await handle.write(Buffer.from('xyz'), { offset: 2, position: 1 }));
  console.log(await handle.writev([Buffer.from('1'), Buffer.from('2')], 3), await handle.writev([]));
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 1, 2, 0);
  console.log(bytesRead, text(buffer).replaceAll('\0', '.'));
  console.log((await handle.read({ buffer: Buffer.alloc(5), position: 0 })).bytesRead, (await handle.read({ position: 0, length: 3 })).bytesRead,
              (await handle.read(Buffer.alloc(3), { position: 2 })).bytesRead, (await handle.read(Buffer.alloc(0))).bytesRead);
  const views = [Buffer.alloc(1), Buffer.alloc(2)];
  console.log((await handle.readv(views, 0)).bytesRead, views.map(text));
  await handle.truncate(4);
  console.log((await handle.stat()).size, (await handle.stat({ bigint: true })).size, await handle.sync(), await handle.datasync());
  await handle.chmod(0o644);
  await handle.chown(process.getuid(), process.getgid());
  await handle.utimes(1, 2);
  console.log(((await handle.stat()).mode & 0o777).toString(8), (await handle.stat()).mtimeMs);
  handle.on('close', () => console.log('close event'));
  console.log(await handle.close(), handle.fd, await handle.close());
  for (const name of ['read', 'write', 'stat', 'sync', 'truncate', 'readFile']) {
    await handle[name]().catch((error) => console.log(name, error.message, error.code, error.syscall));
  }

  await fs.promises.writeFile('file', 'some text');
  {
    const again = await open('file', 'r+');
    console.log(await again.readFile('utf8'), (await again.readFile()).length);
    await again.writeFile('!', 'utf8');
    await again.appendFile('?');
    await again.writeFile(['a', 'b']);
    console.log(await fs.promises.readFile('file', 'utf8'));
    console.log(await fs.promises.readFile(again), await again[Symbol.asyncDispose]());
  }
  {
    const read = await open('file');
    const chunks = [];
    for await (const chunk of read.createReadStream({ start: 2, end: 5, encoding: 'utf8' })) chunks.push(chunk);
    console.log(chunks, read.fd);
    const write = await open('file', 'w');
    const stream = write.createWriteStream();
    stream.end('streamed');
    await require('events').once(stream, 'close');
    console.log(fs.readFileSync('file', 'utf8'), write.fd);
    const kept = await open('file');
    await kept.createReadStream({ autoClose: false }).resume().toArray();
    console.log(kept.fd > 0);
    await kept.close();
  }
  const busy = await open('file');
  const reading = busy.readFile('utf8');
  const closing = busy.close();
  console.log(await reading, await closing, busy.fd);
  await open('nope').catch((error) => console.log(error.message));
  console.log(await (await open('file')).readFile({ signal: AbortSignal.abort() }).catch((error) => error.name));
})();
