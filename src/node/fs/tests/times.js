// Setting times.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
fs.writeFileSync('file', '');
fs.symlinkSync('file', 'link');
const show = (name = 'file') => console.log(fs.lstatSync(name).atimeMs, fs.lstatSync(name).mtimeMs, fs.lstatSync(name, { bigint: true }).mtimeNs);
for (const [atime, mtime] of [[1, 2], [1.25, '2.5'], [new Date(1000), new Date(1234)], [0, 2 ** 31], [1e9 + 0.125, 4e9]]) {
  fs.utimesSync('file', atime, mtime);
  show();
}
fs.lutimesSync('link', 10, 20);
show('link');
show();
const fd = fs.openSync('file', 'r+');
fs.futimesSync(fd, 5, 6);
show();
fs.closeSync(fd);
const before = Date.now() - 1000;
fs.utimesSync('file', -1, -1);
console.log(fs.statSync('file').mtimeMs >= before);
fs.utimes('file', 7, 8, (...args) => {
  console.log(args);
  show();
  fs.lutimes('link', 9, 10, async (...args) => {
    console.log(args);
    show('link');
    await fs.promises.utimes('file', 11, 12);
    await fs.promises.lutimes('link', 13, 14);
    show();
    show('link');
  });
});
console.log(fs._toUnixTimestamp(new Date(1500)), fs._toUnixTimestamp('3.5'));
