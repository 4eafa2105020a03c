// CompressionStream and DecompressionStream.
(async () => {
  const log = (...args) => console.log(...args);
  const bytes = async (stream) => Buffer.concat(await Array.fromAsync(stream));
  const input = () => ReadableStream.from([Buffer.from('hello '.repeat(1000)), new Uint8Array([33]).buffer]);
  for (const format of ['gzip', 'deflate', 'deflate-raw', 'brotli']) {
    const packed = await bytes(input().pipeThrough(new CompressionStream(format)));
    const back = await bytes(ReadableStream.from([packed.subarray(0, 5), packed.subarray(5)]).pipeThrough(new DecompressionStream(format)));
    log(format, packed.length < 100, back.length, back.subarray(-3).toString());
    await bytes(ReadableStream.from([packed, new Uint8Array(3)]).pipeThrough(new DecompressionStream(format))).catch((error) => log(error.name, error.code));
    await bytes(ReadableStream.from([new Uint8Array(20).fill(7)]).pipeThrough(new DecompressionStream(format))).catch((error) => log(error.name, error.code));
    await bytes(ReadableStream.from([packed.subarray(0, 9)]).pipeThrough(new DecompressionStream(format))).catch((error) => log(error.name, error.code));
  }
  for (const run of [() => new CompressionStream('x'), () => new DecompressionStream(), () => new CompressionStream(Symbol('s'))]) {
    try { run(); } catch (error) { log(error.name, error.code, error.message); }
  }
  for (const chunk of [1, null, undefined, {}, new Uint8Array(new SharedArrayBuffer(1))]) {
    const writer = new CompressionStream('gzip').writable.getWriter();
    writer.closed.catch(() => {});
    await writer.write(chunk).catch((error) => log(error.name, error.code));
  }
  log(new CompressionStream('gzip'));
})();
