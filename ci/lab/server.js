// What `rnode bench` is tried on: by path, a server that answers, fails, says nothing, or stands still now and then.
//
//     rnode server.js [PERIOD_MS HALT_MS]
'use strict';

const http = require('http');

const [periodMs, haltMs] = process.argv.slice(2).map(Number);
const counts = {};

const routes = {
  '/echo': (request, response) => {
    let body = '';
    request.on('data', (data) => { body += data; });
    request.on('end', () => response.end(`${request.method} ${request.headers['x-id'] ?? '-'} ${body}`));
  },
  '/missing': (request, response) => response.writeHead(404).end('no'),
  '/silent': () => {},
  '/reset': (request) => request.socket.destroy(),
  '/close': (request, response) => response.writeHead(200, { connection: 'close' }).end('bye'),
  '/chunks': (request, response) => {
    response.write('a'.repeat(5000));
    setImmediate(() => response.end('b'));
  },
  '/counts': (request, response) => response.end(JSON.stringify(counts)),
};

const server = http.createServer((request, response) => {
  const path = request.url.split('?')[0];
  counts[path] = (counts[path] ?? 0) + 1;
  const route = routes[path];
  if (route) route(request, response);
  else response.end('hello');
});
server.listen(0, '127.0.0.1', () => console.log('listening', server.address().port));

if (periodMs > 0) {
  setInterval(() => {
    const end = performance.now() + haltMs;
    while (performance.now() < end);
  }, periodMs);
}
