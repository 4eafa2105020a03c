// Flags: --experimental-eventsource --no-warnings
// Events, however their bytes come, reconnecting, and what is no stream of events.
'use strict';
const http = require('http');

const parts = [
  '\ufeffretry: 20\nid: 7\n\n:comment\ndata: a\ndata:b\r\ndata\r', '\nevent: custom\nid\ndata: x',
  'é\n\nevent: none\n\nid: 9\ndata: q\n\nretry: x\nid: a\0b\ndata: z\n\ndata: unfinished',
];

let count = 0;
const server = http.createServer((request, response) => {
  const { headers, url } = request;
  const answers = {
    '/404': () => response.writeHead(404).end(),
    '/204': () => response.writeHead(204).end(),
    '/html': () => response.writeHead(200, { 'content-type': 'text/html' }).end('x'),
    '/redirected': () => response.writeHead(302, { location: '/stream' }).end(),
  };
  if (url in answers) {
    answers[url]();
    return;
  }
  console.log('request', ++count, headers.accept, headers['last-event-id'], headers['cache-control'],
              Object.keys(headers).join());
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  if (url === '/drop') {
    response.write('data: hi\n\n');
    setTimeout(() => response.destroy(), 20);
    return;
  }
  response.write(parts[0]);
  setTimeout(() => response.write(parts[1]), 20);
  setTimeout(() => response.end(parts[2]), 40);
});

const withoutPort = (text) => text.replace(/:\d+/, '');

function run(url, errorsWanted = 1) {
  return new Promise((resolve) => {
    const source = new EventSource(url, { node: { reconnectionTime: 30 } });
    let errors = 0;
    console.log('--', withoutPort(source.url), source.readyState, source.withCredentials, source.onopen);
    source.onopen = (event) => console.log('open', event.constructor.name, source.readyState, event.isTrusted);
    for (const type of ['message', 'custom']) {
      source.addEventListener(type, ({ constructor, data, lastEventId, origin }) => {
        console.log(type, constructor.name, JSON.stringify(data), lastEventId, withoutPort(origin));
      });
    }
    source.onerror = (event) => {
      console.log('error', event.constructor.name, source.readyState);
      if (++errors < errorsWanted && source.readyState !== EventSource.CLOSED) return;
      source.close();
      console.log('closed', source.readyState);
      setTimeout(resolve, 50);
    };
  });
}

function attempt(body) {
  try {
    body();
  } catch (error) {
    console.log(error.name, error.message);
  }
}

server.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  await run(`${base}/stream`, 2);
  for (const path of ['404', 'html', 'redirected', '204', 'drop']) await run(`${base}/${path}`);
  attempt(() => new EventSource('nope'));
  attempt(() => new EventSource());
  console.log(EventSource.OPEN, Object.getOwnPropertyNames(EventSource.prototype).sort().join());
  server.close();
  server.closeAllConnections();
});
