// Koa: middleware in its onion, bodies of every kind, cookies, errors, conditional requests.
'use strict';
const Koa = require('koa');
const { Readable, PassThrough } = require('stream');

const app = new Koa({ keys: ['first', 'second'] });
app.silent = true;
app.use(async (ctx, next) => {
  const order = ['in'];
  ctx.state.order = order;
  await next();
  order.push('out');
  ctx.set('X-Order', order.join(' '));
});
app.use(async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    if (ctx.path === '/unhandled') throw error;
    ctx.status = error.status ?? 500;
    ctx.body = { error: error.message, expose: error.expose ?? false };
  }
});
const routes = {
  '/text': (ctx) => {
    ctx.body = 'text';
  },
  '/html': (ctx) => {
    ctx.body = '<p>html</p>';
  },
  '/json': (ctx) => {
    ctx.body = { query: ctx.query, host: ctx.host, ip: ctx.ip, fresh: ctx.fresh, secure: ctx.secure };
  },
  '/buffer': (ctx) => {
    ctx.body = Buffer.from([1, 2, 3, 255]);
  },
  '/stream': (ctx) => {
    ctx.type = 'text/plain';
    ctx.body = Readable.from(['a', 'b', 'c']);
  },
  '/blob': (ctx) => {
    ctx.body = new Blob(['a blob'], { type: 'text/plain' });
  },
  '/response': (ctx) => {
    ctx.body = new Response('from a Response', { status: 203, headers: { 'X-Web': '1' } });
  },
  '/web': (ctx) => {
    ctx.body = new Blob(['web stream']).stream();
  },
  '/nothing': (ctx) => {
    ctx.body = null;
  },
  '/cookies': (ctx) => {
    ctx.cookies.set('plain', 'v', { httpOnly: false, expires: new Date(0) });
    ctx.cookies.set('signed', 'sealed', { signed: true, sameSite: 'lax' });
    ctx.body = { plain: ctx.cookies.get('plain'), forged: ctx.cookies.get('signed', { signed: true }) };
  },
  '/etag': (ctx) => {
    ctx.etag = 'e1';
    ctx.status = 200;
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
    ctx.body = 'tagged';
  },
  '/redirect': (ctx) => {
    ctx.redirect('/else?x=ä&y="');
  },
  '/attachment': (ctx) => {
    ctx.attachment('€ rates.txt');
    ctx.body = 'attached';
  },
  '/accepts': (ctx) => {
    ctx.body = [ctx.accepts('json', 'html'), ctx.acceptsLanguages('de', 'en'), ctx.acceptsEncodings('gzip')];
  },
  '/throw': (ctx) => {
    ctx.throw(418, 'a teapot', { expose: true });
  },
  '/assert': (ctx) => {
    ctx.assert(ctx.query.user, 401, 'who?');
  },
  '/unhandled': () => {
    throw new Error('nobody cares');
  },
  '/destroyed': (ctx) => {
    const source = new PassThrough();
    ctx.body = source;
    source.end('passed');
  },
  '/upload': async (ctx) => {
    let bytes = 0;
    for await (const chunk of ctx.req) bytes += chunk.length;
    ctx.body = {
      bytes,
      type: ctx.request.type,
      charset: ctx.request.charset,
      is: ctx.is('text/*'),
      length: ctx.request.length ?? null,
    };
  },
  '/raw': (ctx) => {
    ctx.respond = false;
    ctx.res.statusCode = 202;
    ctx.res.end('past koa');
  },
};
app.use((ctx) => routes[ctx.path]?.(ctx));
app.on('error', () => {});
const server = app.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
