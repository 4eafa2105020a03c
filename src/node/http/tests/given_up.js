// Requests that are given up, by every means and at every step: what they and their responses tell and show.
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
const flush = (title) => console.log(`== ${title}\n  ${log.splice(0).join('\n  ').replaceAll(port, 'P')}`);

function watch(req) {
  for (const event of ['finish', 'abort', 'close']) {
    req.on(event, () => say('req', event, req.destroyed, req.writableFinished));
  }
  req.on('error', (error) => say('req error', error.name, error.code, error.message));
  req.on('response', (res) => {
    say('response', res.statusCode);
    for (const event of ['end', 'aborted', 'close']) {
      res.on(event, () => say('res', event, res.complete, res.destroyed));
    }
    res.on('error', (error) => say('res error', error.code, error.message));
  });
  return req;
}

const closed = (emitter) => new Promise((resolve) => {
  if (emitter.closed) resolve();
  else emitter.once('close', resolve);
});

const read = (res) => res.on('data', (chunk) => say('data', chunk));

async function serving(listener, use) {
  const server = http.createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address());
  const agent = new http.Agent({ keepAlive: true });
  const request = () => watch(http.request({ host: '127.0.0.1', port, agent }, read));
  await use(request);
  await wait(100);
  say('agent', Object.values(agent.sockets).flat().length, Object.values(agent.freeSockets).flat().length);
  agent.destroy();
  server.close();
  server.closeAllConnections();
}

async function main() {
  const steps = {
    'before anything': (req, done) => done(),
    'on "socket"': (req, done) => req.on('socket', done),
    'on "connect"': (req, done) => req.on('socket', (socket) => socket.on('connect', done)),
    'on "finish"': (req, done) => req.on('finish', done),
    'while waiting': (req, done) => wait(100).then(done),
    'on "response"': (req, done) => req.on('response', done),
    'on "data"': (req, done) => req.on('response', (res) => res.once('data', done)),
    'on "end"': (req, done) => req.on('response', (res) => res.once('end', done)),
    'on "close" of the response': (req, done) => req.on('response', (res) => res.once('close', done)),
    'on "close"': (req, done) => req.on('close', done),
  };
  for (const [how, end] of Object.entries({
    abort: (req) => req.abort(),
    destroy: (req) => say('returns itself', req.destroy() === req),
    'destroy(error)': (req) => req.destroy(new Error('mine')),
    'socket.destroy': (req) => req.socket?.destroy(),
    'socket.end': (req) => req.socket?.end(),
  })) {
    for (const [when, step] of Object.entries(steps)) {
      await serving((req, res) => {
        req.on('error', () => {});
        wait(200).then(() => {
          res.write('some');
          wait(50).then(() => res.end('more'));
        });
      }, async (request) => {
        const req = request();
        step(req, () => {
          say('now', req.destroyed, req.aborted);
          end(req);
          say('then', req.destroyed, req.aborted, req.writable, req.errored);
        });
        req.end();
        await closed(req);
        say('left', req.destroyed, req.aborted, req.errored, req.closed, req.reusedSocket, req.res?.aborted, req.res?.complete);
      });
      flush(`${how} ${when}`);
    }
  }
}

main();
