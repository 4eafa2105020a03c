// Every format, at once, with callbacks and as streams, gives back what went in.
const zlib = require('zlib');
const { promisify } = require('util');
const { Readable } = require('stream');
const data = Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(3000));
const pairs = [['gzip', 'gunzip'], ['deflate', 'inflate'], ['deflateRaw', 'inflateRaw'], ['gzip', 'unzip'],
  ['deflate', 'unzip'], ['brotliCompress', 'brotliDecompress'], ['zstdCompress', 'zstdDecompress']];
const stream = (name) => zlib[`create${name[0].toUpperCase()}${name.slice(1)}`]({ chunkSize: 4096 });
(async () => {
  for (const [compress, expand] of pairs) {
    const small = zlib[`${compress}Sync`](data);
    console.log(compress, expand, small.length < data.length / 20, zlib[`${expand}Sync`](small).equals(data));
    const later = await promisify(zlib[compress])(data);
    console.log((await promisify(zlib[expand])(later)).equals(data));
    const chunks = [];
    for await (const chunk of Readable.from([data, data]).pipe(stream(compress)).pipe(stream(expand))) {
      chunks.push(chunk);
    }
    console.log(Buffer.concat(chunks).equals(Buffer.concat([data, data])), chunks.every((chunk) => chunk.length <= 4096));
  }
})();
