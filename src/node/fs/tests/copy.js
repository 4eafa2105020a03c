// Copying files, links and folders.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
const path = require('path');
const tree = (folder) => fs.readdirSync(folder, { recursive: true, withFileTypes: true })
  .map((entry) => path.join(entry.parentPath, entry.name)).sort()
  .map((name) => (fs.lstatSync(name).isSymbolicLink() ? `${name} -> ${fs.readlinkSync(name).replace(fs.realpathSync('.'), '.')}` :
    fs.statSync(name).isFile() ? `${name}=${fs.readFileSync(name)}` : name));
fs.mkdirSync('src/deep/er', { recursive: true });
fs.writeFileSync('src/a', 'A', { mode: 0o640 });
fs.writeFileSync('src/deep/er/b', 'B');
fs.symlinkSync('a', 'src/link');
fs.symlinkSync('../a', 'src/deep/up');
fs.copyFileSync('src/a', 'copy');
console.log(fs.readFileSync('copy', 'utf8'), (fs.statSync('copy').mode & 0o777).toString(8));
fs.copyFileSync('src/deep/er/b', 'copy', fs.constants.COPYFILE_FICLONE);
console.log(fs.readFileSync('copy', 'utf8'));
fs.copyFileSync('copy', 'copy');
const attempt = async (...args) => {
  const clean = (error) => `${error.name} ${error.code} ${error.message.replaceAll(fs.realpathSync('.'), '.')}`;
  let inline = 'fine';
  try {
    fs.cpSync(...args);
  } catch (error) {
    inline = clean(error);
  }
  const later = await fs.promises.cp(...args).then(() => 'fine', clean);
  const called = await new Promise((resolve) => fs.cp(...args, (error) => resolve(error ? clean(error) : 'fine')));
  console.log(args[0], args[1], '\n ', inline, '\n ', later, '\n ', called === later);
};
(async () => {
  const recursive = { recursive: true };
  fs.cpSync('src', 'one', recursive);
  console.log(tree('one'));
  await fs.promises.cp('src', 'two', { recursive: true, verbatimSymlinks: true });
  console.log(tree('two'));
  fs.cpSync('src', 'three', { recursive: true, dereference: true, filter: (src) => !src.endsWith('er') });
  console.log(tree('three'));
  await fs.promises.cp('src', 'four', { recursive: true, filter: async (src) => !src.endsWith('a') });
  console.log(tree('four'));
  fs.utimesSync('src/a', 1, 2);
  fs.cpSync('src/a', 'kept', { preserveTimestamps: true });
  console.log(fs.statSync('kept').mtimeMs);
  await attempt('nope', 'x');
  await attempt('src', 'x');
  await attempt('src', 'copy', recursive);
  await attempt('copy', 'src');
  await attempt('copy', 'copy');
  await attempt('src', 'src/deep', recursive);
  await attempt('src/a', 'copy', { force: false });
  await attempt('src/a', 'copy', { force: false, errorOnExist: true });
  console.log(fs.readFileSync('copy', 'utf8'));
  await attempt('src/a', 'copy');
  console.log(fs.readFileSync('copy', 'utf8'));
  await attempt('src/a', 'made/of/new');
  console.log(tree('made'));
})();
