// node-fetch: bodies, headers, redirects, compression, aborts, sizes, errors, forms and files.
import fetch, { AbortError, Blob, FetchError, FormData, Headers, Request, Response } from 'node-fetch';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import upstream from './lib/upstream.js';

const { server, base } = await upstream.start();
const show = async (title, promise) => {
  try {
    const response = await promise;
    if (!(response instanceof Response)) {
      console.log(title, response);
      return;
    }
    console.log(
      title,
      response.status,
      response.ok,
      response.redirected,
      response.url.replace(base, ''),
      await response.text(),
    );
  } catch (error) {
    console.log(
      title,
      'FAILED',
      error.name,
      error.type,
      error.code,
      error.errno,
      error.message.replaceAll(base, ''),
      error instanceof FetchError,
      error instanceof AbortError,
    );
  }
};
await show('get', fetch(`${base}/echo?a=1`, { headers: { 'X-A': '1', accept: 'text/plain' } }));
await show('post', fetch(`${base}/echo`, { method: 'POST', body: 'text' }));
await show(
  'post json',
  fetch(`${base}/echo`, {
    method: 'POST',
    body: JSON.stringify({ a: 1 }),
    headers: { 'Content-Type': 'application/json' },
  }),
);
await show('post params', fetch(`${base}/echo`, { method: 'POST', body: new URLSearchParams('a=1&b=2') }));
await show('post buffer', fetch(`${base}/echo`, { method: 'PUT', body: Buffer.from('buffered') }));
await show('post blob', fetch(`${base}/echo`, { method: 'POST', body: new Blob(['blob'], { type: 'text/x' }) }));
await show('post stream', fetch(`${base}/echo`, { method: 'POST', body: Readable.from(['a', 'b']) }));
const form = new FormData();
form.set('field', 'value');
form.set('file', new Blob(['bytes']), 'name.bin');
await show(
  'post form',
  fetch(`${base}/raw`, { method: 'POST', body: form })
    .then((r) => r.text())
    .then((body) => body.replace(/-{4,}\S+/g, '--B').split('\r\n')),
);
await show('head', fetch(`${base}/echo`, { method: 'HEAD' }));
await show('request', fetch(new Request(`${base}/echo`, { method: 'DELETE', headers: new Headers([['x-b', '2']]) })));
await show('redirect', fetch(`${base}/redirect?to=/echo/there`));
await show('post redirect', fetch(`${base}/redirect?to=/echo/there`, { method: 'POST', body: 'dropped' }));
await show(
  'manual',
  fetch(`${base}/redirect?to=/echo`, { redirect: 'manual' }).then((r) => [
    r.status,
    r.headers.get('location').replace(base, ''),
  ]),
);
await show('error', fetch(`${base}/redirect?to=/echo`, { redirect: 'error' }));
await show('loop', fetch(`${base}/loop`, { follow: 3 }));
for (const kind of ['gzip', 'deflate', 'br'])
  await show(
    kind,
    fetch(`${base}/compressed/${kind}`)
      .then((r) => r.text())
      .then((body) => body.length),
  );
await show(
  'not decompressed',
  fetch(`${base}/compressed/gzip`, { compress: false })
    .then((r) => r.arrayBuffer())
    .then((bytes) => new Uint8Array(bytes)[0]),
);
await show('404', fetch(`${base}/none`));
await show(
  'json',
  fetch(`${base}/json/ok`).then((r) => r.json()),
);
await show(
  'broken json',
  fetch(`${base}/json/broken`).then((r) => r.json()),
);
await show(
  'blob',
  fetch(`${base}/bytes/1000`)
    .then((r) => r.blob())
    .then((blob) => blob.size),
);
await show(
  'size',
  fetch(`${base}/bytes/1000`, { size: 10 }).then((r) => r.text()),
);
const controller = new AbortController();
setTimeout(() => controller.abort(), 20);
await show('aborted', fetch(`${base}/delay/2000`, { signal: controller.signal }));
await show('aborted before', fetch(`${base}/echo`, { signal: AbortSignal.abort() }));
await show('hang-up', fetch(`${base}/hang-up`));
await show(
  'cut',
  fetch(`${base}/cut`).then((r) => r.text()),
);
await show('refused', fetch('http://127.0.0.1:1/'));
await show('bad url', fetch('not a url'));
await show('bad scheme', fetch('ftp://x/'));
await show('data', fetch('data:text/plain;base64,aGVsbG8='));
await show('bad header', fetch(`${base}/echo`, { headers: { 'bad header': '1' } }));
await show(
  'cookies',
  fetch(`${base}/cookies`, { headers: { Cookie: 'c=3' } }).then(async (r) => [
    r.headers.raw()['set-cookie'],
    r.headers.get('set-cookie'),
    await r.text(),
  ]),
);
const streamed = await fetch(`${base}/chunks`);
console.log('stream', (await text(streamed.body.pipe(new PassThrough()))).split('\n'));
const one = await fetch(`${base}/echo`);
const copy = one.clone();
console.log('clone', (await one.text()) === (await copy.text()), one.bodyUsed);
console.log(new Headers({ b: '2', A: '1' }), [
  ...new Headers([
    ['x', '1'],
    ['x', '2'],
  ]),
]);
console.log(
  await new Response('made', { status: 201, statusText: 'Made' }).text(),
  Response.redirect('http://x/', 301).status,
);
upstream.stop(server);
