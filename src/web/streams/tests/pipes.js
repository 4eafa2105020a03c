// Pipes, tees and transforms.
(async () => {
  const log = (...args) => console.log(...args);
  const numbers = (n) => ReadableStream.from(Array.from({ length: n }, (_, i) => i));
  const doubled = new TransformStream({
    start(c) { c.enqueue('first'); },
    transform(chunk, c) { c.enqueue(chunk * 2); if (chunk === 3) c.terminate(); },
    flush() { log('never'); },
  });
  log(doubled);
  log(await Array.fromAsync(numbers(10).pipeThrough(doubled)));
  const flushed = new TransformStream({ flush(c) { c.enqueue('last'); } });
  log(await Array.fromAsync(numbers(2).pipeThrough(flushed)));

  const got = [];
  const sink = () => new WritableStream({ write(chunk) { got.push(chunk); }, close() { got.push('close'); }, abort(reason) { got.push('abort', reason); } });
  await numbers(3).pipeTo(sink());
  await numbers(2).pipeTo(sink(), { preventClose: true });
  const controller = new AbortController();
  let endlessCount = 0;
  const endless = new ReadableStream({
    pull(c) { if (endlessCount++ < 3) c.enqueue('x'); else return new Promise(() => setImmediate(() => controller.abort('stop'))); },
    cancel(reason) { log('cancelled', reason); },
  });
  await endless.pipeTo(sink(), { signal: controller.signal }).catch((error) => log('rejected', error));
  log(got);
  await new ReadableStream({ start(c) { c.error(new Error('source')); } }).pipeTo(sink()).catch((error) => log(error.message));
  await numbers(3).pipeTo(new WritableStream({ write() { throw new Error('sink'); } })).catch((error) => log(error.message));
  await numbers(1).pipeTo(sink(), { signal: AbortSignal.abort() }).catch((error) => log(error.name));
  await numbers(1).pipeTo(sink(), { signal: 1 }).catch((error) => log(error.code));

  const [a, b] = numbers(3).tee();
  log(await Promise.all([Array.fromAsync(a), Array.fromAsync(b)]));
  const [c, d] = new ReadableStream({ cancel(reason) { log('both', reason); } }).tee();
  await Promise.all([c.cancel(1), d.cancel(2)]);

  const text = await new Response1(ReadableStream.from(['h\u00e9', '\ud83d', '\ude00', '\ud800']).pipeThrough(new TextEncoderStream())).bytes();
  log(text);
  const decoded = ReadableStream.from([text.subarray(0, 2), text.subarray(2, 5), text.subarray(5)]).pipeThrough(new TextDecoderStream());
  log((await Array.fromAsync(decoded)));
  log(new TextEncoderStream(), new TextDecoderStream('latin1', { fatal: true }));
  await Array.fromAsync(ReadableStream.from([new Uint8Array([255])]).pipeThrough(new TextDecoderStream('utf-8', { fatal: true }))).catch((error) => log(error.name, error.code));
  const failing = new TransformStream({ transform() { throw new Error('transformer'); } });
  await Array.fromAsync(numbers(1).pipeThrough(failing)).catch((error) => log(error.message));
})();

class Response1 {
  constructor(stream) { this.stream = stream; }
  async bytes() { return new Uint8Array(Buffer.concat(await Array.fromAsync(this.stream))); }
}
