// Koa: middleware onion, context, bodies of every kind, errors.
'use strict';
const Koa = require('koa');
const { Readable } = require('stream');

const app = new Koa({ keys: ['one', 'two'] });
app.silent = true;
app.use(async (ctx, next) => {
  ctx.set('X-Order', 'outer');
  await next();
  ctx.append('X-Order', `status ${ctx.status}`);
});
app.use(async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    if (!error.caught) throw error;
    ctx.status = error.status;
    ctx.body = { error: error.message };
  }
});
app.use(async (ctx) => {
  switch (ctx.path) {
    case '/text': ctx.body = 'text'; break;
    case '/html': ctx.body = '<p>html</p>'; break;
    case '/json': ctx.body = { query: ctx.query, method: ctx.method, type: ctx.accepts('json', 'html') }; break;
    case '/buffer': ctx.body = Buffer.from('bytes'); break;
    case '/stream': ctx.type = 'text/plain'; ctx.body = Readable.from(['a', 'stream']); break;
    case '/null': ctx.body = null; break;
    case '/status': ctx.status = 202; break;
    case '/redirect': ctx.redirect('/text'); break;
    case '/etag': ctx.etag = 'v1'; ctx.body = 'tagged'; if (ctx.fresh) ctx.status = 304; break;
    case '/cookies':
      ctx.cookies.set('plain', 'x', { httpOnly: false });
      ctx.cookies.set('signed', 'y', { signed: true });
      ctx.body = { got: ctx.cookies.get('in') ?? null };
      break;
    case '/throw': ctx.throw(403, 'forbidden here'); break;
    case '/caught': throw Object.assign(new Error('caught'), { caught: true, status: 422 });
    case '/error': throw new Error('not exposed');
    case '/assert': ctx.assert(ctx.query.ok, 401, 'not ok'); ctx.body = 'ok'; break;
    case '/raw': ctx.respond = false; ctx.res.end('by hand'); break;
    default:
  }
});
const server = app.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
