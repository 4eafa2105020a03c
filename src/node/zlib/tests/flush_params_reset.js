// flush(), params() and reset() in the middle of a stream.
const zlib = require('zlib');
const { constants } = zlib;
const text = Buffer.from('some text that repeats, some text that repeats, '.repeat(400));
const collect = (stream) => {
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return chunks;
};
const flushed = zlib.createGzip();
const first = collect(flushed);
flushed.write('abc');
flushed.flush(constants.Z_SYNC_FLUSH, () => {
  console.log(zlib.gunzipSync(Buffer.concat(first), { finishFlush: constants.Z_SYNC_FLUSH }).toString());
  flushed.end('def');
});
flushed.on('end', () => console.log(zlib.gunzipSync(Buffer.concat(first)).toString()));
const changing = zlib.createDeflate({ level: 9 });
const second = collect(changing);
changing.write(text);
changing.params(0, constants.Z_DEFAULT_STRATEGY, () => {
  const before = Buffer.concat(second).length;
  changing.write(text);
  changing.params(6, constants.Z_HUFFMAN_ONLY, () => {
    console.log(Buffer.concat(second).length > before + text.length);
    changing.end(text);
  });
});
changing.on('end', () => {
  console.log('params', zlib.inflateSync(Buffer.concat(second)).equals(Buffer.concat([text, text, text])));
});
const again = zlib.createDeflateRaw();
const third = collect(again);
again.write('thrown away');
again.flush(() => {
  third.length = 0;
  again.reset();
  again.end('kept');
});
again.on('end', () => console.log(zlib.inflateRawSync(Buffer.concat(third)).toString()));
