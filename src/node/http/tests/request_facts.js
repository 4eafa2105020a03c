// What a request says of itself, and what it sends, for every way to write one.
'use strict';
const http = require('http');
const net = require('net');
const dc = require('diagnostics_channel');
const { once } = require('events');

// So many turns of the loop: what is on its way within this process has come by then, however busy the machine is.
async function wait(turns) {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => { setImmediate(resolve); });
}

let port;
let log = [];
const say = (...words) => log.push(words.join(' '));
const flush = (title) => {
  console.log(`== ${title}\n  ${log.join('\n  ').replaceAll(port, 'P')}`);
  log = [];
};

// Keeps what came, as it came, and answers once there has been silence.
const server = net.createServer((socket) => {
  let text = '';
  socket.on('error', () => {});
  socket.on('data', async (data) => {
    text += data.toString('latin1');
    const { length } = text;
    await wait(30);
    if (text.length !== length) return;
    server.emit('request text', text);
    const body = text.startsWith('HEAD') ? '' : 'ok';
    text = '';
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${body}`);
  });
});

const show = (text) => JSON.stringify(text).replace(/(.{200}).+(.{30})/, '$1…$2');
const agents = { closing: new http.Agent(), keeping: new http.Agent({ keepAlive: true }) };

async function send(title, options, use) {
  const lines = [];
  let req;
  try {
    req = http.request({ host: '127.0.0.1', port, agent: agents.closing, ...options });
    req.on('error', (error) => lines.push(`error ${error.code} ${error.message}`));
    const arrived = once(server, 'request text');
    const note = (...words) => lines.push(words.join(' '));
    await use(req, note);
    if (!req.destroyed) {
      const [[text], [res]] = await Promise.all([arrived, once(req, 'response')]);
      lines.push(show(text));
      res.resume();
    }
    if (!req.closed) await new Promise((resolve) => { req.on('close', resolve); });
  } catch (error) {
    lines.push(`threw ${error.name} ${error.code} ${error.message}`);
    req?.removeAllListeners('error').on('error', () => {}).destroy();
    await wait(10);
  }
  return `${title}: ${lines.join('\n    ')}`;
}

const cases = [];
const add = (title, options, use) => cases.push([title, options, use]);

for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'PROPFIND']) {
  add(`${method} end`, { method }, (req) => req.end());
  add(`${method} end(data)`, { method }, (req) => req.end('body'));
  add(`${method} write, end`, { method }, (req) => { req.write('a'); req.end(); });
  add(`${method} write, write, end(data)`, { method }, (req) => { req.write('a'); req.write(Buffer.from('b')); req.end('c'); });
}
add('POST keeping', { method: 'POST', agent: agents.keeping }, (req) => req.end('body'));
add('GET keeping', { agent: agents.keeping }, (req) => req.end());
add('POST end("")', { method: 'POST' }, (req) => req.end(''));
add('POST write("")', { method: 'POST' }, (req, note) => { note(req.write(''), req.headersSent); req.end(); });
add('GET write("")', {}, (req, note) => { note(req.write(''), req.headersSent); req.end(); });
add('POST with length', { method: 'POST', headers: { 'Content-Length': 4 } }, (req) => { req.write('bo'); req.end('dy'); });
add('GET with length', { headers: { 'Content-Length': 4 } }, (req) => { req.end('body'); });
add('GET chunked by header', { headers: { 'Transfer-Encoding': 'chunked' } }, (req) => { req.write('bo'); req.end('dy'); });
add('GET chunked, no body', { headers: { 'Transfer-Encoding': 'chunked' } }, (req) => req.end());
add('POST both', { method: 'POST', headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': 4 } }, (req) => req.end('body'));
add('POST short of its length', { method: 'POST', headers: { 'Content-Length': 9 } }, (req) => {
  req.end('body');
});
add('POST without default', { method: 'POST' }, (req) => { req.useChunkedEncodingByDefault = false; req.write('a'); req.end('b'); });
add('GET with default', {}, (req) => { req.useChunkedEncodingByDefault = true; req.write('a'); req.end('b'); });
add('POST removed length', { method: 'POST' }, (req) => { req.removeHeader('content-length'); req.end('body'); });
add('POST removed encoding', { method: 'POST' }, (req) => { req.removeHeader('transfer-encoding'); req.write('a'); req.end('b'); });
add('removed connection', {}, (req) => { req.removeHeader('connection'); req.end(); });
add('removed host', {}, (req) => { req.removeHeader('host'); req.end(); });
add('no host', { setHost: false }, (req) => req.end());
add('no defaults', { setDefaultHeaders: false, method: 'POST' }, (req) => req.end('body'));
add('no defaults but host', { setDefaultHeaders: false, setHost: true }, (req) => req.end());
add('auth', { auth: 'me:you' }, (req) => req.end());
add('own host', { headers: { host: 'elsewhere' } }, (req) => req.end());
add('header list', { method: 'POST', headers: ['A', '1', 'a', '2', 'Host', 'x'] }, (req) => req.end('body'));
add('header pairs', { headers: [['A', '1'], ['B', ['2', '3']]] }, (req) => req.end());
add('unique', { headers: { a: ['1', '2'], b: ['3', '4'] }, uniqueHeaders: ['a'] }, (req) => req.end());
add('connection close', { headers: { connection: 'close' }, agent: agents.keeping }, (req, note) => { req.end(); note(req.shouldKeepAlive); });
add('connection keep-alive', { headers: { connection: 'keep-alive' } }, (req, note) => { req.end(); note(req.shouldKeepAlive); });
add('connection mine', { headers: { connection: 'mine' } }, (req) => req.end());
add('date', {}, (req) => { req.sendDate = true; req.setHeader('Date', 'now'); req.end(); });
add('trailers', { method: 'POST' }, (req) => {
  req.setHeader('Trailer', 'x-end');
  req.write('a');
  req.addTrailers({ 'X-End': 'yes' });
  req.end();
});
add('trailers without a body', { method: 'POST' }, (req) => { req.addTrailers([['X-End', 'yes']]); req.end(); });
add('trailers, length', { method: 'POST', headers: { 'Content-Length': 1 } }, (req) => { req.addTrailers({ 'X-End': 'yes' }); req.end('a'); });
add('bad trailers', { method: 'POST' }, (req) => { req.addTrailers({ 'X End': 'yes' }); });
add('encodings', { method: 'POST' }, (req) => { req.write('e9', 'hex'); req.write('\u00e9', 'latin1'); req.end('6Q==', 'base64'); });
add('bytes', { method: 'POST' }, (req) => { req.write(new Uint8Array([97, 98])); req.end(new Uint8Array([99])); });
add('flushed', { method: 'POST' }, async (req, note) => {
  req.flushHeaders();
  note(req.headersSent, req.writableLength > 0);
  await wait(50);
  req.end('body');
});
add('flushed GET', {}, async (req) => { req.flushHeaders(); await wait(50); req.end(); });
add('corked', { method: 'POST' }, (req, note) => {
  req.cork();
  req.write('a');
  req.write('b');
  note(req.writableCorked, req.writableLength > 0);
  req.uncork();
  note(req.writableCorked);
  req.end('c');
});
add('corked to the end', { method: 'POST' }, (req, note) => {
  req.cork();
  req.cork();
  req.write('a');
  req.end('b');
  note(req.writableCorked);
});
add('write callbacks', { method: 'POST' }, (req, note) => {
  req.on('finish', () => note('finish'));
  req.write('a', () => note('a'));
  req.write('b', 'latin1', () => note('b'));
  req.end('c', () => note('c'));
});
add('end callback alone', {}, (req, note) => { req.end(() => note('ended', req.writableFinished)); });
add('written once connected', { method: 'POST' }, async (req, note) => {
  const [socket] = await once(req, 'socket');
  note(socket.connecting);
  await once(socket, 'connect');
  note(req.write('a'), socket.bytesWritten > 0);
  await wait(50);
  note(req.write('b'));
  req.end('c');
});
add('socket facts', {}, async (req, note) => {
  req.setNoDelay(true);
  req.setNoDelay();
  req.setSocketKeepAlive(true, 1000);
  note(req.setNoDelay(false), req.setSocketKeepAlive(false));
  req.end();
});
add('continue', { method: 'POST', headers: { Expect: '100-continue' } }, (req, note) => { note(req.headersSent); req.end('body'); });
add('path and method', { path: '/a?b=c', method: 'get' }, (req, note) => {
  note(req.path, req.method, req.host, req.protocol, req.reusedSocket, req.maxHeadersCount, req.finished);
  req.path = '/other';
  req.method = 'PUT';
  note(req.path, req.headersSent);
  req.end();
});
add('path with space', {}, (req) => { req.path = '/a b'; });
add('no path', { path: '' }, (req) => req.end());
add('options path', { path: null }, (req) => req.end());
add('star', { method: 'OPTIONS', path: '*' }, (req) => req.end());
add('absolute', { path: 'http://x/y' }, (req) => req.end());
add('header names', {}, (req, note) => {
  req.setHeader('X-One', 1);
  req.appendHeader('x-one', 2);
  req.setHeaders(new Map([['Y-Two', 'b'], ['z', ['c', 'd']]]));
  note(JSON.stringify(req.getRawHeaderNames()), JSON.stringify(req.getHeaderNames()));
  note(JSON.stringify(req.getHeaders()), req.hasHeader('X-ONE'), JSON.stringify(req.getHeader('x-one')));
  req.end();
  note(JSON.stringify(req.getRawHeaderNames()), req._header === null, req.getHeader('connection'));
});
add('set after sent', {}, (req) => { req.end(); req.setHeader('a', 'b'); });
add('remove after sent', {}, (req) => { req.end(); req.removeHeader('a'); });
add('append after sent', {}, (req) => { req.end(); req.appendHeader('a', 'b'); });
add('bad name', {}, (req) => { req.setHeader('a b', 'c'); });
add('bad value', {}, (req) => { req.setHeader('a', 'c\n'); });
add('no value', {}, (req) => { req.setHeader('a', undefined); });
add('bad host', { host: 3 }, () => {});
add('bad method', { method: 'A B' }, () => {});
add('bad method type', { method: 1 }, () => {});
add('bad path', { path: '/ü\u0100' }, () => {});
add('bad protocol', { protocol: 'https:' }, () => {});
add('bad agent', { agent: {} }, () => {});
add('bad port', { port: 70000 }, () => {});
add('bad timeout', { timeout: 'x' }, () => {});
add('bad insecure', { insecureHTTPParser: 1 }, () => {});
add('bad maxHeaderSize', { maxHeaderSize: -1 }, () => {});
add('bad join', { joinDuplicateHeaders: 1 }, () => {});
add('bad chunk', { method: 'POST' }, (req) => { req.write(1); });
add('null chunk', { method: 'POST' }, (req) => { req.write(null); });
add('bad setTimeout', {}, (req) => { req.setTimeout('x'); });
add('pipe', {}, (req) => { req.on('error', () => {}); req.pipe(process.stdout); req.destroy(); });

async function channels() {
  const names = ['http.client.request.created', 'http.client.request.start', 'http.client.request.error', 'http.client.response.finish'];
  for (const name of names) {
    dc.subscribe(name, (message, channel) => {
      const { request, response, error } = message;
      say(channel, Object.keys(message).join(), request.path, response?.statusCode, error?.code, request.headersSent, request.finished,
          typeof request.socket, response?.complete);
    });
  }
  const once2 = (options) => new Promise((resolve) => {
    const req = http.request({ host: '127.0.0.1', port, agent: agents.closing, ...options }, (res) => {
      say('response');
      res.resume();
      res.on('end', () => say('end'));
    });
    say('made');
    req.on('finish', () => say('finish'));
    req.on('error', () => say('error'));
    req.on('close', resolve);
    req.end();
    say('sent');
  });
  await once2({ path: '/one' });
  await once2({ path: '/two', agent: agents.keeping });
  await once2({ path: '/refused', port: 1 });
  const req = http.request({ host: '127.0.0.1', port, path: '/gone' });
  req.on('error', () => say('error'));
  req.destroy();
  await new Promise((resolve) => { req.on('close', resolve); });
  flush('channels');
}

async function main() {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address());
  // One connection at a time is heard of: each case waits for its own text.
  for (const [title, options, use] of cases) say(await send(title, options, use));
  flush('what is sent');
  await channels();
  for (const agent of Object.values(agents)) agent.destroy();
  server.close();
}

main();
