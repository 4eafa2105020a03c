// Listing folders.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
for (const path of ['b/c/2', 'b/1', 'a/0', 'a/y/q/4', 'a/z/3', 'f']) {
  fs.mkdirSync(require('path').dirname(path), { recursive: true });
  fs.writeFileSync(path, '');
}
fs.symlinkSync('../b', 'a/lb');
fs.symlinkSync('f', 'lf');
const types = (list) => list.map((entry) => `${entry.parentPath}:${entry.name}:${
  ['isFile', 'isDirectory', 'isSymbolicLink'].filter((name) => entry[name]())}`);
console.log(fs.readdirSync('.'), fs.readdirSync('a', 'hex'), fs.readdirSync('.', 'buffer').map(String));
console.log(fs.readdirSync('.', { recursive: true }));
console.log(types(fs.readdirSync('a', { withFileTypes: true })), types(fs.readdirSync('./', { withFileTypes: true, recursive: true })));
console.log(fs.readdirSync('.', { withFileTypes: true, encoding: 'buffer' })[0], fs.readdirSync('a/z', { withFileTypes: true }));
console.log(new fs.Dirent('n', 'p', fs.constants.UV_DIRENT_DIR).isDirectory());
fs.readdir('.', (...args) => {
  console.log(args);
  fs.readdir('b', { withFileTypes: true, recursive: true }, async (error, list) => {
    console.log(error, types(list));
    console.log(await fs.promises.readdir('.', { recursive: true }));
    console.log(types(await fs.promises.readdir('.', { recursive: true, withFileTypes: true })));
  });
});
