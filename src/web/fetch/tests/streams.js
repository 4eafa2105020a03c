// Bodies as streams, both ways: bytes, backpressure, errors, cancelling, and two readers of one body.
'use strict';

const http = require('http');

let sawClose;
let closed = new Promise((resolve) => { sawClose = resolve; });

const server = http.createServer((request, response) => {
  if (request.url === '/endless') {
    const timer = setInterval(() => response.write('tick '), 5);
    response.on('close', () => {
      clearInterval(timer);
      console.log('the server saw the close');
      sawClose();
    });
    return;
  }
  request.pipe(response);
});

server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  let count = 0;
  const upload = new ReadableStream({
    async pull(controller) {
      await null;
      if (count++ === 50) controller.close();
      else controller.enqueue(new Uint8Array(50_000).fill(count));
    },
  });
  const echoed = await fetch(base, { method: 'POST', body: upload, duplex: 'half' });
  let bytes = 0;
  for await (const chunk of echoed.body) bytes += chunk.length;
  console.log(bytes, echoed.bodyUsed, upload.locked);

  const response = new Response('some text');
  console.log(response);
  const reader = response.body.getReader({ mode: 'byob' });
  console.log(await reader.read(new Uint8Array(4)), response.bodyUsed);
  await response.text().catch((error) => console.log(`${error.name}: ${error.message}`));

  const twice = await fetch(base, { method: 'POST', body: 'read by two' });
  const copy = twice.clone();
  console.log(await copy.text(), await twice.text());

  const endless = await fetch(`${base}/endless`);
  const endlessReader = endless.body.getReader();
  const { value } = await endlessReader.read();
  console.log(new TextDecoder().decode(value).slice(0, 5));
  await endlessReader.cancel('enough');
  console.log(await endlessReader.read());
  await closed;
  closed = new Promise((resolve) => { sawClose = resolve; });

  const controller = new AbortController();
  const aborted = await fetch(`${base}/endless`, { signal: controller.signal });
  const text = aborted.text();
  controller.abort(new Error('changed my mind'));
  await text.catch((error) => console.log(error.message));
  await closed;

  const failing = new ReadableStream({ start(c) { c.error(new Error('boom')); } });
  await fetch(base, { method: 'POST', body: failing, duplex: 'half' })
    .catch((error) => console.log(error.message, error.cause.message));
  const text2 = new ReadableStream({ start(c) { c.enqueue('text'); c.close(); } });
  console.log(await (await fetch(base, { method: 'POST', body: text2, duplex: 'half' })).text());
  await new Response(new ReadableStream({ start(c) { c.enqueue('text'); c.close(); } })).text()
    .catch((error) => console.log(`${error.name}: ${error.message}`));
  try {
    new Request(base, { method: 'POST', body: new ReadableStream() });
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
  const compressed = new Blob(['compressed']).stream().pipeThrough(new CompressionStream('gzip'));
  console.log(await new Response(compressed.pipeThrough(new DecompressionStream('gzip'))).text());
  server.close();
  server.closeAllConnections();
});
