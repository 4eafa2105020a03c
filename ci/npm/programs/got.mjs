// got: bodies, hooks, retries, redirects, pagination, streams, timeouts, cancellation, caches, errors.
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { PassThrough, Readable } from 'node:stream';
import got, { HTTPError, RequestError } from 'got';
import upstream from './lib/upstream.js';

const { server, base } = await upstream.start();
const client = got.extend({ prefixUrl: base, retry: { limit: 0 }, headers: { 'x-client': 'got' } });
const show = async (title, promise) => {
  try {
    const response = await promise;
    console.log(title, response?.statusCode ?? '', response?.body ?? response);
  } catch (error) {
    console.log(
      title,
      'FAILED',
      error.name,
      error.code,
      error.message.replaceAll(base, ''),
      error.response?.statusCode,
      error instanceof HTTPError,
      error instanceof RequestError,
    );
  }
};
await show('get', client('echo/a', { searchParams: { q: 'a b' } }));
await show('json', client('json/ok').json());
await show('broken json', client('json/broken').json());
await show('post json', client.post('echo', { json: { a: [1] } }));
await show('post form', client.post('echo', { form: { a: 1, b: 'ü' } }));
await show('post body', client.post('echo', { body: 'plain' }));
await show('post buffer', client.post('echo', { body: Buffer.from('buffered') }));
await show('post stream', client.post('echo', { body: Readable.from(['str', 'eam']) }));
await show(
  'put, patch',
  Promise.all([client.put('echo', { json: 1 }).text(), client.patch('echo', { json: 2 }).text()]),
);
await show('delete', client.delete('echo'));
await show(
  'head',
  client.head('echo').then((response) => response.headers['content-type']),
);
const form = new FormData();
form.set('field', 'value');
await show(
  'form data',
  client
    .post('raw', { body: form })
    .text()
    .then((body) => body.replace(/-{2,}\S+/g, '--B').split('\r\n')),
);
await show(
  'redirect',
  client('redirect?to=/echo/there').then(({ body, redirectUrls }) => [body, redirectUrls.length]),
);
await show('303 after post', client.post('redirect?code=303&to=/echo/there', { json: 1 }));
await show('loop', client('loop', { maxRedirects: 3 }));
for (const kind of ['gzip', 'deflate', 'br'])
  await show(
    kind,
    client(`compressed/${kind}`)
      .text()
      .then((body) => body.length),
  );
await show('404', client('none'));
await show('404 that is fine', client('none', { throwHttpErrors: false }));
await show('timeout', client('delay/2000', { timeout: { request: 50 } }));
await show('response timeout', client('delay/2000', { timeout: { response: 50 } }));
const controller = new AbortController();
setTimeout(() => controller.abort(), 20);
await show('aborted', client('delay/2000', { signal: controller.signal }));
await show('hang-up', client('hang-up'));
await show('cut', client('cut'));
await show('refused', got('http://127.0.0.1:1', { retry: { limit: 0 } }));
const retries = [];
await show(
  'retried',
  client('flaky', {
    retry: { limit: 4, calculateDelay: ({ attemptCount }) => (attemptCount > 4 ? 0 : 5) },
    hooks: { beforeRetry: [(error, count) => retries.push([error.response.statusCode, count])] },
  }),
);
console.log(retries);
await show(
  'hooks',
  client('echo', {
    hooks: {
      beforeRequest: [
        (options) => {
          options.headers['x-hook'] = '1';
        },
      ],
      afterResponse: [
        (response) => {
          response.body += '!';
          return response;
        },
      ],
    },
  }),
);
await show(
  'bytes',
  client('bytes/100000')
    .buffer()
    .then((bytes) => bytes.length),
);
const collected = [];
for await (const item of got.paginate('bytes/3', {
  prefixUrl: base,
  responseType: 'text',
  pagination: {
    stackAllItems: true,
    requestLimit: 5,
    transform: (response) => [response.body.length],
    paginate: ({ allItems }) => (allItems.length < 3 ? { searchParams: { page: allItems.length } } : false),
  },
}))
  collected.push(item);
console.log(collected.join(''));
console.log('stream', (await text(client.stream('chunks'))).split('\n'));
const through = new PassThrough();
const uploaded = text(through);
await pipeline(Readable.from(['up', 'load']), client.stream.post('raw'), through);
console.log(await uploaded);
const timed = await client('echo');
console.log(Object.keys(timed.timings.phases), typeof timed.timings.phases.total, timed.ip, timed.retryCount);
const cache = new Map();
const cached = client.extend({ cache });
const first = await cached('cached');
const second = await cached('cached');
console.log(first.isFromCache, second.isFromCache, first.body === second.body);
const cookieJar = {
  jar: '',
  setCookie: async (cookie) => {
    cookieJar.jar += cookie.split(';')[0] + ';';
  },
  getCookieString: async () => cookieJar.jar,
};
await client('cookies', { cookieJar });
await show('cookies', client('cookies', { cookieJar }));
upstream.stop(server);
