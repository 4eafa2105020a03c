// undici over real connections, whose parser is WebAssembly: request, stream, pipeline, fetch, pools, retries, errors.
'use strict';

const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const { PassThrough, Readable, Writable } = require('node:stream');
const { setTimeout: wait } = require('node:timers/promises');
const { gzipSync } = require('node:zlib');
const undici = require('undici');

let origin;
const masked = (text) => String(text).replaceAll(new URL(origin).port, 'PORT');
const show = async (title, promise) => {
  try {
    console.log(title, await promise);
  } catch (error) {
    const cause = error.cause && `cause ${error.cause.name} ${error.cause.code}`;
    console.log(title, 'FAILED', error.name, error.code, masked(error.message), cause ?? '');
  }
};

const read = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

let flaky = 0;
let connections = 0;
const routes = {
  '/text': (request, response) => response.end('text'),
  '/empty': (request, response) => {
    response.statusCode = 204;
    response.end();
  },
  '/echo': async (request, response) => {
    const body = await read(request);
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        method: request.method,
        type: request.headers['content-type'],
        length: request.headers['content-length'],
        encoding: request.headers['transfer-encoding'],
        expect: request.headers.expect,
        body: body.toString().slice(0, 50),
        bytes: body.length,
      }),
    );
  },
  '/headers': (request, response) => {
    response.writeHead(
      200,
      'Fine',
      [
        ['X-One', '1'],
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['X-Latin', 'caf\xe9'],
        ['x-empty', ''],
      ].flat(),
    );
    response.end(JSON.stringify(request.headers, (key, value) => (key === 'host' ? 'HOST' : value)));
  },
  '/chunks': async (request, response) => {
    response.setHeader('trailer', 'x-sum');
    for (let i = 0; i < 5; i++) {
      response.write(`chunk ${i};`);
      await wait(2);
    }
    response.addTrailers({ 'x-sum': '5' });
    response.end();
  },
  '/large': (request, response) => response.end(Buffer.alloc(3_000_000, 'abc')),
  '/gzip': (request, response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync('unpacked '.repeat(50)));
  },
  '/redirect': (request, response) => {
    response.writeHead(302, { location: '/text' });
    response.end('moved');
  },
  '/loop': (request, response) => {
    response.writeHead(302, { location: '/loop' });
    response.end();
  },
  '/flaky': (request, response) => {
    response.statusCode = flaky++ < 2 ? 503 : 200;
    response.end(`attempt ${flaky}`);
  },
  '/never': () => {},
  '/stalls': (request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half');
  },
  '/cut': (request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half');
    setTimeout(() => request.socket.destroy(), 10);
  },
  '/close': (request, response) => {
    response.setHeader('connection', 'close');
    response.end('closing');
  },
  '/status': (request, response) => {
    response.statusCode = 418;
    response.end('short and stout');
  },
};

