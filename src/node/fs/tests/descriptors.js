// Reading and writing by descriptor, in every form of the arguments.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
const fd = fs.openSync('file', 'w+', 0o600);
console.log(fs.writeSync(fd, 'hello'), fs.writeSync(fd, ' wörld', null, 'utf8'), fs.writeSync(fd, 'ff00', null, 'hex'));
console.log(fs.writeSync(fd, Buffer.from('012345'), 2), fs.writeSync(fd, Buffer.from('abcdef'), 1, 2, 0));
console.log(fs.writeSync(fd, Buffer.from('xyz'), { offset: 1, length: 1, position: 3 }));
console.log(fs.writeSync(fd, new Uint16Array([0x4241]), 0, 2, 4), fs.writeSync(fd, 'Q', 6));
console.log(fs.writevSync(fd, [Buffer.from('1'), new DataView(new ArrayBuffer(2))]), fs.writevSync(fd, []));
console.log(fs.readFileSync('file', 'hex'));
const buffer = Buffer.alloc(6, '.');
console.log(fs.readSync(fd, buffer, 1, 3, 0), JSON.stringify(`${buffer}`), fs.readSync(fd, buffer, { position: 2, length: 2 }), JSON.stringify(`${buffer}`));
console.log(fs.readSync(fd, buffer, 0, 6, 100), fs.readSync(fd, buffer, 0, 0, 0), fs.readSync(fd, buffer, 0, 2, 1n), JSON.stringify(`${buffer}`));
const views = [Buffer.alloc(2), Buffer.alloc(3)];
console.log(fs.readvSync(fd, views, 0), JSON.stringify(`${views}`));
try {
  fs.readvSync(fd, [], 0);
} catch (error) {
  console.log(error.message);
}
fs.ftruncateSync(fd, 4);
console.log(fs.fstatSync(fd).size);
fs.ftruncateSync(fd, -1);
console.log(fs.fstatSync(fd).size);
fs.writeSync(fd, 'some more', 0);
const steps = [
  (done) => fs.read(fd, Buffer.alloc(4), 0, 4, 0, done),
  (done) => fs.read(fd, { buffer: Buffer.alloc(3), position: 5 }, done),
  (done) => fs.read(fd, Buffer.alloc(2), { position: 1 }, done),
  (done) => fs.read(fd, Buffer.alloc(2), done),
  (done) => fs.read(fd, Buffer.alloc(0), done),
  (done) => fs.readv(fd, [Buffer.alloc(1), Buffer.alloc(2)], 0, done),
  (done) => fs.write(fd, 'A', done),
  (done) => fs.write(fd, 'BC', 0, done),
  (done) => fs.write(fd, '4444', 2, 'hex', done),
  (done) => fs.write(fd, Buffer.from('EFG'), 1, done),
  (done) => fs.write(fd, Buffer.from('EFG'), 1, 1, 0, done),
  (done) => fs.write(fd, Buffer.from('EFG'), { length: 2 }, done),
  (done) => fs.writev(fd, [Buffer.from('h'), Buffer.from('i')], 0, done),
  (done) => fs.writev(fd, [], done),
  (done) => fs.fsync(fd, done),
  (done) => fs.fdatasync(fd, done),
  (done) => fs.fchmod(fd, 0o644, done),
  (done) => fs.futimes(fd, 1, 2, done),
  (done) => fs.ftruncate(fd, 3, done),
  (done) => fs.fstat(fd, (error, stats) => done(error, stats.size)),
  (done) => fs.close(fd, done),
];
(function next(i) {
  if (i === steps.length) return;
  steps[i]((...args) => {
    console.log(i, ...args.map((arg) => (Buffer.isBuffer(arg) || Array.isArray(arg) ? JSON.stringify(`${arg}`) : arg)));
    next(i + 1);
  });
})(0);
