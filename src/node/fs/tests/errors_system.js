// What failed system calls say, of every function.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
fs.mkdirSync('folder/inner', { recursive: true });
fs.writeFileSync('file', 'x');
fs.symlinkSync('nowhere', 'broken');
fs.symlinkSync('loop', 'loop');
function shown(error) {
  const { errno, code, syscall, path, dest } = error;
  return [error.name, error.message, errno, code, syscall, path, dest].join(' | ');
}
const calls = [
  ['access', 'nope'], ['appendFile', 'folder', 'x'], ['chmod', 'nope', 0o600], ['chown', 'nope', 0, 0], ['close', 999],
  ['copyFile', 'nope', 'x'], ['copyFile', 'file', 'file', 1], ['copyFile', 'file', 'nope/x'], ['fchmod', 999, 0],
  ['fchown', 999, 0, 0], ['fdatasync', 999], ['fstat', 999], ['fsync', 999], ['ftruncate', 999], ['futimes', 999, 0, 0],
  ['lchown', 'nope', 0, 0], ['link', 'nope', 'x'], ['link', 'file', 'folder'], ['lstat', 'nope'],
  ['lutimes', 'nope', 0, 0], ['mkdir', 'folder'], ['mkdir', 'nope/x'], ['mkdir', 'file', { recursive: true }],
  ['mkdir', 'file/x/y', { recursive: true }], ['open', 'nope'], ['open', 'file', 'wx'], ['open', 'folder', 'w'],
  ['read', 999, Buffer.alloc(1), 0, 1, 0], ['readFile', 'nope'], ['readFile', 'folder'],
  ['readdir', 'nope'], ['readdir', 'file'], ['readlink', 'file'], ['readlink', 'nope'], ['readv', 999, [Buffer.alloc(1)]],
  ['rename', 'nope', 'x'], ['rm', 'nope'], ['rm', 'file/x', { recursive: true }], ['rm', 'folder'],
  ['rmdir', 'nope'], ['rmdir', 'file'], ['rmdir', 'folder'], ['stat', 'nope'], ['stat', 'broken'], ['stat', 'loop'],
  ['statfs', 'nope'], ['symlink', 'x', 'file'], ['truncate', 'nope'], ['truncate', 'folder'], ['unlink', 'nope'],
  ['utimes', 'nope', 0, 0], ['write', 999, 'x'], ['writeFile', 'folder', 'x'], ['writeFile', 'nope/x', 'x'],
  ['writev', 999, [Buffer.alloc(1)]], ['realpath', 'broken'], ['realpath', 'file/x'],
];
(async () => {
  for (const [name, ...args] of calls) {
    let sync;
    try {
      fs[`${name}Sync`](...args);
    } catch (error) {
      sync = shown(error).replaceAll(fs.realpathSync('.'), '.');
    }
    console.log(name, sync);
    const later = await new Promise((resolve) => fs[name](...args, (error) => {
      resolve(error ? shown(error).replaceAll(fs.realpathSync('.'), '.') : 'no error');
    }));
    if (later !== sync) console.log('  callback', later);
    if (fs.promises[name] === undefined) continue;
    const promised = await fs.promises[name](...args).then(() => 'no error', shown);
    if (promised.replaceAll(fs.realpathSync('.'), '.') !== sync) console.log('  promise ', promised);
  }
  await fs.promises.opendir('file').catch((error) => console.log(shown(error)));
})();
