// A reverse proxy and a forward proxy, with `pipe` and with `pipeline`: what both sides and the proxy itself are told when
// all goes well, and when an upstream refuses, resets or dawdles, and a client leaves.
'use strict';
const http = require('http');
const net = require('net');
const crypto = require('crypto');
const { once } = require('events');
const { pipeline } = require('stream');

// So many turns of the loop: what is on its way within this process has come by then, however busy the machine is.
async function wait(turns) {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => { setImmediate(resolve); });
}

const large = Buffer.alloc(1_500_000, 'abcdefghijk');
const md5 = (data) => crypto.createHash('md5').update(data).digest('hex').slice(0, 8);
const log = [];
const say = (...words) => log.push(words.join(' '));

function watch(name, emitter, events) {
  for (const event of events) emitter.on(event, (arg) => say(name, event, arg?.code ?? ''));
}

// Where requests end up ---------------------------------------------------------------------------

const origin = http.createServer((req, res) => {
  const url = req.url.replace(/^http:\/\/[^/]+/, '');
  if (url === '/large') return res.end(large);
  if (url === '/pieces') {
    res.write('one,');
    wait(50).then(() => { res.addTrailers({ 'X-Last': 'yes' }); res.end('two'); });
    return;
  }
  if (url === '/204') return res.writeHead(204).end();
  if (url === '/304') return res.writeHead(304, { ETag: '"x"' }).end();
  if (url === '/hinted') { res.writeEarlyHints({ link: '</a>; rel=preload' }); return res.end('hinted'); }
  if (url === '/cookies') return res.writeHead(200, { 'Set-Cookie': ['a=1', 'b=2'], 'X-A': '1' }).end('cookies');
  if (url === '/redirect') return res.writeHead(302, 'Elsewhere', { Location: '/there' }).end();
  if (url === '/resets') {
    res.writeHead(200, { 'content-length': 100 });
    res.write('half');
    wait(150).then(() => req.socket.resetAndDestroy());
    return;
  }
  if (url === '/ends') {
    res.write('half');
    wait(150).then(() => req.socket.end());
    return;
  }
  if (url === '/silent') return req.resume();
  if (url === '/endless') {
    const more = () => { while (!res.destroyed && res.write(large.subarray(0, 10_000))); };
    res.on('drain', more);
    return more();
  }
  if (url === '/refuses') { res.writeHead(403, { Connection: 'close' }); return res.end('no'); }
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('aborted', () => say('origin: aborted'));
  req.on('error', () => {});
  req.on('end', () => {
    const body = Buffer.concat(chunks);
    const { connection, 'content-length': length, 'transfer-encoding': encoding, host, ...rest } = req.headers;
    const text = body.length < 100 ? body.toString() : `${body.length} ${md5(body)}`;
    res.end(`${req.method} ${url} ${text} ${connection} ${length} ${encoding} ${JSON.stringify(rest)} ${JSON.stringify(req.trailers)}`);
  });
});

// Between -----------------------------------------------------------------------------------------

const agent = new http.Agent({ keepAlive: true });
let noisy = true;
let style = 'pipe';

function forward(req, res, target) {
  const { method, headers } = req;
  const onward = http.request({ ...target, method, headers: { ...headers, via: 'me' }, agent });
  if (noisy) {
    watch('req', req, ['end', 'aborted', 'error', 'close']);
    watch('res', res, ['pipe', 'finish', 'error', 'close']);
    watch('onward', onward, ['pipe', 'finish', 'error', 'close']);
  }
  const fail = (error) => {
    if (noisy) say('failed', error.code, res.headersSent);
    if (res.headersSent) return res.destroy(error);
    res.writeHead(502).end(error.code);
  };
  onward.on('information', ({ statusCode, headers: { link } }) => { if (statusCode === 103) res.writeEarlyHints({ link }); });
  onward.on('response', (answer) => {
    if (noisy) watch('answer', answer, ['end', 'aborted', 'error', 'close']);
    res.writeHead(answer.statusCode, answer.statusMessage, answer.headers);
    if (style === 'pipe') {
      answer.on('error', fail);
      answer.pipe(res);
    } else {
      pipeline(answer, res, (error) => { if (noisy) say('answer done', error?.code); });
    }
    answer.on('end', () => { if (answer.headers['transfer-encoding']) res.addTrailers(answer.trailers); });
  });
  res.on('close', () => { if (!res.writableFinished) onward.destroy(); });
  if (style === 'pipe') {
    onward.on('error', fail);
    req.pipe(onward);
  } else {
    pipeline(req, onward, (error) => {
      if (noisy) say('request done', error?.code);
      if (error && !res.destroyed) fail(error);
    });
  }
}

