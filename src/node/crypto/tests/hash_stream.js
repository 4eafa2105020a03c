// Hash and Hmac as streams.
const crypto = require('crypto');
const { PassThrough, Readable, pipeline } = require('stream');
const hash = crypto.createHash('sha256');
hash.setEncoding('hex');
hash.on('data', (digest) => console.log('data', digest)).on('end', () => console.log('end'));
hash.write('some ');
hash.end('data');
pipeline(Readable.from(['a', 'b', Buffer.from('c')]), crypto.createHmac('sha1', 'key'), new PassThrough(), (error) => {
  console.log('pipeline', error);
}).on('data', (digest) => console.log(digest.toString('hex')));
console.log(hash instanceof require('stream').Transform, typeof hash.pipe);
