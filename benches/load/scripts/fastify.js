// Fastify with a parameter, and a schema for its JSON answer.
'use strict';
const app = require('fastify')();

const properties = { id: { type: 'string' }, name: { type: 'string' } };
const schema = { response: { 200: { type: 'object', properties } } };
app.get('/users/:id', { schema }, (request, reply) => { reply.send({ id: request.params.id, name: 'Ada' }); });
app.listen({ port: 0, host: '127.0.0.1' }, () => console.log('listening ' + app.server.address().port));
