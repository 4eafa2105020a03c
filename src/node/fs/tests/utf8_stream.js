// Utf8Stream.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
const { Utf8Stream } = fs;
const { once } = require('events');
(async () => {
  const sync = new Utf8Stream({ dest: 'sync', sync: true });
  console.log(sync.file, sync.append, sync.minLength, sync.contentMode, sync.write('abc'), fs.readFileSync('sync', 'utf8'));
  sync.reopen('moved');
  sync.write('def');
  sync.end();
  await once(sync, 'close');
  console.log(fs.readFileSync('sync', 'utf8'), fs.readFileSync('moved', 'utf8'));
  for (const method of ['write', 'end', 'flushSync', 'reopen', 'flush']) {
    try {
      sync[method]('x');
    } catch (error) {
      console.log(method, error.code);
    }
  }
  const late = new Utf8Stream({ dest: 'deep/late', mkdir: true, minLength: 10, maxLength: 20 });
  late.on('drop', (data) => console.log('dropped', data));
  late.on('write', (count) => console.log('wrote', count));
  console.log(late.write('12345'), late.write('67890'), late.write('1234567890'), late.write('no'));
  await once(late, 'drain');
  late.write('é');
  console.log(fs.readFileSync('deep/late', 'utf8'));
  await new Promise((resolve) => late.flush(resolve));
  console.log(fs.readFileSync('deep/late', 'utf8'));
  late.write('last');
  late.flushSync();
  late.destroy();
  console.log(fs.readFileSync('deep/late', 'utf8'));
  const bytes = new Utf8Stream({ dest: 'bytes', sync: true, contentMode: 'buffer', append: false });
  bytes.write(Buffer.from([1, 2]));
  bytes.end();
  await once(bytes, 'close');
  console.log(fs.readFileSync('bytes'));
  try {
    bytes.write('x');
  } catch (error) {
    console.log(error.message);
  }
  for (const options of [undefined, 1, {}, { dest: 'x', minLength: 200, maxWrite: 100 }, { dest: 'x', sync: 1 }, { dest: 'x', contentMode: 'x' }]) {
    try {
      new Utf8Stream(options);
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
})();
