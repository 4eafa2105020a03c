// fetch() against a server: methods, bodies, redirects, codings, aborts and failures.
'use strict';

const http = require('http');
const zlib = require('zlib');

const server = http.createServer((request, response) => {
  const text = 'hello '.repeat(1000);
  switch (request.url) {
    case '/echo': {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const { method, rawHeaders } = request;
        const headers = rawHeaders.map((value) => value.replace(/:\d+(?=$|\/)/, ':PORT'));
        response.end(JSON.stringify([method, headers, Buffer.concat(chunks).toString()]));
      });
      return;
    }
    case '/302': return response.writeHead(302, { location: '/echo' }).end('moved');
    case '/307': return response.writeHead(307, { location: '/echo#there' }).end();
    case '/loop': return response.writeHead(302, { location: '/loop' }).end();
    case '/ftp': return response.writeHead(302, { location: 'ftp://x/' }).end();
    case '/nowhere': return response.writeHead(302).end();
    case '/hang-up': return request.socket.destroy();
    case '/silent': return;
    case '/gzip': return response.writeHead(200, { 'content-encoding': 'gzip' }).end(zlib.gzipSync(text));
    case '/raw': return response.writeHead(200, { 'content-encoding': 'deflate' }).end(zlib.deflateRawSync(text));
    case '/twice':
      return response.writeHead(200, { 'content-encoding': 'deflate, br' })
        .end(zlib.brotliCompressSync(zlib.deflateSync(text)));
    case '/bad-gzip': return response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip');
    case '/big': return response.end(Buffer.alloc(3_000_000, 'x'));
    default: return response.writeHead(404, 'Nothing Here', { 'x-a': ['1', '2'] }).end();
  }
});

server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  async function attempt(path, init, read = (response) => response.text()) {
    try {
      const response = await fetch(base + path, init);
      console.log(path, response.status, response.redirected, await read(response));
    } catch (error) {
      const { cause } = error;
      console.log(path, `${error.name}: ${error.message}`, error.code, cause && [cause.name, cause.message, cause.code]);
    }
  }
  await attempt('/echo');
  await attempt('/echo', { method: 'POST', body: 'text', headers: { 'X-Own': 'y', 'user-agent': 'me' } });
  await attempt('/echo', { method: 'PUT' });
  await attempt('/echo', { method: 'POST', body: new Blob(['a blob']) });
  await attempt('/echo', { method: 'PATCH', body: new URLSearchParams({ a: 'b' }), cache: 'no-store' });
  await attempt('/echo', { method: 'POST', duplex: 'half', body: (async function*() {
    yield Buffer.from('in ');
    yield Buffer.from('pieces');
  })() });
  await attempt('/echo', { headers: { range: 'bytes=0-' }, referrer: `${base}/from#here` });
  await attempt('/echo', { method: 'HEAD' });
  await attempt('/302');
  await attempt('/302', { method: 'POST', body: 'x' });
  await attempt('/307', { method: 'POST', body: 'again' });
  await attempt('/302', { redirect: 'manual' }, (response) => [response.type, response.headers.get('location')]);
  await attempt('/302', { redirect: 'error' });
  await attempt('/loop');
  await attempt('/ftp');
  await attempt('/nowhere');
  await attempt('/hang-up');
  for (const path of ['/gzip', '/raw', '/twice']) await attempt(path, {}, async (response) => (await response.text()).length);
  await attempt('/bad-gzip');
  await attempt('/big', {}, async (response) => (await response.arrayBuffer()).byteLength);
  await attempt('/none', {}, (response) => [response.statusText, response.ok, response.headers.get('x-a')]);
  await attempt('/silent', { signal: AbortSignal.timeout(50) });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 30);
  await attempt('/silent', { signal: controller.signal });
  await attempt('/silent', { signal: AbortSignal.abort('why') }).catch(console.log);
  server.close();
  server.closeAllConnections();
  for (const url of ['foo:bar', 'about:blank', 'file:///x', 'data:bad', 'blob:nodedata:x', 'http://127.0.0.1:25/',
                     'http://nosuch.invalid/', undefined]) {
    await fetch(url).catch(({ name, message, cause }) => console.log(`${name}: ${message}`, cause.message, cause.code));
  }
  const data = await fetch('data:text/html;charset=utf-8;base64,PGI+aGk8L2I+#x');
  console.log(data.url, data.headers.get('content-type'), await data.text());
  console.log(await (await fetch('data:,a%20b%zz')).text());
  const url = URL.createObjectURL(new Blob(['in a blob'], { type: 'a/b' }));
  const blob = await fetch(url);
  console.log(blob.headers.get('content-type'), blob.headers.get('content-length'), await blob.text());
});
