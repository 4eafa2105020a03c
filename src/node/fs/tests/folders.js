// Making and removing folders.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
const path = require('path');
console.log(fs.mkdirSync('a'), fs.mkdirSync('a/b/c/d', { recursive: true }), fs.mkdirSync('a/b', { recursive: true }));
console.log(fs.mkdirSync('./x/../y/z/', { recursive: true }), fs.existsSync('y/z'), fs.existsSync('x'));
process.umask(0o022);
fs.mkdirSync('mode', 0o700);
fs.mkdirSync('mode/in/ner', { mode: '750', recursive: true });
console.log(['mode', 'mode/in', 'mode/in/ner'].map((name) => (fs.statSync(name).mode & 0o777).toString(8)));
const made = fs.mkdtempSync('tmp-');
console.log(/^tmp-[A-Za-z0-9]{6}$/.test(made), fs.statSync(made).isDirectory(), (fs.statSync(made).mode & 0o777).toString(8));
console.log(Buffer.isBuffer(fs.mkdtempSync(Buffer.from('buf-'), 'buffer')));
{
  const disposable = fs.mkdtempDisposableSync('dis-');
  console.log(Object.keys(disposable), fs.existsSync(disposable.path));
  disposable[Symbol.dispose]();
  console.log(fs.existsSync(disposable.path));
  disposable.remove();
}
fs.rmdirSync('y/z');
fs.rmSync('a', { recursive: true });
fs.rmSync('nope', { force: true });
fs.writeFileSync('file', '');
fs.symlinkSync('mode', 'link');
fs.rmSync('link', { recursive: true });
fs.rmSync('file');
console.log(['a', 'y/z', 'y', 'mode/in', 'file', 'link'].map((name) => fs.existsSync(name)));
fs.mkdir('p/q', { recursive: true }, (...args) => {
  console.log(args);
  fs.mkdir('p/q', { recursive: true }, (...args) => {
    console.log(args);
    fs.mkdir('r', (...args) => {
      console.log(args);
      fs.rm('p', { recursive: true }, (...args) => {
        console.log(args, fs.existsSync('p'));
        fs.rmdir('r', async (...args) => {
          console.log(args);
          const { mkdir, mkdtemp, mkdtempDisposable, rm, rmdir } = fs.promises;
          console.log(await mkdir('s/t', { recursive: true }), await mkdir('u'), path.basename(await mkdtemp('v-')).length);
          console.log(await rm('s', { recursive: true }), await rmdir('u'));
          const disposable = await mkdtempDisposable('w-');
          await disposable.remove();
          console.log(fs.existsSync(disposable.path), disposable[Symbol.asyncDispose] !== undefined);
        });
      });
    });
  });
});
