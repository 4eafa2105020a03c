// Express: files with types, validators, ranges, folders, downloads.
'use strict';
const express = require('express');
const fs = require('fs');
const os = require('os');
const path = require('path');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'npm-static-'));
process.on('SIGTERM', () => { fs.rmSync(root, { recursive: true }); process.exit(); });
const file = (name, content) => {
  const target = path.join(root, name);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, content);
  fs.utimesSync(target, 1.7e9, 1.7e9);
};
file('index.html', '<h1>index</h1>\n');
file('plain.txt', 'abcdefghijklmnopqrstuvwxyz\n');
file('style.css', 'body { margin: 0 }\n');
file('data.json', '{"a": 1}\n');
file('script.mjs', 'export default 1;\n');
file('no-extension', 'what am I?\n');
file('empty.txt', '');
file('big.bin', Buffer.alloc(300_000, 'x'));
file('with space ü.txt', 'named\n');
file('.hidden', 'secret\n');
file('folder/index.html', '<h1>folder</h1>\n');
file('folder/page.html', '<h1>page</h1>\n');

const app = express();
app.set('env', 'production');
app.use('/public', express.static(root, { maxAge: '1d', extensions: ['html'] }));
app.use('/strict', express.static(root, {
  dotfiles: 'deny', index: false, redirect: false, etag: false, lastModified: false, acceptRanges: false,
  cacheControl: false, fallthrough: false, setHeaders: (res, name) => res.set('X-File', path.basename(name)),
}));
app.get('/send', (req, res) => res.sendFile('plain.txt', { root, headers: { 'X-Sent': 'yes' } }));
app.get('/send-missing', (req, res, next) => res.sendFile('missing.txt', { root }, (error) => {
  if (error) next(error);
}));
app.get('/download', (req, res) => res.download(path.join(root, 'with space ü.txt'), 'näme.txt'));
app.get('/attachment', (req, res) => res.attachment('x.pdf').send('pdf'));

const server = app.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
