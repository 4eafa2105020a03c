// axios: every method and body, interceptors, cancellation, timeouts, redirects, streams, compression, errors, forms.
'use strict';
const axios = require('axios');
const { Readable } = require('stream');
const { text } = require('stream/consumers');
const { start, stop } = require('./lib/upstream');

/** The boundary of a multipart body is random. */
const clean = (data) =>
  typeof data?.body === 'string' ? { ...data, body: data.body.replace(/-{10,}\w+/g, '--B') } : data;

async function main() {
  const { server, base } = await start();
  const api = axios.create({ baseURL: base, headers: { 'X-Client': 'axios' } });
  const show = async (title, promise) => {
    try {
      const { status, data, headers } = await promise;
      const type = headers['content-type'];
      console.log(title, status, type, Buffer.isBuffer(data) ? data.length : clean(data));
    } catch (error) {
      console.log(
        title,
        'FAILED',
        error.name,
        error.code,
        error.message.replaceAll(base, ''),
        error.response?.status,
        axios.isAxiosError(error),
      );
    }
  };
  await show('get', api.get('/echo/a', { params: { q: 'a b', list: [1, 2], none: undefined, date: new Date(0) } }));
  await show('post json', api.post('/echo', { a: 1, nested: { b: [true] } }));
  await show('post text', api.post('/echo', 'plain', { headers: { 'Content-Type': 'text/plain' } }));
  await show('post form', api.post('/echo', new URLSearchParams({ a: '1', b: 'ü' })));
  await show(
    'post url-encoded',
    api.postForm('/echo', { a: 1 }, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
  );
  await show('post buffer', api.post('/echo', Buffer.from('buffered')));
  await show(
    'post stream',
    api.post('/echo', Readable.from(['str', 'eam']), { headers: { 'Content-Type': 'text/plain' } }),
  );
  await show('put', api.put('/echo', { put: 1 }));
  await show('patch', api.patch('/echo', { patch: 1 }));
  await show('delete', api.delete('/echo', { data: { gone: 1 } }));
  await show('head', api.head('/echo'));
  await show('options', api.options('/echo'));
  const form = new FormData();
  form.append('field', 'value');
  form.append('file', new Blob(['file text'], { type: 'text/plain' }), 'a.txt');
  const { data } = await api.post('/raw', form, { responseType: 'text' });
  console.log(data.replace(/-+[\w-]*boundary[\w-]*|--+[\w-]{10,}/gi, '--B').split('\r\n'));
  await show('basic auth', api.get('/echo', { auth: { username: 'u', password: 'p:w' } }));
  await show('redirect', api.get('/redirect?to=/echo/there'));
  await show('post redirect', api.post('/redirect?code=307&to=/echo/there', { kept: 1 }));
  await show('no redirect', api.get('/redirect?to=/echo', { maxRedirects: 0 }));
  await show('loop', api.get('/loop', { maxRedirects: 3 }));
  for (const kind of ['gzip', 'deflate', 'br']) {
    await show(
      kind,
      api.get(`/compressed/${kind}`).then((response) => ({ ...response, data: response.data.length })),
    );
  }
  await show('404', api.get('/none'));
  await show('500 that is fine', api.get('/status/500', { validateStatus: () => true }));
  await show('204', api.get('/status/204'));
  await show('timeout', api.get('/delay/2000', { timeout: 50 }));
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  await show('aborted', api.get('/delay/2000', { signal: controller.signal }));
  await show('hang-up', api.get('/hang-up'));
  await show('cut', api.get('/cut'));
  await show(
    'refused',
    axios.get('http://127.0.0.1:1/').catch((error) => {
      console.log('refused', error.code, error.errno, error.syscall);
      throw error;
    }),
  );
  await show('bad protocol', axios.get('gopher://x/'));
  await show('too long', api.get('/bytes/2000', { maxContentLength: 1000 }));
  await show('body too long', api.post('/echo', 'x'.repeat(2000), { maxBodyLength: 1000 }));
  await show('array buffer', api.get('/bytes/100000', { responseType: 'arraybuffer' }));
  await show(
    'broken json',
    api.get('/json/broken', { responseType: 'json', transitional: { silentJSONParsing: false } }),
  );
  await show('json', api.get('/json/ok'));
  const stream = await api.get('/chunks', { responseType: 'stream' });
  console.log('stream', (await text(stream.data)).split('\n'));
  const progress = [];
  await api.post('/raw', Buffer.alloc(50_000), {
    onUploadProgress: (event) => progress.push(event.loaded),
    onDownloadProgress: (event) => progress.push(event.loaded),
  });
  console.log('progress', progress.at(-1), progress.includes(50_000));
  api.interceptors.request.use((config) => {
    config.headers.set('X-Intercepted', '1');
    return config;
  });
  api.interceptors.response.use(
    (response) => ({ ...response, data: { wrapped: response.data } }),
    (error) => Promise.resolve({ status: -1, data: error.code, headers: {} }),
  );
  await show('intercepted', api.get('/echo'));
  await show('intercepted failure', api.get('/status/418'));
  await show(
    'all',
    Promise.all([api.get('/status/200'), api.get('/status/201')]).then((list) => ({
      status: list.map((r) => r.status),
      headers: {},
    })),
  );
  await show(
    'transformed',
    api.post('/raw', 'quiet', {
      transformRequest: [(text) => text.toUpperCase()],
      transformResponse: [(text) => `${text}!`],
    }),
  );
  await show('fetch adapter', api.get('/echo/fetch', { adapter: 'fetch' }));
  await show('fetch adapter post', api.post('/echo/fetch', { a: 1 }, { adapter: 'fetch' }));
  await show(
    'https',
    axios.get('https://127.0.0.1:1/').then(
      () => {},
      (error) => {
        throw Object.assign(new Error('https'), { code: typeof error.code });
      },
    ),
  );
  stop(server);
}
main();