const reverse = http.createServer((req, res) => {
  const port = req.url === '/refused' ? closedPort : origin.address().port;
  forward(req, res, { host: '127.0.0.1', port, path: req.url });
});

const forwarding = http.createServer((req, res) => {
  const { hostname, port, pathname, search } = new URL(req.url);
  forward(req, res, { host: hostname, port, path: pathname + search });
});

let closedPort;

// Who asks ----------------------------------------------------------------------------------------

const clients = new http.Agent({ keepAlive: true });

async function ask(proxy, method, path, { body, slowly, leaves, headers, trailers } = {}) {
  const target = proxy === forwarding ? `http://127.0.0.1:${path === '/refused' ? closedPort : origin.address().port}${path}` : path;
  const req = http.request({ host: '127.0.0.1', port: proxy.address().port, method, path: target, agent: clients, headers });
  const told = [];
  req.on('information', (info) => told.push(info.statusCode));
  req.on('error', (error) => told.push(`req ${error.code}`));
  const done = new Promise((resolve) => { req.on('close', resolve); });
  req.on('response', (res) => {
    const { date, connection, 'keep-alive': keep, ...rest } = res.headers;
    told.push(res.statusCode, res.statusMessage, connection, JSON.stringify(rest));
    const chunks = [];
    let bytes = 0;
    res.on('data', (chunk) => {
      bytes += chunk.length;
      if (leaves === 'data' && bytes > 0) return req.destroy();
      chunks.push(chunk);
      if (slowly && bytes % 5 === 0) {
        res.pause();
        wait(10).then(() => res.resume());
      }
    });
    res.on('error', (error) => told.push(`res ${error.code}`));
    res.on('close', () => {
      const all = Buffer.concat(chunks);
      told.push(leaves ? '' : all.length < 300 ? JSON.stringify(all.toString()) : `${all.length} ${md5(all)}`, res.complete, JSON.stringify(res.trailers));
    });
  });
  if (trailers) req.addTrailers(trailers);
  if (leaves === 'upload') {
    req.write('some');
    await wait(200);
    req.destroy();
  } else if (leaves === 'wait') {
    req.end();
    await wait(200);
    req.destroy();
  } else if (Array.isArray(body)) {
    for (const piece of body) req.write(piece);
    req.end();
  } else {
    req.end(body);
  }
  await done;
  await wait(leaves ? 500 : 100);
  return `${told.join(' ')} reused ${req.reusedSocket}`;
}

const counts = (which) => `${Object.values(which.sockets).flat().length}/${Object.values(which.freeSockets).flat().length}`;

async function run(proxy, name) {
  for (const [method, path, options = {}] of [
    ['GET', '/'], ['POST', '/', { body: 'a body' }], ['POST', '/', { body: ['in ', 'pieces'] }], ['PUT', '/', { body: '' }],
    ['DELETE', '/'], ['GET', '/pieces'], ['GET', '/204'], ['GET', '/304', { headers: { 'If-None-Match': '"x"' } }], ['HEAD', '/'],
    ['HEAD', '/large'], ['GET', '/hinted'], ['GET', '/cookies'], ['GET', '/redirect'],
    ['POST', '/', { body: ['x'], headers: { Trailer: 'x-t' }, trailers: { 'X-T': 'lost' } }],
    ['GET', '/refused'], ['POST', '/refused', { body: ['some', 'body'] }], ['GET', '/resets'], ['GET', '/ends'],
    ['GET', '/silent', { leaves: 'wait' }], ['POST', '/', { leaves: 'upload' }], ['POST', '/refuses', { body: 'x' }],
    // Which of many events come first is the kernel's business here.
    ['GET', '/endless', { leaves: 'data', quiet: true }], ['GET', '/large', { quiet: true }], ['GET', '/large', { slowly: true, quiet: true }],
    ['PUT', '/', { body: large, quiet: true }], ['PUT', '/', { body: [large, large], quiet: true }],
  ]) {
    noisy = !options.quiet;
    const answer = await ask(proxy, method, path, options);
    const told = log.splice(0).join('\n  ');
    console.log(`-- ${name}: ${method} ${path}\n  ${told}\n=> ${answer} clients ${counts(clients)} proxy ${counts(agent)}`);
  }
}

async function main() {
  for (const server of [origin, reverse, forwarding]) {
    server.on('clientError', (error, socket) => socket.destroy());
    await once(server.listen(0, '127.0.0.1'), 'listening');
  }
  const closed = net.createServer();
  await once(closed.listen(0, '127.0.0.1'), 'listening');
  closedPort = closed.address().port;
  closed.close();
  for (style of ['pipe', 'pipeline']) {
    await run(reverse, `reverse, ${style}`);
    await run(forwarding, `forward, ${style}`);
  }
  agent.destroy();
  clients.destroy();
  for (const server of [origin, reverse, forwarding]) server.close();
}

main();
