// Fastify: schemas both ways, hooks in order, decorators and plugins, its parsers, its errors, streams.
'use strict';
const fastify = require('fastify');
const { Readable } = require('stream');

const app = fastify({ bodyLimit: 5000, genReqId: () => 'r1', ajv: { customOptions: { allErrors: true } } });
const order = [];
for (const hook of [
  'onRequest',
  'preParsing',
  'preValidation',
  'preHandler',
  'preSerialization',
  'onSend',
  'onResponse',
]) {
  app.addHook(hook, async () => {
    order.push(hook);
  });
}
app.decorateRequest('user', null);
app.decorateReply('shout', function (text) {
  return this.send(text.toUpperCase());
});
app.addHook('preHandler', async (request) => {
  request.user = request.headers['x-user'] ?? 'nobody';
});

app.get('/order', async () => {
  const seen = order.splice(0);
  return { seen, now: order.length };
});
app.get('/user', async (request) => ({ user: request.user, id: request.id, ip: request.ip, host: request.host }));
app.get('/shout', (request, reply) => reply.shout('quiet'));
app.get('/params/:a/:b([0-9]+)', async (request) => request.params);
app.get('/wild/*', async (request) => request.params);
app.get('/text', async () => 'text');
app.get('/buffer', (request, reply) => reply.type('application/octet-stream').send(Buffer.from('bytes')));
app.get('/stream', (request, reply) => reply.type('text/plain').send(Readable.from(['s1 ', 's2'])));
app.get('/web', (request, reply) => reply.send(new Response('web', { status: 201, headers: { 'x-web': 'yes' } })));
app.get('/empty', (request, reply) => {
  reply.code(204).send();
});
app.get('/redirect', (request, reply) => reply.redirect('/text', 307));
app.get('/raw', (request, reply) => {
  reply.hijack();
  reply.raw.end('hijacked');
});
app.get('/trailer', (request, reply) => {
  reply.trailer('x-sum', async () => '42').send('with a trailer');
});
app.get('/fail', async () => {
  throw Object.assign(new Error('failed'), { statusCode: 409, code: 'E_APP' });
});
app.get('/broken', async () => {
  null.property;
});
app.get(
  '/serialized',
  {
    schema: {
      response: {
        200: {
          type: 'object',
          properties: {
            a: { type: 'integer' },
            when: { type: 'string', format: 'date-time' },
            list: { type: 'array', items: { type: 'string' } },
          },
        },
      },
    },
  },
  async () => ({ a: '7', hidden: 1, when: new Date(0), list: [1, true, 'x'] }),
);
app.post(
  '/validated',
  {
    schema: {
      body: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', minLength: 2 },
          age: { type: 'integer', minimum: 0 },
          mail: { type: 'string', format: 'email' },
        },
        additionalProperties: false,
      },
      querystring: { type: 'object', properties: { page: { type: 'integer', default: 1 } } },
    },
  },
  async (request) => ({ body: request.body, query: request.query }),
);
app.post('/echo', async (request) => ({ body: request.body, type: request.headers['content-type'] }));
app.addContentTypeParser('text/csv', { parseAs: 'string' }, async (request, body) =>
  body
    .trim()
    .split('\n')
    .map((line) => line.split(',')),
);
app.addContentTypeParser('application/x-count', async (request, payload) => {
  let bytes = 0;
  for await (const chunk of payload) bytes += chunk.length;
  return { bytes };
});
app.register(
  async (plugin) => {
    plugin.decorate('secret', 41);
    plugin.addHook('onSend', async (request, reply, payload) => {
      reply.header('x-plugin', '1');
      return payload;
    });
    plugin.get('/inside', async () => ({ secret: plugin.secret + 1 }));
    plugin.setErrorHandler((error, request, reply) => reply.code(500).send({ handled: error.message }));
    plugin.get('/throws', async () => {
      throw new Error('inside');
    });
  },
  { prefix: '/plugin' },
);
app.setNotFoundHandler((request, reply) => reply.code(404).send({ missing: request.url }));

app.listen({ port: 0, host: '127.0.0.1' }).then((address) => {
  order.length = 0;
  console.log('listening ' + new URL(address).port);
});
