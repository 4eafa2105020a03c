// Stats: what a path is, in numbers and in BigInts.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
fs.writeFileSync('file', 'hello', { mode: 0o640 });
fs.mkdirSync('folder');
fs.symlinkSync('file', 'link');
fs.utimesSync('file', 1.5, new Date(2500));
const kinds = (stats) => ['isFile', 'isDirectory', 'isSymbolicLink', 'isFIFO', 'isSocket', 'isBlockDevice',
                          'isCharacterDevice'].filter((name) => stats[name]());
for (const path of ['file', 'folder', 'link', '/dev/null']) {
  console.log(path, kinds(fs.statSync(path)), kinds(fs.lstatSync(path)), kinds(fs.lstatSync(path, { bigint: true })));
}
const stats = fs.statSync('file');
console.log(Object.keys(stats), stats.size, (stats.mode & 0o777).toString(8), stats.atimeMs, stats.mtimeMs);
console.log(Object.hasOwn(stats, 'mtime'), stats.mtime, Object.hasOwn(stats, 'mtime'), stats.constructor.name);
stats.mtime = 1;
console.log(stats.mtime, stats instanceof fs.Stats);
const big = fs.statSync('file', { bigint: true });
console.log(Object.keys(big), big.size, big.atimeNs, big.mtimeMs, big.mtime, big.constructor.name, big instanceof fs.Stats);
console.log(fs.statSync('nope', { throwIfNoEntry: false }), fs.lstatSync('nope', { throwIfNoEntry: false }));
console.log(Object.keys(fs.statfsSync('.')), typeof fs.statfsSync('.', { bigint: true }).bsize);
const fd = fs.openSync('file');
console.log(fs.fstatSync(fd).ino === stats.ino, fs.fstatSync(fd, { bigint: true }).size);
fs.closeSync(fd);
fs.stat('file', { bigint: true }, (error, found) => {
  console.log('callback', error, found.size);
  promised();
});

async function promised() {
  console.log('promise', (await fs.promises.stat('link')).size);
  // Several at once do not disturb each other.
  const all = await Promise.all(['file', 'folder', '/dev/null'].map((path) => fs.promises.stat(path)));
  console.log(all.map(kinds));
}
