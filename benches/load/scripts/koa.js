// Koa with a JSON answer.
'use strict';
const Koa = require('koa');

const app = new Koa();
app.use((context, next) => {
  if (!context.path.startsWith('/users/')) return next();
  context.body = { id: context.path.slice(7), name: 'Ada' };
});
const server = app.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
