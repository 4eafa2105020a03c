// From one encoding to another, with what does not fit.
const { transcode, isUtf8, isAscii } = require('buffer');
const sources = { utf8: Buffer.from('h€é😀'), ucs2: Buffer.from('a€\ud800', 'ucs2'), latin1: Buffer.from([65, 233]), ascii: Buffer.from([65, 233]) };
for (const from of Object.keys(sources)) {
  for (const to of ['utf8', 'ucs2', 'latin1', 'binary', 'ascii', 'hex']) {
    try {
      console.log(from, to, transcode(sources[from], from, to));
    } catch (error) {
      console.log(from, to, error.code, error.errno, error.message);
    }
  }
}
console.log(isUtf8(sources.utf8), isUtf8(sources.latin1), isAscii(Buffer.from('a')), isAscii(sources.latin1), isUtf8(new ArrayBuffer(2)));
