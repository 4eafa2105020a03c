// What callbacks are called with, and as what.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
fs.writeFileSync('file', 'x');
const seen = (name, ...args) => new Promise((resolve) => {
  fs[name](...args, function(first) {
    'use strict';
    console.log(name, this, arguments.length, first);
    resolve();
  });
});
(async () => {
  await seen('access', 'file');
  await seen('chmod', 'file', 0o600);
  await seen('mkdir', 'folder');
  await seen('rename', 'file', 'other');
  await seen('copyFile', 'other', 'file');
  await seen('link', 'file', 'hard');
  await seen('symlink', 'file', 'soft');
  await seen('unlink', 'hard');
  await seen('rmdir', 'folder');
  await seen('writeFile', 'file', 'y');
  await seen('rm', 'soft');
  await seen('stat', 'file');
  await seen('readdir', '.');
  await seen('cp', 'file', 'third');
  await seen('stat', 'nope');
  await seen('exists', 'file');
  // Callbacks come later, and what they throw is nobody's but the process's.
  let later = false;
  process.once('uncaughtException', (error) => console.log('uncaught', error.message, later));
  fs.stat('file', () => { throw new Error('from a callback'); });
  later = true;
})();
