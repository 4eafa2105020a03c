// Writable streams: backpressure, closing, aborting, errors.
(async () => {
  const log = (...args) => console.log(...args);
  const stream = new WritableStream({
    start(c) { log('start', c.signal.aborted); },
    async write(chunk) { log('write', chunk); await null; if (chunk === 'bad') throw new Error('sink failed'); },
    close() { log('close'); },
    abort(reason) { log('abort', reason); },
  }, { highWaterMark: 2 });
  const writer = stream.getWriter();
  log(writer.desiredSize, stream.locked, stream);
  const writes = [writer.write('a'), writer.write('b'), writer.write('c')];
  log(writer.desiredSize);
  await Promise.all(writes);
  await writer.ready;
  log(writer.desiredSize);
  await writer.close();
  log(stream, writer.desiredSize);
  await writer.write('late').catch((error) => log(error.name, error.code, error.message));
  await writer.close().catch((error) => log(error.name, error.code, error.message));
  writer.releaseLock();
  await writer.closed.catch((error) => log(error.name, error.code, error.message));
  await writer.write('x').catch((error) => log(error.name, error.code, error.message));
  try { writer.desiredSize; } catch (error) { log(error.name, error.code, error.message); }

  const failing = new WritableStream({ write() { throw new Error('sink failed'); } });
  const w = failing.getWriter();
  w.closed.catch((error) => log('closed', error.message));
  await w.write(1).catch((error) => log('write', error.message));
  await w.write(2).catch((error) => log('write', error.message));
  log(failing, w.desiredSize);

  let controller;
  const aborted = new WritableStream({
    start(c) { controller = c; c.signal.addEventListener('abort', () => log('signal', c.signal.reason)); },
    abort(reason) { log('abort', reason); },
  });
  log(await aborted.abort('why'), controller);
  await aborted.close().catch((error) => log(error.name, error.code, error.message));
  controller.error(1);

  for (const run of [() => new WritableStream({ type: 'x' }), () => new WritableStream(1), () => stream.getWriter(),
    () => new WritableStream({ write: 1 }), () => new WritableStreamDefaultController(),
    () => new WritableStreamDefaultWriter(1)]) {
    try { log(run()); } catch (error) { log(error.name, error.code, error.message); }
  }
})();
