// Dir: folders read entry by entry.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
for (const name of ['a/x', 'a/y/z', 'b', 'c']) {
  fs.mkdirSync(require('path').dirname(name), { recursive: true });
  fs.writeFileSync(name, '');
}
const shown = (entry) => entry && `${entry.parentPath}/${entry.name}`;
(async () => {
  const dir = fs.opendirSync('.');
  const names = [];
  for (let entry; (entry = dir.readSync()) !== null;) names.push(shown(entry));
  console.log(dir.path, names.sort(), dir.readSync(), dir.closeSync());
  for (const method of ['readSync', 'closeSync']) {
    try {
      dir[method]();
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
  await dir.read().catch((error) => console.log(error.code));
  await dir.close().catch((error) => console.log(error.code));
  const all = [];
  for await (const entry of await fs.promises.opendir('.', { recursive: true, bufferSize: 1 })) all.push(shown(entry));
  console.log(all.sort());
  fs.opendir('a', { encoding: 'hex' }, (error, opened) => {
    opened.read((error, first) => {
      try {
        opened.read().then(async (second) => {
          console.log([first.name, second.name].sort(), await opened.read());
          opened[Symbol.dispose]();
          opened[Symbol.dispose]();
          fs.opendir('nope', (error) => console.log(error.code, error.syscall, error.path));
        });
        opened.readSync();
      } catch (error) {
        console.log(error.code, error.message);
      }
    });
  });
  try {
    new fs.Dir();
  } catch (error) {
    console.log(error.code);
  }
  const unread = await fs.promises.opendir('a');
  await unread[Symbol.asyncDispose]();
  await unread[Symbol.asyncDispose]();
})();
