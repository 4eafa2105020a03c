// body-parser and multer: every parser, its limits, verification, compression; files on disk and in memory, their errors.
'use strict';
const bodyParser = require('body-parser');
const express = require('express');
const multer = require('multer');
const fs = require('fs');
const os = require('os');
const path = require('path');

const app = express();
const echo = (req, res) =>
  res.json({
    body: Buffer.isBuffer(req.body) ? { buffer: req.body.toString() } : (req.body ?? null),
    verified: req.verified,
  });
const verify = (req, res, bytes, encoding) => {
  if (bytes.toString().includes('forbidden')) throw Object.assign(new Error('forbidden word'), { status: 451 });
  req.verified = `${bytes.length} ${encoding}`;
};
app.post('/json', bodyParser.json({ verify, limit: 200, type: ['json', '+json'] }), echo);
app.post(
  '/loose',
  bodyParser.json({ strict: false, reviver: (key, value) => (typeof value === 'number' ? value * 2 : value) }),
  echo,
);
app.post('/form', bodyParser.urlencoded({ extended: true, parameterLimit: 5 }), echo);
app.post('/plain-form', bodyParser.urlencoded({ extended: false }), echo);
app.post('/text', bodyParser.text({ defaultCharset: 'utf-8' }), echo);
app.post('/raw', bodyParser.raw({ type: () => true, limit: '1kb' }), echo);
app.post('/no-inflate', bodyParser.raw({ type: '*/*', inflate: false }), echo);

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'multer-'));
const disk = multer({
  storage: multer.diskStorage({
    destination: root,
    filename: (req, file, done) => done(null, `${file.fieldname}-${Buffer.from(file.originalname).toString('hex')}`),
  }),
});
const memory = multer({
  limits: { fileSize: 100, files: 2, fields: 2 },
  fileFilter: (req, file, done) => done(null, !file.originalname.endsWith('.exe')),
});
const describe = (file) =>
  file && {
    ...file,
    destination: undefined,
    path: file.path && path.relative(root, file.path),
    buffer: file.buffer?.toString(),
    stored: file.path && fs.readFileSync(file.path, 'utf8'),
  };
app.post('/upload/disk', disk.single('file'), (req, res) => res.json({ file: describe(req.file), body: req.body }));
app.post('/upload/array', memory.array('files', 2), (req, res) =>
  res.json({ files: req.files.map(describe), body: req.body }),
);
app.post('/upload/fields', memory.fields([{ name: 'a', maxCount: 1 }, { name: 'b' }]), (req, res) => {
  res.json(Object.fromEntries(Object.entries(req.files).map(([name, files]) => [name, files.map(describe)])));
});
app.post('/upload/none', memory.none(), echo);
app.post('/upload/any', memory.any(), (req, res) => res.json(req.files.map(describe)));
app.use((error, req, res, next) => {
  const { name, type, code, field, message, limit, length, expected, received } = error;
  res.status(error.status ?? 500).json({ name, type, code, field, message, limit, length, expected, received });
});
const server = app.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
