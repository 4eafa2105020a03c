// A small service with Request and Response: it looks at method, path and a header, reads JSON, and answers with JSON.
'use strict';

async function handler(request) {
  const { pathname } = new URL(request.url);
  if (request.method !== 'POST' || pathname !== '/') return new Response('Not Found', { status: 404 });
  const { items } = await request.json();
  const total = items.reduce((sum, { price, count }) => sum + price * count, 0);
  return Response.json({ total }, { headers: { 'cache-control': 'no-store' } });
}

const options = { port: 0, hostname: '127.0.0.1' };
const listening = (port) => console.log('listening ' + port);

if (typeof Bun !== 'undefined') {
  listening(Bun.serve({ ...options, fetch: handler }).port);
} else if (typeof Deno !== 'undefined') {
  Deno.serve({ ...options, onListen: ({ port }) => listening(port) }, handler);
} else {
  require('rnode:serve').serve(options, handler).ready.then(({ port }) => listening(port));
}
