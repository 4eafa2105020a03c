// The smallest answer there is, with Request and Response: the way that each runtime has for it.
'use strict';

const handler = () => new Response('Hello, World!');
const options = { port: 0, hostname: '127.0.0.1' };
const listening = (port) => console.log('listening ' + port);

if (typeof Bun !== 'undefined') {
  listening(Bun.serve({ ...options, fetch: handler }).port);
} else if (typeof Deno !== 'undefined') {
  Deno.serve({ ...options, onListen: ({ port }) => listening(port) }, handler);
} else {
  require('rnode:serve').serve(options, handler).ready.then(({ port }) => listening(port));
}
