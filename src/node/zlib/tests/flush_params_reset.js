// flush(), params() and reset() in the middle of a stream; one stream after the other, as each works on its own thread.
const zlib = require('zlib');
const { constants } = zlib;
const text = Buffer.from('some text that repeats, some text that repeats, '.repeat(400));
const collect = (stream) => {
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return chunks;
};

function flush(next) {
  const flushed = zlib.createGzip();
  const chunks = collect(flushed);
  flushed.write('abc');
  flushed.flush(constants.Z_SYNC_FLUSH, () => {
    console.log(zlib.gunzipSync(Buffer.concat(chunks), { finishFlush: constants.Z_SYNC_FLUSH }).toString());
    flushed.end('def');
  });
  flushed.on('end', () => {
    console.log(zlib.gunzipSync(Buffer.concat(chunks)).toString());
    next();
  });
}

function params(next) {
  const changing = zlib.createDeflate({ level: 9 });
  const chunks = collect(changing);
  changing.write(text);
  changing.params(0, constants.Z_DEFAULT_STRATEGY, () => {
    const before = Buffer.concat(chunks).length;
    changing.write(text);
    changing.params(6, constants.Z_HUFFMAN_ONLY, () => {
      console.log(Buffer.concat(chunks).length > before + text.length);
      changing.end(text);
    });
  });
  changing.on('end', () => {
    console.log('params', zlib.inflateSync(Buffer.concat(chunks)).equals(Buffer.concat([text, text, text])));
    next();
  });
}

function reset() {
  const again = zlib.createDeflateRaw();
  const chunks = collect(again);
  again.write('thrown away');
  again.flush(() => {
    chunks.length = 0;
    again.reset();
    again.end('kept');
  });
  again.on('end', () => console.log(zlib.inflateRawSync(Buffer.concat(chunks)).toString()));
}

flush(() => params(reset));
