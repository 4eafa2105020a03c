// Writing and appending whole files.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
const show = (name = 'file') => console.log(JSON.stringify(fs.readFileSync(name, 'latin1')));
process.umask(0o022);
fs.writeFileSync('file', 'one');
show();
fs.writeFileSync('file', '7477 6f'.replace(' ', ''), 'hex');
show();
fs.writeFileSync('file', new Uint16Array([0x4241, 0x4443]));
show();
fs.writeFileSync('file', new DataView(new ArrayBuffer(2)), { flag: 'a' });
show();
fs.appendFileSync('file', 'é');
show();
fs.appendFileSync('made', 'x', { mode: 0o600 });
console.log((fs.statSync('made').mode & 0o777).toString(8), (fs.statSync('file').mode & 0o777).toString(8));
fs.writeFileSync('file', 'r+', { flag: 'r+' });
show();
fs.writeFileSync('file', 'flushed', { flush: true });
show();
const fd = fs.openSync('file', 'r+');
fs.writeFileSync(fd, 'AB');
fs.appendFileSync(fd, 'CD');
fs.closeSync(fd);
show();
fs.truncateSync('file', 3);
show();
fs.truncateSync('file');
show();
fs.writeFile('file', 'callback', (...args) => {
  console.log(args);
  fs.appendFile('file', Buffer.from('!'), { flush: true }, (...args) => {
    console.log(args);
    show();
    fs.truncate('file', 4, (...args) => {
      console.log(args);
      show();
      fs.writeFile('other', 'x', { signal: AbortSignal.abort() }, async (error) => {
        console.log(error.name, fs.existsSync('other'));
        const { writeFile, appendFile, readFile } = fs.promises;
        await writeFile('file', 'promise');
        await appendFile('file', '+');
        show();
        await writeFile('file', ['a', Buffer.from('b'), 'c']);
        show();
        await writeFile('file', (async function* () { yield 'x'; yield 'y'; })(), { encoding: 'utf8' });
        show();
        await writeFile('file', require('stream').Readable.from(['s', 't']));
        console.log(await readFile('file', 'utf8'), (await readFile('file')).length);
      });
    });
  });
});
