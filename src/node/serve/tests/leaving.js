// Only rnode: Node has no such module.
// Peers that leave, slow ones, servers that close with requests under way, and streams that fail.
'use strict';
const net = require('net');
const { once } = require('events');
const { serve } = require('rnode:serve');

const waiting = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let release;
const routes = {
  '/hang': (request) => new Promise((resolve) => {
    request.signal.addEventListener('abort', () => {
      console.log('aborted', request.signal.reason.name);
      resolve(new Response('nobody hears it'));
    });
  }),
  '/endless': () => new Response(new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(64 * 1024));
      routes.pulled = (routes.pulled ?? 0) + 1;
    },
    cancel(reason) { console.log('cancelled', reason.name); },
  })),
  '/upload': async (request) => {
    try {
      await request.text();
    } catch (error) {
      console.log('upload', error.name);
    }
    return new Response('late');
  },
  '/fails': () => new Response(new ReadableStream({
    start(controller) { controller.enqueue(new Uint8Array(3)); },
    pull(controller) { return waiting(5).then(() => controller.error(new Error('no more'))); },
  })),
  '/slow': () => new Promise((resolve) => { release = () => resolve(new Response('finished')); }),
};

async function connect(port, text) {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

async function main() {
  const server = await serve({ port: 0, hostname: '127.0.0.1' }, (request) => routes[new URL(request.url).pathname](request)).ready;
  const { port, url } = server;
  const get = (path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

  const hanging = await connect(port, get('/hang'));
  await waiting(20);
  hanging.destroy();
  await waiting(20);

  const slow = await connect(port, get('/endless'));
  slow.pause();
  await waiting(100);
  const before = routes.pulled;
  await waiting(50);
  console.log('waits for its reader', routes.pulled === before && before < 1000);
  slow.destroy();
  await waiting(20);

  const half = await connect(port, 'POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc');
  await waiting(20);
  half.destroy();
  await waiting(20);

  const { write } = process.stderr;
  process.stderr.write = (text) => console.log('reported', text.split('\n')[0]);
  await fetch(new URL('/fails', url)).then((response) => response.text()).catch((error) => console.log(error.message));
  process.stderr.write = write;

  const answer = fetch(new URL('/slow', url)).then((response) => response.text());
  await waiting(20);
  const closed = server.close().then(() => console.log('closed'));
  await waiting(20);
  console.log('still open');
  release();
  console.log(await answer);
  await closed;

  const second = await serve({ port: 0, hostname: '127.0.0.1' }, routes['/hang']).ready;
  await connect(second.port, get('/'));
  await waiting(20);
  await second.close({ force: true });
  console.log('forced');
  const taken = await serve({ port: 0, hostname: '127.0.0.1' }, routes['/hang']).ready;
  await serve({ port: taken.port, hostname: '127.0.0.1' }, routes['/hang']).ready.catch(({ code }) => console.log(code));
  await taken.close();
  for (const options of [undefined, null, {}, { fetch: 5 }]) {
    try {
      serve(options);
    } catch ({ code, message }) {
      console.log(code, message);
    }
  }
}

main();
