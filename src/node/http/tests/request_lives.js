// The life of a request: its events, its response's and its socket's, in order, and what each shows of itself then.
// On a fresh connection and on a kept one, read in several ways.
'use strict';
const http = require('http');
const { once } = require('events');

// So many turns of the loop: what is on its way within this process has come by then, however busy the machine is.
async function wait(turns) {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => { setImmediate(resolve); });
}

let port;
const log = [];
const say = (...words) => log.push(words.join(' '));

const server = http.createServer((req, res) => {
  if (req.url === '/pieces') {
    res.write('one');
    wait(150).then(() => res.end('two'));
    return;
  }
  if (req.url === '/empty') return res.end();
  if (req.url === '/204') return res.writeHead(204).end();
  if (req.url === '/informed') {
    res.writeEarlyHints({ link: '</a>; rel=preload' });
    res.writeProcessing();
    wait(150).then(() => res.end('informed'));
    return;
  }
  req.resume();
  req.on('end', () => res.end('whole'));
});

const marks = (object, names) => names.map((name) => {
  const value = object[name];
  return value === null || typeof value !== 'object' ? `${name}=${value}` : `${name}=object`;
}).join(' ');

function ofRequest(req) {
  return marks(req, [
    'destroyed', 'aborted', 'finished', 'writableEnded', 'writableFinished', 'headersSent', 'closed', 'writable', 'errored',
    'writableLength', 'writableNeedDrain', 'reusedSocket', 'socket', 'res', 'parser', '_closed', 'chunkedEncoding',
    'shouldKeepAlive', 'useChunkedEncodingByDefault', 'sendDate', '_last', '_hasBody',
  ]);
}

function ofResponse(res) {
  return marks(res, [
    'complete', 'destroyed', 'aborted', 'readable', 'readableEnded', 'readableFlowing', 'readableLength', 'closed', 'errored',
    'socket', 'upgrade',
  ]) + ` same=${res.socket === res.req?.socket} first=${res.req?.res === res}`;
}

const listened = ['connect', 'data', 'end', 'close', 'error', 'drain', 'timeout', 'free', 'agentRemove', 'lookup', 'finish'];

function ofSocket(socket, req) {
  const facts = marks(socket, ['connecting', 'pending', 'readyState', 'destroyed', 'writable', 'readable', 'remotePort', 'remoteAddress']);
  const counts = listened.map((name) => `${name}:${socket.listenerCount(name)}`).join(' ');
  return `${facts} localPort=${typeof socket.localPort} mine=${socket._httpMessage === req} parser=${socket.parser ? 'yes' : socket.parser} ${counts}`;
}

let shown = new Map();

// What has not changed since the last look is left out.
function show(who, when, text) {
  const now = text.split(' ');
  const before = shown.get(who) ?? [];
  shown.set(who, now);
  say(`${who} ${when}:`, ...now.filter((word, i) => word !== before[i]));
}

function watchSocket(socket, req) {
  if (socket.watched) {
    for (const [event, listener] of socket.watched) socket.removeListener(event, listener);
  }
  socket.watched = ['lookup', 'connect', 'ready', 'free', 'timeout', 'end', 'close', 'error', 'agentRemove'].map((event) => {
    return [event, () => show('socket', event, ofSocket(socket, req))];
  });
  for (const [event, listener] of socket.watched) socket.on(event, listener);
}

function watchRequest(req) {
  for (const event of ['finish', 'prefinish', 'continue', 'information', 'response', 'drain', 'abort', 'close', 'error', 'timeout']) {
    req.on(event, () => show('req', event, ofRequest(req)));
  }
  req.prependListener('socket', (socket) => {
    show('req', 'socket', ofRequest(req));
    show('socket', 'got', ofSocket(socket, req));
    watchSocket(socket, req);
  });
}

const readers = {
  data(res) {
    res.on('data', (chunk) => show('res', `data ${chunk}`, ofResponse(res)));
    res.on('readable', () => {});
    res.removeAllListeners('readable');
    res.resume();
  },
  flow(res) {
    res.on('data', (chunk) => show('res', `data ${chunk}`, ofResponse(res)));
  },
  readable(res) {
    res.on('readable', () => {
      const chunk = res.read();
      show('res', `readable ${chunk}`, ofResponse(res));
    });
  },
  late(res) {
    wait(300).then(() => readers.flow(res));
  },
  resume(res) {
    res.resume();
  },
};

async function run(title, agent, path, read, use = (req) => req.end(), options = {}) {
  shown = new Map();
  const req = http.request({ host: '127.0.0.1', port, agent, path, ...options });
  watchRequest(req);
  show('req', 'made', ofRequest(req));
  req.on('response', (res) => {
    show('res', 'begins', ofResponse(res));
    show('socket', 'then', ofSocket(req.socket, req));
    for (const event of ['end', 'close', 'error', 'aborted', 'pause', 'resume']) {
      res.on(event, () => {
        show('res', event, ofResponse(res));
        if (event === 'end' || event === 'close') {
          show('req', 'then', ofRequest(req));
          show('socket', 'then', ofSocket(req.socket, req));
        }
      });
    }
    readers[read](res);
  });
  use(req);
  show('req', 'sent', ofRequest(req));
  await new Promise((resolve) => { req.once('close', resolve); });
  await wait(150);
  show('req', 'later', ofRequest(req));
  if (req.res) show('res', 'later', ofResponse(req.res));
  show('socket', 'later', ofSocket(req.socket, req));
  console.log(`== ${title}\n  ${log.splice(0).join('\n  ').replaceAll(port, 'P')}`);
}

async function main() {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address());
  const plain = new http.Agent();
  const keeping = new http.Agent({ keepAlive: true });
  const post = (req) => { req.write('a'); wait(100).then(() => req.end('b')); };
  await run('closing, flowing', plain, '/', 'flow');
  await run('closing, readable', plain, '/pieces', 'readable');
  await run('closing, no body', plain, '/204', 'flow');
  await run('keeping, fresh', keeping, '/', 'flow');
  await run('keeping, used', keeping, '/', 'flow');
  await run('keeping, readable', keeping, '/pieces', 'readable');
  await run('keeping, flowing after "readable"', keeping, '/pieces', 'data');
  await run('keeping, late', keeping, '/pieces', 'late');
  await run('keeping, empty', keeping, '/empty', 'flow');
  await run('keeping, empty, readable', keeping, '/empty', 'readable');
  await run('keeping, no body', keeping, '/204', 'resume');
  await run('keeping, posted', keeping, '/', 'flow', post, { method: 'POST' });
  await run('keeping, posted, answered early', keeping, '/empty', 'flow', post, { method: 'POST' });
  await run('keeping, informed', keeping, '/informed', 'flow');
  await run('a name', plain, '/', 'flow', undefined, { host: 'localhost', family: 4 });
  keeping.destroy();
  server.close();
}

main();
