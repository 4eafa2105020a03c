// Readable streams: reading, cancelling, errors, iteration, from().
(async () => {
  const log = (...args) => console.log(...args);
  const events = [];
  const stream = new ReadableStream({
    start(c) { events.push('start', c.desiredSize); },
    pull(c) { events.push('pull'); c.enqueue(events.length); if (events.length > 8) c.close(); },
    cancel(reason) { events.push('cancel', reason); },
  }, { highWaterMark: 2 });
  log(stream, stream.locked);
  const reader = stream.getReader();
  log(await reader.read(), await reader.read(), stream.locked);
  reader.releaseLock();
  for await (const value of stream.values({ preventCancel: true })) { log('value', value); break; }
  await stream.cancel('enough');
  log(events, stream);

  const failing = new ReadableStream({ pull() { throw new Error('pull failed'); } });
  await failing.getReader().read().catch((error) => log(error.message));
  log(failing);

  const sized = new ReadableStream({ start(c) { c.enqueue('ab'); c.enqueue('cde'); log(c.desiredSize); c.close(); } },
    { highWaterMark: 10, size: (chunk) => chunk.length });
  log(await Array.fromAsync(sized));
  log(await Array.fromAsync(ReadableStream.from(['a', Promise.resolve('b')])));
  log(await Array.fromAsync(ReadableStream.from((async function* () { yield 1; yield 2; })())));

  const bad = [
    () => ReadableStream.from(1), () => new ReadableStream(null), () => new ReadableStream({ type: 'x' }),
    () => new ReadableStream({ type: 'bytes' }, { size() {} }), () => new ReadableStream({}, { highWaterMark: -1 }),
    () => new ReadableStream({}, { size: 1 }), () => new ReadableStream({ pull: 1 }),
    () => new ReadableStreamDefaultController(), () => new ReadableStreamDefaultReader({}),
    () => ReadableStream.prototype.locked, () => stream.getReader({ mode: 'x' }), () => failing.tee(),
    () => new ReadableStreamBYOBReader(stream), () => stream.pipeThrough({}), () => new CountQueuingStrategy({}),
    () => new ByteLengthQueuingStrategy(), () => new ReadableStreamBYOBRequest(),
  ];
  for (const run of bad) {
    try { run(); log('no error', run); } catch (error) { log(error.name, error.code, error.message); }
  }
  for (const run of [() => reader.read(), () => reader.closed, () => failing.cancel(), () => stream.pipeTo({}),
    () => ReadableStream.prototype.cancel.call(1)]) {
    await run().catch((error) => log(error.name, error.code, error.message));
  }
})();
