// Streams that are transferred by the structured clone.
(async () => {
  const log = (...args) => console.log(...args);
  const readable = ReadableStream.from([1, { two: 2 }, 'three']);
  const clone = structuredClone(readable, { transfer: [readable] });
  log(readable.locked, clone instanceof ReadableStream, await Array.fromAsync(clone));

  const got = [];
  const writable = new WritableStream({ write(chunk) { got.push(chunk); }, close() { got.push('close'); } });
  const far = structuredClone(writable, { transfer: [writable] });
  const writer = far.getWriter();
  await writer.write({ a: 1 });
  await writer.write('b');
  await writer.close();
  while (!got.includes('close')) await new Promise(setImmediate);
  log(got, writable.locked);

  const upper = new TransformStream({ transform(chunk, c) { c.enqueue(chunk.toUpperCase()); } });
  const moved = structuredClone({ upper }, { transfer: [upper] }).upper;
  log(await Array.fromAsync(ReadableStream.from(['x', 'y']).pipeThrough(moved)), moved instanceof TransformStream);

  const failing = new ReadableStream({ start(c) { c.error(new RangeError('broken')); } });
  const failed = structuredClone(failing, { transfer: [failing] });
  await failed.getReader().read().catch((error) => log(error.name, error.message));
  const unclonable = ReadableStream.from([() => {}]);
  const half = structuredClone(unclonable, { transfer: [unclonable] });
  await half.getReader().read().catch((error) => log(error.name));
  try { structuredClone(readable, { transfer: [readable] }); } catch (error) { log(error.name, error.message); }
  try { structuredClone(new ReadableStream()); } catch (error) { log(error.name, error.message); }
})();
