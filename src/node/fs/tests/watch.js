// Watching: fs.watch, its promised form, and fs.watchFile.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
const { once } = require('events');
fs.mkdirSync('folder/sub', { recursive: true });
fs.writeFileSync('folder/file', '');
(async () => {
  const watcher = fs.watch('folder');
  fs.writeFileSync('folder/new', '');
  console.log(await once(watcher, 'change'));
  watcher.close();
  await once(watcher, 'close');
  watcher.close();
  console.log(watcher.ref() === watcher, watcher.unref() === watcher);

  const file = fs.watch('folder/file', { encoding: 'hex' });
  fs.appendFileSync('folder/file', 'x');
  console.log(await once(file, 'change'));
  file.close();

  const ignoring = fs.watch('folder', { ignore: '*.log' });
  fs.writeFileSync('folder/a.log', '');
  fs.writeFileSync('folder/b.txt', '');
  console.log(await once(ignoring, 'change'));
  ignoring.close();

  const deep = fs.watch('folder', { recursive: true });
  fs.writeFileSync('folder/sub/deep', '');
  console.log(await once(deep, 'change'));
  deep.close();

  const controller = new AbortController();
  setImmediate(() => fs.unlinkSync('folder/new'));
  try {
    for await (const event of fs.promises.watch('folder', { signal: controller.signal })) {
      console.log(event);
      controller.abort();
    }
  } catch (error) {
    console.log(error.name, error.code);
  }
  try {
    fs.watch('nope');
  } catch (error) {
    console.log(error.message, error.filename, error.errno);
  }
  const aborted = fs.watch('folder', { signal: AbortSignal.abort() });
  await once(aborted, 'close');

  await new Promise((resolve) => {
    let calls = 0;
    fs.watchFile('later', { interval: 5 }, (current, previous) => {
      console.log(current.size, previous.size, current.isFile(), current.mtimeMs > 0);
      if (calls++ === 0) {
        fs.writeFileSync('later', 'twelve bytes');
        return;
      }
      fs.unwatchFile('later');
      resolve();
    }).on('stop', () => console.log('stop'));
  });
  fs.watch('folder').unref();
  fs.watchFile('later', { persistent: false }, () => {});
})();
