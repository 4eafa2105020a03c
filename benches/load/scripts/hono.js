// Hono on its adapter for node:http, with a parameter and a JSON answer.
'use strict';
const { serve } = require('@hono/node-server');
const { Hono } = require('hono');

const app = new Hono();
app.get('/users/:id', (context) => context.json({ id: context.req.param('id'), name: 'Ada' }));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log('listening ' + port));
