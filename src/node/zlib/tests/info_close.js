// `info`, bytesWritten, close() and what a closed stream does.
const zlib = require('zlib');
const result = zlib.gzipSync('abc', { info: true });
console.log(Object.keys(result), result.engine.bytesWritten, result.engine.constructor.name, result.engine._closed);
zlib.deflate('abcd', { info: true }, (error, { buffer, engine }) => console.log(error, buffer, engine.bytesWritten));
const stream = zlib.createGunzip();
stream.on('error', (error) => console.log('error', error.code));
stream.close(() => console.log('closed', stream._closed));
stream.write('x', (error) => console.log('write', error.code));
try {
  stream.reset();
} catch (error) {
  console.log(error.code);
}
console.log(zlib.codes.Z_DATA_ERROR, zlib.codes[-3], zlib.constants.Z_BEST_SPEED, Object.isFrozen(zlib.codes));
