// Paths that are not UTF-8, and names that are not UTF-16.
const fs = require('fs');
const scratch = fs.mkdtempSync(require('os').tmpdir() + '/fs-');
process.chdir(scratch);
process.on('exit', () => fs.rmSync(scratch, { recursive: true }));
const raw = Buffer.from([0x61, 0xff, 0x62]);
fs.writeFileSync(raw, 'x');
fs.writeFileSync('lone\ud800', 'y');
fs.writeFileSync('pair\u{1f600}', 'z');
console.log(fs.readdirSync('.').map((name) => [...name].map((c) => c.codePointAt(0).toString(16))));
console.log(fs.readdirSync('.', 'buffer'), fs.readFileSync(raw, 'utf8'), fs.existsSync(raw), fs.existsSync('a\ufffdb'));
console.log(fs.readFileSync('lone\ufffd', 'utf8'), fs.readFileSync('pair\u{1f600}', 'utf8'));
fs.symlinkSync(raw, 'link');
console.log(fs.readlinkSync('link', 'buffer'), fs.readlinkSync('link'), fs.readFileSync('link', 'utf8'));
try {
  fs.statSync(Buffer.from([0xfe]));
} catch (error) {
  console.log(error.message);
}
