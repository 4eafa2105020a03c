// nock: http and fetch intercepted, in front of a server that must not be reached and one that may.
'use strict';
const http = require('node:http');
const { once } = require('node:events');
const nock = require('nock');

const get = (url, options = {}) =>
  new Promise((resolve, reject) => {
    const request = http.request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => {
        text += piece;
      });
      response.on('end', () => resolve([response.statusCode, response.headers['content-type'], text]));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(options.body);
  });
const show = async (title, promise) => {
  try {
    console.log(title, await promise);
  } catch (error) {
    console.log(title, 'FAILED', error.name, error.code, error.message.split('\n')[0]);
  }
};

async function main() {
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
  const scope = nock('http://api.example')
    .get('/users/1')
    .reply(200, { id: 1 })
    .post('/users', { name: 'Ada' })
    .reply(201, (uri, body) => ({ uri, body }))
    .get('/search')
    .query({ q: 'x', page: 2 })
    .reply(200, 'found', { 'Content-Type': 'text/plain' })
    .get('/twice')
    .times(2)
    .reply(200, 'again')
    .get('/error')
    .replyWithError(Object.assign(new Error('broken'), { code: 'EBROKEN' }))
    .get('/secret')
    .matchHeader('authorization', 'Bearer token')
    .reply(200, 'yours')
    .get(/^\/any\//)
    .reply(function (uri) {
      return [202, `${this.req.method} ${uri}`, { 'x-made': '1' }];
    });

  await show('get', get('http://api.example/users/1'));
  await show(
    'post',
    get('http://api.example/users', {
      method: 'POST',
      body: '{"name":"Ada"}',
      headers: { 'content-type': 'application/json' },
    }),
  );
  await show('query', get('http://api.example/search?q=x&page=2'));
  await show('once', get('http://api.example/twice'));
  console.log('pending', scope.pendingMocks(), scope.isDone());
  await show('twice', get('http://api.example/twice'));
  await show('three times', get('http://api.example/twice'));
  await show('error', get('http://api.example/error'));
  await show('without a header', get('http://api.example/secret'));
  await show('with a header', get('http://api.example/secret', { headers: { Authorization: 'Bearer token' } }));
  await show('a pattern', get('http://api.example/any/thing'));
  console.log('done', scope.isDone());

  nock('https://fetched.example')
    .get('/json')
    .reply(200, { a: [1] })
    .post('/text')
    .reply(200, (uri, body) => `got ${body}`);
  await show(
    'fetch',
    fetch('https://fetched.example/json').then((response) => response.json()),
  );
  await show(
    'fetch post',
    fetch('https://fetched.example/text', { method: 'POST', body: 'sent' }).then((response) => response.text()),
  );
  await show(
    'fetch not mocked',
    fetch('https://fetched.example/other').catch((error) => {
      throw error.cause ?? error;
    }),
  );
  await show('not allowed', get('http://elsewhere.example/'));

  const server = http.createServer((request, response) => response.end('real'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await show('allowed', get(`http://127.0.0.1:${server.address().port}/`));
  nock(`http://127.0.0.1:${server.address().port}`).get('/mocked').delay(5).reply(200, 'mocked');
  await show('mocked', get(`http://127.0.0.1:${server.address().port}/mocked`));
  nock.restore();
  await show('restored', get(`http://127.0.0.1:${server.address().port}/`));
  server.close();
}
main();
