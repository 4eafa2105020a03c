// Whole files: encodings, flags, descriptors, buffers of the program's own, signals.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
fs.writeFileSync('file', 'héllo\n');
fs.writeFileSync('bytes', Buffer.from([0xff, 0xfe, 0x41, 0xc3]));
fs.writeFileSync('empty', '');
for (const encoding of [undefined, null, 'utf8', 'UTF-8', 'latin1', 'hex', 'base64', 'ucs2']) {
  console.log(encoding, fs.readFileSync('file', encoding));
}
try {
  fs.readFileSync('file', 'buffer');
} catch (error) {
  console.log(error.message);
}
console.log([...fs.readFileSync('bytes', 'utf8')].map((c) => c.codePointAt(0).toString(16)), fs.readFileSync('empty'));
console.log(fs.readFileSync('/proc/self/comm').length > 0, fs.readFileSync('new', { flag: 'a+' }).length, fs.existsSync('new'));
const fd = fs.openSync('file');
fs.readSync(fd, Buffer.alloc(2));
console.log(fs.readFileSync(fd, 'latin1'), fs.readFileSync(fd).length);
fs.closeSync(fd);
const own = Buffer.alloc(10, '.');
console.log(`${fs.readFileSync('file', { buffer: own })}|`, own.toString(), fs.readFileSync('file', { buffer: () => own, encoding: 'utf8' }));
try {
  fs.readFileSync('file', { buffer: Buffer.alloc(2) });
} catch (error) {
  console.log(error.message);
}
console.log(fs.readFileSync(Buffer.from('file')).length, fs.readFileSync(require('url').pathToFileURL('file')).length);
fs.readFile('file', (error, data) => {
  console.log(error, data);
  fs.readFile('file', 'base64', (...args) => {
    console.log(args);
    const controller = new AbortController();
    fs.readFile('file', { signal: controller.signal }, (error) => {
      console.log(error.name, error.code, error.message, error.cause?.name);
      fs.readFile('file', { signal: AbortSignal.abort('why') }, (error) => console.log(error.cause));
    });
    controller.abort();
  });
});