const server = http.createServer((request, response) => {
  (
    routes[request.url.split('?')[0]] ??
    ((_, other) => {
      other.statusCode = 404;
      other.end('none');
    })
  )(request, response);
});
server.on('connection', () => {
  connections++;
});
server.on('upgrade', (request, socket) => {
  socket.on('error', () => {});
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
  socket.pipe(socket);
});
server.on('connect', (request, socket) => {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 200 Connected\r\nx-to: ${request.url}\r\n\r\nthrough`);
});

/** A server that answers every connection with these bytes. */
async function raw(bytes) {
  const listening = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(bytes));
  });
  await once(listening.listen(0, '127.0.0.1'), 'listening');
  return [`http://127.0.0.1:${listening.address().port}`, listening];
}

const text = async (promise) => {
  const { statusCode, headers, trailers, body } = await promise;
  const content = await body.text();
  return [statusCode, headers['content-type'], content.length > 60 ? content.length : content, trailers];
};

async function requests() {
  const { request } = undici;
  await show('get', text(request(`${origin}/text`)));
  await show('query', text(request(`${origin}/echo`, { query: { a: 1, b: ['x', 'y'] } })));
  await show('no content', text(request(`${origin}/empty`)));
  await show('head', text(request(`${origin}/text`, { method: 'HEAD' })));
  await show('string body', text(request(`${origin}/echo`, { method: 'POST', body: 'héllo' })));
  await show(
    'buffer body',
    text(request(`${origin}/echo`, { method: 'PUT', body: Buffer.from('bytes'), headers: { 'Content-Type': 'x/y' } })),
  );
  await show('stream body', text(request(`${origin}/echo`, { method: 'POST', body: Readable.from(['a', 'b', 'c']) })));
  await show(
    'generator body',
    text(
      request(`${origin}/echo`, {
        method: 'POST',
        body: (async function* () {
          yield 'one';
          yield 'two';
        })(),
      }),
    ),
  );
  const form = new undici.FormData();
  form.append('field', 'value');
  await show(
    'form',
    request(`${origin}/echo`, { method: 'POST', body: form }).then(async ({ body }) => {
      const { method, type } = await body.json();
      return [method, type.replace(/boundary=.*/, 'boundary')];
    }),
  );
  const { headers, body } = await request(`${origin}/headers`, { headers: ['X-Sent', 'a', 'x-sent', 'b'] });
  delete headers.date;
  console.log('headers', headers, await body.json());
  await show('chunks and trailers', text(request(`${origin}/chunks`)));
  await show('large', text(request(`${origin}/large`)));
  await show('not found', text(request(`${origin}/nowhere`)));
  await show('teapot', text(request(`${origin}/status`)));
  await show('several', Promise.all([1, 2, 3, 4].map(() => text(request(`${origin}/text`)))));
  const dumped = await request(`${origin}/large`);
  await dumped.body.dump();
  await show('after a dump', text(request(`${origin}/text`)));
  const iterated = await request(`${origin}/chunks`);
  let pieces = '';
  for await (const piece of iterated.body) pieces += piece;
  console.log('iterated', pieces);
}

async function streams() {
  const collected = [];
  const into = () =>
    new Writable({
      write(chunk, _, done) {
        collected.push(chunk);
        done();
      },
    });
  await show(
    'stream',
    undici
      .stream(`${origin}/chunks`, { method: 'GET', opaque: { name: 'mine' } }, ({ statusCode, headers, opaque }) => {
        console.log('factory', statusCode, headers['transfer-encoding'], opaque);
        return into();
      })
      .then(({ opaque, trailers }) => [Buffer.concat(collected).toString(), opaque, trailers]),
  );
  const piped = [];
  await new Promise((resolve, reject) => {
    Readable.from(['piped ', 'through'])
      .pipe(
        undici.pipeline(`${origin}/echo`, { method: 'POST' }, ({ statusCode, body }) => {
          console.log('handler', statusCode);
          return body.pipe(new PassThrough());
        }),
      )
      .on('data', (chunk) => piped.push(chunk))
      .on('end', resolve)
      .on('error', reject);
  });
  console.log('pipeline', JSON.parse(Buffer.concat(piped)));
  const { socket, headers } = await undici.upgrade(`${origin}/upgrade`, { protocol: 'echo' });
  socket.write('echoed');
  const [answer] = await once(socket, 'data');
  console.log('upgrade', headers.upgrade, answer.toString());
  socket.destroy();
  const connected = await undici.connect(`${origin}/`);
  const [through] = await once(connected.socket, 'data');
  console.log('connect', connected.statusCode, through.toString());
  connected.socket.destroy();
}

async function fetches() {
  const { fetch } = undici;
  const get = async (path, options) => {
    const response = await fetch(`${origin}${path}`, options);
    const content = await response.text();
    return [
      response.status,
      response.ok,
      response.redirected,
      masked(response.url),
      content.length > 60 ? content.length : content,
    ];
  };
  await show('fetch', get('/text'));
  await show(
    'fetch json',
    fetch(`${origin}/echo`, { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } }).then(
      (r) => r.json(),
    ),
  );
  await show('fetch gzip', get('/gzip'));
  await show('fetch redirect', get('/redirect'));
  await show('fetch manual', get('/redirect', { redirect: 'manual' }));
  await show('fetch refused redirect', get('/redirect', { redirect: 'error' }));
  await show('fetch loop', get('/loop'));
  await show('fetch large', get('/large'));
  await show(
    'fetch stream',
    get('/echo', {
      method: 'POST',
      duplex: 'half',
      body: new ReadableStream({
        start(c) {
          c.enqueue(Buffer.from('streamed'));
          c.close();
        },
      }),
    }),
  );
  const controller = new AbortController();
  const aborted = get('/never', { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await show('fetch aborted', aborted);
  await show('fetch timeout', get('/never', { signal: AbortSignal.timeout(20) }));
  await show('fetch cut', get('/cut'));
  await show('fetch with mine', get('/close', { dispatcher: new undici.Agent({ keepAliveTimeout: 10 }) }));
}

async function dispatchers() {
  const client = new undici.Client(origin, { pipelining: 3 });
  const before = connections;
  client.on('connect', (url, [c]) => console.log('connected', masked(url), c === client));
  client.on('disconnect', (url, targets, error) => console.log('disconnected', error.code));
  await show(
    'pipelined',
    Promise.all(['/text', '/chunks', '/status', '/text'].map((path) => text(client.request({ path, method: 'GET' })))),
  );
  console.log('connections', connections - before);
  await client.close();
  console.log(client.closed, client.destroyed);
  await show('closed', client.request({ path: '/text', method: 'GET' }));

  const pool = new undici.Pool(origin, { connections: 2 });
  const already = connections;
  await Promise.all(Array.from({ length: 10 }, () => text(pool.request({ path: '/text', method: 'GET' }))));
  console.log('pool', connections - already, pool.stats.connected);
  await pool.destroy();

  const retrying = new undici.Agent().compose(
    undici.interceptors.retry({ minTimeout: 1, maxTimeout: 5, maxRetries: 3 }),
  );
  await show('retried', text(undici.request(`${origin}/flaky`, { dispatcher: retrying })));
  const following = new undici.Agent().compose(undici.interceptors.redirect({ maxRedirections: 2 }));
  await show('followed', text(undici.request(`${origin}/redirect`, { dispatcher: following })));
  await show('followed too often', text(undici.request(`${origin}/loop`, { dispatcher: following })));
  const strict = new undici.Agent().compose(undici.interceptors.responseError());
  await show('an error by its status', text(undici.request(`${origin}/status`, { dispatcher: strict })));
  const balanced = new undici.BalancedPool([origin]);
  await show('balanced', text(balanced.request({ path: '/text', method: 'GET' })));
  await Promise.all([retrying.close(), following.close(), strict.close(), balanced.close()]);
}

async function failures() {
  const agent = new undici.Agent({ headersTimeout: 100, bodyTimeout: 100 });
  const get = (path, options) => text(undici.request(`${origin}${path}`, { dispatcher: agent, ...options }));
  await show('headers timeout', get('/never'));
  await show('body timeout', get('/stalls'));
  await show('cut', get('/cut'));
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('mine')), 10);
  await show('aborted', get('/never', { signal: controller.signal }));
  await show('aborted before', get('/text', { signal: AbortSignal.abort() }));
  await show('bad length', get('/echo', { method: 'POST', body: 'abc', headers: { 'content-length': '5' } }));
  await show('bad header', get('/text', { headers: { 'x y': '1' } }));
  await show('bad value', get('/text', { headers: { x: 'a\nb' } }));
  for (const [title, bytes] of [
    ['not http', 'what?\r\n\r\n'],
    ['bad status', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['bad header', 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n'],
    ['bad chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['short', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab'],
    ['nothing', ''],
    ['old', 'HTTP/1.0 200 OK\r\n\r\nuntil the end'],
    ['informed', 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['much header', `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(20000)}\r\n\r\n`],
  ]) {
    const [url, listening] = await raw(bytes);
    await show(title, text(undici.request(url, { dispatcher: agent })));
    listening.close();
  }
  const [closed, listening] = await raw('');
  await new Promise((resolve) => listening.close(resolve));
  try {
    await undici.request(closed, { dispatcher: agent });
  } catch (error) {
    console.log('refused', error.code, error.syscall);
  }
  await agent.destroy();
}

async function main() {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${server.address().port}`;
  for (const part of [requests, streams, fetches, dispatchers, failures]) {
    console.log(`--- ${part.name}`);
    await part();
  }
  await undici.getGlobalDispatcher().close();
  server.closeAllConnections();
  server.close(() => console.log('closed'));
}

main();
