// Short inputs compress to Node's very bytes: frames, levels, strategies, windows, dictionaries.
const zlib = require('zlib');
const show = (name, data, options) => console.log(name, options, zlib[name](data, options).toString('hex'));
for (const level of [-1, 0, 6, 9]) show('gzipSync', 'abcabcabcd', { level });
for (const level of [0, 3, 6, 9]) show('deflateSync', 'abcdefabcdef', { level });
for (const strategy of [0, 1, 2, 3, 4]) show('deflateSync', 'abcabc', { strategy });
for (const windowBits of [8, 9, 15]) show('deflateSync', 'abc', { windowBits });
show('deflateRawSync', 'abc', { windowBits: 8 });
const dictionary = Buffer.from('abc');
for (const name of ['deflateSync', 'deflateRawSync', 'gzipSync']) show(name, 'abc', { dictionary });
show('gzipSync', '');
show('zstdCompressSync', 'abcabc');
show('brotliCompressSync', 'abc');
console.log(zlib.crc32('hello'), zlib.crc32(Buffer.from('lo'), zlib.crc32('hel')));
