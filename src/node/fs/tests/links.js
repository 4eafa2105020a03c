// Links, and paths without them.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
const path = require('path');
fs.mkdirSync('folder/inner', { recursive: true });
fs.writeFileSync('folder/file', 'x');
fs.linkSync('folder/file', 'hard');
fs.symlinkSync('folder', 'soft', 'dir');
fs.symlinkSync('../file', 'folder/inner/up');
fs.symlinkSync(path.resolve('soft/inner'), 'absolute', 'junction');
fs.symlinkSync('loop', 'loop');
const here = fs.realpathSync('.');
const from = (name) => `${name}`.replace(here, '.');
console.log(fs.statSync('hard').nlink, fs.readlinkSync('soft'), fs.readlinkSync('folder/inner/up', 'hex'), fs.readlinkSync('soft', 'buffer'));
for (const name of ['soft', 'soft/inner/up', 'absolute/up', 'soft/../hard', '']) {
  console.log(name, from(fs.realpathSync(name)), name && from(fs.realpathSync.native(name)));
}
console.log(from(fs.realpathSync(Buffer.from('soft'), 'buffer')), from(Buffer.from(fs.realpathSync('soft', 'base64'), 'base64')));
for (const name of ['loop', 'nope/x', 'hard/x']) {
  for (const realpath of [fs.realpathSync, fs.realpathSync.native]) {
    try {
      realpath(name);
    } catch (error) {
      console.log(from(error.message));
    }
  }
}
fs.renameSync('hard', 'harder');
fs.unlinkSync('soft');
console.log(fs.existsSync('hard'), fs.existsSync('harder'), fs.existsSync('soft'), fs.existsSync('folder'));
console.log(fs.accessSync('harder', fs.constants.R_OK), fs.existsSync('loop'));
fs.symlink('folder', 'again', (...args) => {
  console.log(args);
  fs.readlink('again', (...args) => {
    console.log(args);
    fs.realpath('again/inner/up', (error, found) => {
      console.log(error, from(found));
      fs.realpath.native('again', 'buffer', async (error, found) => {
        console.log(error, from(found));
        console.log(await fs.promises.readlink('again'), from(await fs.promises.realpath('again')), await fs.promises.unlink('again'));
        fs.exists('again', (...args) => {
          console.log(args);
          fs.access('harder', async (...args) => {
            console.log(args, await require('util').promisify(fs.exists)('harder'));
          });
        });
      });
    });
  });
});
