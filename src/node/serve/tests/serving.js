// Only rnode: Node has no such module.
// Requests and responses of every kind, through rnode:serve.
'use strict';
const net = require('net');
const { serve } = require('rnode:serve');

const encode = (text) => new TextEncoder().encode(text);

function counting() {
  let count = 0;
  return new ReadableStream({
    async pull(controller) {
      await null;
      if (++count > 3) controller.close();
      else controller.enqueue(encode(`part ${count};`));
    },
  });
}

const routes = {
  '/': () => new Response('hello'),
  '/json': async (request, info) => Response.json({
    method: request.method, url: request.url.replace(/:\d+/, ''), own: request.headers.get('x-own'), from: info.remoteAddress,
  }),
  '/fields': () => new Response('text', { status: 201, headers: { 'X-One': '1', 'content-type': 'text/x' } }),
  '/cookies': () => new Response('c', { headers: [['set-cookie', 'a=1'], ['set-cookie', 'b=2']] }),
  '/reason': () => new Response('r', { status: 299, statusText: 'Just So' }),
  '/empty': () => new Response(null, { status: 204 }),
  '/bytes': () => new Response(new Uint8Array(100_000)),
  '/blob': () => new Response(new Blob(['some', 'parts'], { type: 'text/blob' })),
  '/stream': () => new Response(counting()),
  '/text': async (request) => new Response(`${await request.text()}!`),
  '/echo': (request) => new Response(request.body),
  '/clone': async (request) => {
    const copy = request.clone();
    return Response.json([await request.text(), await copy.text(), request.bodyUsed, request instanceof Request]);
  },
  '/form': async (request) => Response.json([...await request.formData()].map(([name, value]) => [name, String(value)])),
  '/throws': () => { throw new Error('thrown'); },
  '/rejects': async () => { throw new Error('rejected'); },
  '/nothing': () => undefined,
  '/twice': () => routes.shared ??= new Response('once'),
};

async function show(base, path, init) {
  const response = await fetch(new URL(path, base), init);
  const text = await response.text();
  const fields = Object.fromEntries(response.headers);
  delete fields.date;
  console.log(path, init?.method ?? 'GET', response.status, response.statusText, fields, text.length > 100 ? text.length : text);
}

function raw(port, text) {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('latin1').on('data', (data) => { answer += data; });
    socket.on('close', () => resolve(answer.replace(/Date: .*\r\n/g, '')));
  });
}

async function main() {
  const server = serve({
    port: 0,
    hostname: '127.0.0.1',
    onError: (error) => (error.message === 'rejected' ? new Response('seen', { status: 503 }) : undefined),
  }, (request, info) => {
    const { pathname } = new URL(request.url);
    return routes[pathname]?.(request, info) ?? (pathname === '/nothing' ? undefined : new Response('?', { status: 404 }));
  });
  await server.ready;
  const { url, port } = server;
  console.log(url.hostname, server.hostname, typeof port);
  const streamed = () => ({
    method: 'POST', duplex: 'half', body: new ReadableStream({
      start(controller) {
        for (let i = 0; i < 20; i++) controller.enqueue(new Uint8Array(10_000));
        controller.close();
      },
    }),
  });
  for (const path of Object.keys(routes).filter((path) => path.startsWith('/'))) await show(url, path);
  await show(url, '/json', { headers: { 'x-own': 'mine' } });
  await show(url, '/twice');
  await show(url, '/missing', { method: 'POST', body: 'x'.repeat(300_000) });
  for (const path of ['/', '/bytes', '/stream', '/blob']) await show(url, path, { method: 'HEAD' });
  for (const path of ['/text', '/echo', '/clone', '/json']) await show(url, path, { method: 'POST', body: 'a body' });
  for (const path of ['/echo', '/']) await show(url, path, streamed());
  const form = new FormData();
  form.append('a', '1');
  form.append('b', new Blob(['2']), 'b.txt');
  await show(url, '/form', { method: 'POST', body: form });

  const last = 'Host: a\r\nConnection: close\r\n\r\n';
  console.log(await raw(port, `GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /json HTTP/1.1\r\n${last}`));
  console.log(await raw(port, 'GET / HTTP/1.0\r\n\r\n'));
  console.log(await raw(port, 'nonsense\r\n\r\n'));
  for (const [target, host] of [['/a/../json', 'a'], ['/json?q=%zz#f', 'EXAMPLE.com:80'], ['/json', 'a b'], ['//json', 'a'],
                                ['http://other/json', 'a'], ['/json', '[::1]:80'], ['/json', '0x7f.1']]) {
    const answer = await raw(port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    console.log(target, host, answer.slice(answer.indexOf('\r\n\r\n') + 4));
  }
  const body = `POST /text HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi`;
  console.log(await raw(port, body));
  await server.close();
  await server.closed;
  console.log('closed', server.port);
}

main();
