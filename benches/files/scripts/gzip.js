// Compresses a file through streams. Arguments: from, to.
'use strict';

const fs = require('fs');
const { pipeline } = require('stream/promises');
const { createGzip } = require('zlib');

const [from, to] = process.argv.slice(2);
pipeline(fs.createReadStream(from), createGzip(), fs.createWriteStream(to)).then(() => {
  if (fs.statSync(to).size === 0) throw new Error('nothing was written');
});
