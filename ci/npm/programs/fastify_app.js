// Fastify: schemas compiled to code, hooks, parsers, errors, streams.
'use strict';
const fastify = require('fastify');
const { Readable } = require('stream');

const app = fastify({ bodyLimit: 1000 });
app.decorateRequest('note', '');
app.addHook('onRequest', async (request) => { request.note = `noted ${request.method}`; });
app.addHook('onSend', async (request, reply, payload) => { reply.header('x-note', request.note); return payload; });
app.addContentTypeParser('text/csv', { parseAs: 'string' }, (request, body, done) => done(null, body.split(',')));

app.get('/', async () => ({ hello: 'world' }));
app.get('/text', (request, reply) => { reply.type('text/plain').send('text'); });
app.get('/schema/:id', {
  schema: {
    params: { type: 'object', properties: { id: { type: 'integer' } } },
    querystring: { type: 'object', properties: { flag: { type: 'boolean', default: false } } },
    response: { 200: { type: 'object', properties: { id: { type: 'integer' }, flag: { type: 'boolean' } } } },
  },
}, async (request) => ({ ...request.params, ...request.query, dropped: 'not in the schema' }));
app.post('/body', {
  schema: {
    body: {
      type: 'object', required: ['name'],
      properties: { name: { type: 'string', minLength: 2 }, age: { type: 'number', minimum: 0 } },
    },
  },
}, async (request, reply) => { reply.code(201); return { got: request.body }; });
app.post('/any', async (request) => ({ body: request.body ?? null }));
app.get('/stream', (request, reply) => reply.send(Readable.from(['a', 'b'])));
app.get('/redirect', (request, reply) => reply.redirect('/text', 303));
app.get('/error', async () => { throw Object.assign(new Error('failed'), { statusCode: 418, code: 'TEAPOT' }); });
app.get('/empty', (request, reply) => reply.code(204).send());
app.register(async (scope) => {
  scope.addHook('preHandler', async (request, reply) => { reply.header('x-scope', 'inner'); });
  scope.setErrorHandler((error, request, reply) => reply.code(500).send({ handled: error.message }));
  scope.get('/one', async () => 'scoped');
  scope.get('/fails', async () => { throw new Error('in scope'); });
}, { prefix: '/scope' });

app.listen({ port: 0, host: '127.0.0.1' }).then(() => console.log('listening ' + app.server.address().port));
