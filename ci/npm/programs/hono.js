// Hono on its Node adapter: Request and Response over node:http, middleware, streams, validation, errors.
'use strict';
const { serve } = require('@hono/node-server');
const { serveStatic } = require('@hono/node-server/serve-static');
const { Hono } = require('hono');
const { HTTPException } = require('hono/http-exception');
const { stream, streamText, streamSSE } = require('hono/streaming');
const { getCookie, setCookie } = require('hono/cookie');
const { etag } = require('hono/etag');
const { cors } = require('hono/cors');
const { basicAuth } = require('hono/basic-auth');
const { compress } = require('hono/compress');
const { bodyLimit } = require('hono/body-limit');
const { validator } = require('hono/validator');
const fs = require('fs');
const os = require('os');
const path = require('path');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'hono-'));
fs.writeFileSync(path.join(root, 'page.html'), '<h1>static</h1>\n');
fs.utimesSync(path.join(root, 'page.html'), 1000, 1000);
process.chdir(root);

const app = new Hono();
app.use(async (c, next) => {
  c.set('who', 'ada');
  await next();
  c.header('X-After', String(c.res.status));
});
app.get('/text', (c) => c.text('text'));
app.get('/json', (c) =>
  c.json({
    q: c.req.query(),
    all: c.req.queries('a'),
    who: c.get('who'),
    url: new URL(c.req.url).pathname,
    ua: c.req.header('user-agent') ?? null,
  }),
);
app.get('/html', (c) => c.html('<p>html</p>', 201, { 'X-More': 'm' }));
app.get('/user/:id{[0-9]+}/:rest?', (c) => c.json(c.req.param()));
app.get('/body', (c) => c.body(new Uint8Array([104, 105]), 200, { 'Content-Type': 'application/octet-stream' }));
app.get(
  '/response',
  () =>
    new Response('plain Response', {
      headers: [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
    }),
);
app.get('/redirect', (c) => c.redirect('/text'));
app.get('/nothing', (c) => c.body(null, 204));
app.get('/cookie', (c) => {
  setCookie(c, 'seen', 'yes', { path: '/', httpOnly: true });
  return c.json(getCookie(c));
});
app.get('/stream', (c) =>
  stream(c, async (out) => {
    await out.write('one ');
    await out.write(new Uint8Array([50]));
  }),
);
app.get('/stream-text', (c) =>
  streamText(c, async (out) => {
    await out.writeln('line');
    await out.sleep(5);
    await out.write('last');
  }),
);
app.get('/events', (c) =>
  streamSSE(c, async (out) => {
    for (let id = 0; id < 3; id++) await out.writeSSE({ data: `tick ${id}\nsecond`, event: 'tick', id: String(id) });
  }),
);
app.get('/error', () => {
  throw new Error('went wrong');
});
app.get('/exception', () => {
  throw new HTTPException(402, { message: 'pay first' });
});
app.get('/etag/*', etag());
app.get('/etag/it', (c) => c.text('tagged'));
app.use('/cors/*', cors({ origin: 'http://a.example', allowMethods: ['GET', 'PUT'], maxAge: 60 }));
app.get('/cors/it', (c) => c.text('shared'));
app.use('/auth/*', basicAuth({ username: 'u', password: 'p' }));
app.get('/auth/it', (c) => c.text('known'));
app.get('/gzip', compress({ threshold: 1 }), (c) => c.text('compressed '.repeat(50)));
app.get('/raw', (c) => c.json({ remote: typeof c.env.incoming.socket.remotePort, method: c.env.incoming.method }));
app.post('/echo/json', async (c) => c.json(await c.req.json()));
app.post('/echo/text', async (c) => c.text(await c.req.text()));
app.post('/echo/form', async (c) => c.json(await c.req.parseBody({ all: true })));
app.post('/echo/bytes', async (c) => c.json({ bytes: (await c.req.arrayBuffer()).byteLength }));
app.post('/echo/stream', (c) => new Response(c.req.raw.body, { headers: { 'Content-Type': 'text/plain' } }));
app.post('/limited', bodyLimit({ maxSize: 10, onError: (c) => c.text('too much', 413) }), async (c) =>
  c.text(await c.req.text()),
);
app.post(
  '/valid',
  validator('json', (value, c) => (value.n > 1 ? { n: value.n } : c.text('n is small', 400))),
  (c) => c.json(c.req.valid('json')),
);
app.get('/static/*', serveStatic({ root: '.', rewriteRequestPath: (p) => p.replace('/static', '') }));
const sub = new Hono().basePath('/sub');
sub.get('/page', (c) => c.text('sub page'));
app.route('/', sub);
app.notFound((c) => c.text(`no ${c.req.path}`, 404));
app.onError((error, c) =>
  error instanceof HTTPException ? error.getResponse() : c.json({ error: error.message }, 500),
);

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (info) => console.log('listening ' + info.port));
