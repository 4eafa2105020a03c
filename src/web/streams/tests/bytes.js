// Streams of bytes: buffers of the reader's own, of the stream's, and what is left over.
(async () => {
  const log = (...args) => console.log(...args);
  let pulls = 0;
  const stream = new ReadableStream({
    type: 'bytes',
    pull(c) {
      pulls++;
      const { byobRequest } = c;
      if (byobRequest) {
        const { view } = byobRequest;
        log('request', view.byteLength, byobRequest);
        view.fill(pulls);
        byobRequest.respond(Math.min(view.byteLength, 3));
      } else {
        c.enqueue(new Uint8Array([9, 9]));
      }
      if (pulls === 5) { c.close(); c.byobRequest?.respond(0); }
    },
  });
  log(stream);
  let reader = stream.getReader({ mode: 'byob' });
  log(await reader.read(new Uint8Array(4)));
  log(await reader.read(new Uint16Array(2)));
  log(await reader.read(new DataView(new ArrayBuffer(2))));
  log(await reader.read(Buffer.alloc(5), { min: 5 }));
  reader.releaseLock();
  reader = stream.getReader();
  log(await reader.read());
  log(await reader.read());

  const queued = new ReadableStream({
    type: 'bytes', start(c) { c.enqueue(new Uint8Array([1, 2, 3])); c.enqueue(new Uint16Array([0x504])); c.close(); },
  });
  const [one, two] = queued.tee();
  log(await Array.fromAsync(one));
  const byob = two.getReader({ mode: 'byob' });
  log(await byob.read(new Uint8Array(4)), await byob.read(new Uint8Array(4)), await byob.read(new Uint8Array(1)));

  const auto = new ReadableStream({
    type: 'bytes', autoAllocateChunkSize: 8,
    pull(c) { log('auto', c.byobRequest.view.byteLength); c.byobRequest.view[0] = 7; c.byobRequest.respond(1); },
  });
  log(await auto.getReader().read());

  const r = new ReadableStream({ type: 'bytes' }).getReader({ mode: 'byob' });
  for (const args of [[], [new Uint8Array(0)], [new Uint8Array(1), { min: 2 }], [new Uint8Array(1), { min: 0 }],
    [new Uint8Array(1), { min: 1.5 }], [new Uint8Array(new SharedArrayBuffer(1))]]) {
    await r.read(...args).catch((error) => log(error.name, error.code, error.message));
  }
  new ReadableStream({ type: 'bytes', start(c) {
    for (const chunk of [1, new Uint8Array(0)]) {
      try { c.enqueue(chunk); } catch (error) { log(error.name, error.code, error.message); }
    }
    c.close();
    try { c.enqueue(new Uint8Array(1)); } catch (error) { log(error.name, error.code, error.message); }
    try { c.close(); } catch (error) { log(error.name, error.code, error.message); }
  } });
})();
