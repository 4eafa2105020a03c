// Callbacks and promises run in the async context of their request.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
const { AsyncLocalStorage } = require('async_hooks');
const storage = new AsyncLocalStorage();
fs.writeFileSync('file', 'x');
(async () => {
  await new Promise((resolve) => storage.run('one', () => fs.stat('file', () => {
    console.log('stat', storage.getStore());
    fs.readFile('file', () => {
      console.log('nested', storage.getStore());
      resolve();
    });
  })));
  await storage.run('two', async () => {
    await fs.promises.readFile('file');
    console.log('promise', storage.getStore());
  });
  await new Promise((resolve) => storage.run('three', () => {
    fs.createReadStream('file').on('data', () => console.log('stream', storage.getStore())).on('close', resolve);
  }));
  fs.lstat('file', () => console.log('none', storage.getStore()));
})();
