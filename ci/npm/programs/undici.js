// undici without a connection: mocks, headers, forms, cookies, interceptors' errors. `undici_network.js` is the rest.
'use strict';
const undici = require('undici');

const { MockAgent, Headers, FormData, Response, Request, fetch, getCookies, setCookie, parseMIMEType, errors } =
  undici;
const show = async (title, promise) => {
  try {
    console.log(title, await promise);
  } catch (error) {
    console.log(title, 'FAILED', error.name, error.code, error.message);
  }
};

async function main() {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const pool = agent.get('http://mock.example');
  pool.intercept({ path: '/text' }).reply(200, 'text', { headers: { 'X-Mock': '1' } });
  pool
    .intercept({ path: '/json', method: 'POST', body: (body) => body.includes('a') })
    .reply(201, ({ body, headers }) => ({ got: body, type: headers['content-type'] }));
  pool.intercept({ path: '/twice' }).reply(200, 'again').times(2);
  pool.intercept({ path: '/fail' }).replyWithError(new Error('mocked failure'));
  const get = async (path, options) => {
    const { statusCode, headers, body } = await undici.request(`http://mock.example${path}`, {
      dispatcher: agent,
      ...options,
    });
    return [statusCode, headers, await body.text()];
  };
  await show('request', get('/text'));
  await show(
    'post',
    get('/json', { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } }),
  );
  await show('twice', Promise.all([get('/twice'), get('/twice')]));
  await show('failure', get('/fail'));
  await show('not mocked', get('/none'));
  pool.intercept({ path: '/fetched' }).reply(200, { a: [1] }, { headers: { 'content-type': 'application/json' } });
  const response = await fetch('http://mock.example/fetched', { dispatcher: agent });
  await show('fetch', response.json());
  console.log(agent.pendingInterceptors());
  await agent.close();

  const headers = new Headers({ b: '2', A: '1' });
  headers.append('set-cookie', 'x=1; Path=/; HttpOnly');
  console.log([...headers], headers.getSetCookie(), undici.getSetCookies(headers));
  setCookie(headers, { name: 'y', value: '2', secure: true, maxAge: 5 });
  console.log(headers.getSetCookie(), getCookies(new Headers({ cookie: 'a=1; b=2' })));
  const form = new FormData();
  form.append('a', '1');
  form.append('f', new Blob(['file']), 'n.txt');
  console.log([...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]));
  await show('response', new Response('made', { status: 202 }).text());
  const parsed = await new Response('--b\r\ncontent-disposition: form-data; name="k"\r\n\r\nv\r\n--b--', {
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  }).formData();
  console.log([...parsed]);
  console.log(
    new Request('http://x/y', { method: 'POST', body: 'z' }).method,
    await new Request('http://x', { method: 'PUT', body: new URLSearchParams('q=1') }).text(),
  );
  console.log(parseMIMEType('text/html; charset=utf-8').essence, new errors.BodyTimeoutError().code);
  await show('bad argument', undici.request('http://x', { method: 1 }));
  await show('bad url', undici.fetch('nope'));
  console.log(
    new undici.Agent({ connections: 2 }).closed,
    (() => {
      try {
        return new undici.Pool('http://x', { connections: -1 });
      } catch (error) {
        return error.message;
      }
    })(),
  );
  const data = await fetch('data:text/plain,hello');
  console.log(await data.text());
}
main();
