// Broken input: the error's message, code and errno, thrown, called back and emitted.
const zlib = require('zlib');
const attempt = (call) => {
  try {
    console.log(call());
  } catch (error) {
    console.log(error.name, error.code, error.errno, error.message);
  }
};
attempt(() => zlib.gunzipSync(zlib.gzipSync('abc').subarray(0, 15)));
attempt(() => zlib.gunzipSync('xxxxx'));
attempt(() => zlib.gunzipSync(''));
attempt(() => zlib.inflateRawSync('xxxxx'));
attempt(() => zlib.inflateSync(zlib.deflateSync('abc', { dictionary: Buffer.from('ab') })));
attempt(() => zlib.inflateSync(zlib.deflateSync('abc', { dictionary: Buffer.from('ab') }), { dictionary: Buffer.from('x') }));
attempt(() => zlib.gunzipSync(zlib.gzipSync('abcdef'), { maxOutputLength: 3 }));
attempt(() => zlib.gunzipSync(Buffer.concat([zlib.gzipSync('a'), zlib.gzipSync('b'), Buffer.alloc(9)])).toString());
attempt(() => zlib.gunzipSync(Buffer.concat([zlib.gzipSync('a'), Buffer.from('junk')])).toString());
attempt(() => zlib.inflateSync(Buffer.concat([zlib.deflateSync('a'), Buffer.from('junk')])).toString());
attempt(() => zlib.inflateSync(Buffer.concat([zlib.deflateSync('a'), Buffer.from('j')]), { rejectGarbageAfterEnd: true }));
attempt(() => zlib.brotliDecompressSync('xxxx'));
attempt(() => zlib.brotliDecompressSync(zlib.brotliCompressSync('abcabcabc').subarray(0, 8)));
attempt(() => zlib.zstdDecompressSync('garbage!!'));
attempt(() => zlib.zstdDecompressSync(zlib.zstdCompressSync('abcabcabc').subarray(0, 8)));
attempt(() => zlib.zstdCompressSync('a', { pledgedSrcSize: 5 }));
attempt(() => zlib.zstdCompressSync('a', { params: { [zlib.constants.ZSTD_c_windowLog]: 99 } }));
attempt(() => zlib.brotliCompressSync('a', { params: { 99: 1 } }));
attempt(() => zlib.createGzip({ windowBits: 8 }));
attempt(() => zlib.createDeflate({ level: 10 }));
attempt(() => zlib.createDeflate({ chunkSize: 10 }));
attempt(() => zlib.createBrotliCompress({ flush: 9 }));
attempt(() => zlib.gzip('a'));
attempt(() => zlib.gzipSync(1));
zlib.gunzip('not gzip', (error, result) => {
  console.log(error.code, error.errno, error.message, result);
  const stream = zlib.createInflate();
  stream.on('error', (failure) => console.log('event', failure.code, stream.destroyed)).on('close', () => console.log('closed'));
  stream.end('not zlib');
});
