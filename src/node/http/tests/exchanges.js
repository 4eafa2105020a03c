// Exchanges that do not go as most do: answers without a body, answers before the request is whole, bodies that nobody
// wants, waiting for "drain", hints in front of an answer,
// trailers, expectations.
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
  for (const event of ['finish', 'drain', 'continue', 'abort', 'timeout', 'close']) {
    req.on(event, () => say('req', event, req.destroyed, req.writableFinished));
  }
  req.on('information', (info) => {
    say('information', info.statusCode, info.statusMessage, info.httpVersion, JSON.stringify(info.headers), JSON.stringify(info.rawHeaders),
        Object.keys(info).join());
  });
  req.on('error', (error) => say('req error', error.name, error.code, error.message));
  req.on('response', (res) => {
    const { connection, 'keep-alive': keep, 'content-length': length, 'transfer-encoding': encoding, ...rest } = res.headers;
    delete rest.date;
    say('response', res.statusCode, res.statusMessage, connection, keep, length, encoding, JSON.stringify(rest));
    for (const event of ['end', 'aborted', 'close']) {
      res.on(event, () => say('res', event, res.complete, res.destroyed, JSON.stringify(res.trailers), JSON.stringify(res.rawTrailers)));
    }
    res.on('error', (error) => say('res error', error.code, error.message));
  });
  return req;
}

const closed = (emitter) => new Promise((resolve) => {
  if (emitter.closed) resolve();
  else emitter.once('close', resolve);
});

async function serving(listener, use) {
  const server = http.createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address());
  const agent = new http.Agent({ keepAlive: true });
  const request = (more, callback) => watch(http.request({ host: '127.0.0.1', port, agent, ...more }, callback));
  await use(request, server, agent);
  await wait(100);
  say('agent', Object.values(agent.sockets).flat().length, Object.values(agent.freeSockets).flat().length);
  agent.destroy();
  server.close();
  server.closeAllConnections();
}

const read = (res) => res.on('data', (chunk) => say('data', chunk.length > 40 ? chunk.length : chunk));

async function bodiless() {
  for (const [method, status, headers, body] of [
    ['HEAD', 200, {}, ''], ['HEAD', 200, { 'content-length': 4 }, 'body'], ['HEAD', 200, {}, 'body'], ['HEAD', 404, {}, 'body'],
    ['GET', 204, {}, ''], ['GET', 204, { 'content-length': 0 }, ''], ['GET', 304, { etag: 'x' }, ''], ['GET', 304, { 'content-length': 4 }, 'body'],
    ['GET', 205, {}, ''], ['GET', 200, {}, ''], ['GET', 200, { 'transfer-encoding': 'chunked' }, ''], ['POST', 201, {}, ''],
    ['HEAD', 200, { 'transfer-encoding': 'chunked' }, 'body'], ['GET', 299, { 'content-length': 4 }, 'body'],
  ]) {
    await serving((req, res) => {
      req.resume();
      res.writeHead(status, headers);
      res.end(body);
    }, async (request) => {
      for (let i = 0; i < 2; i++) {
        const req = request({ method }, read);
        req.end();
        await closed(req);
        say('reused', req.reusedSocket);
      }
    });
    flush(`${method} ${status} ${JSON.stringify(headers)} ${JSON.stringify(body)}`);
  }
}

async function early() {
  for (const [title, headers, whenAnswered] of [
    ['kept', {}, (req) => req.end('rest')],
    ['closing', { connection: 'close' }, (req) => req.end('rest')],
    ['given up', {}, (req) => req.destroy()],
    ['failed', {}, (req) => req.destroy(new Error('mine'))],
  ]) {
    await serving((req, res) => {
      req.on('data', (chunk) => say('server data', chunk));
      req.on('end', () => say('server end'));
      req.on('aborted', () => say('server aborted'));
      req.on('error', (error) => say('server error', error.code));
      res.writeHead(413, headers);
      res.end('too much');
    }, async (request) => {
      const req = request({ method: 'POST' }, read);
      req.write('first');
      const [res] = await once(req, 'response');
      await closed(res);
      say('response closed', req.destroyed, req.writableFinished, req.writable);
      await wait(50);
      whenAnswered(req);
      await closed(req);
    });
    flush(`answered early, ${title}`);
  }
}

async function unwanted() {
  const large = Buffer.alloc(400_000, 'x');
  for (const [title, use] of [
    ['no listener', (req) => req.end()],
    ['resumed', (req) => req.on('response', (res) => res.resume()).end()],
    ['destroyed', (req) => req.on('response', (res) => res.destroy()).end()],
    ['destroyed with an error', (req) => req.on('response', (res) => res.destroy(new Error('mine'))).end()],
    ['destroyed after some', (req) => req.on('response', (res) => res.once('data', () => res.destroy())).end()],
    ['request destroyed after some', (req) => req.on('response', (res) => res.once('data', () => req.destroy())).end()],
    ['iterated and left', (req) => req.on('response', async (res) => { for await (const chunk of res) { say(chunk.length > 0); break; } }).end()],
  ]) {
    await serving((req, res) => {
      res.on('close', () => say('server close', res.writableFinished));
      res.end(large);
    }, async (request) => {
      const req = request({});
      if (title === 'no listener') {
        req.removeAllListeners('response');
        req.on('newListener', () => {});
      }
      use(req);
      await closed(req);
    });
    log.sort();
    flush(`a body that nobody wants, ${title}`);
  }
}

async function draining() {
  await serving((req, res) => {
    let bytes = 0;
    req.once('readable', () => {
      say('server paused', req.readableFlowing);
      wait(300).then(() => {
        req.on('data', (chunk) => { bytes += chunk.length; });
        req.on('end', () => res.end(String(bytes)));
      });
    });
  }, async (request) => {
    const req = request({ method: 'POST' }, read);
    say('small', req.write('x'), req.writableNeedDrain, req.writableLength > 0, req.writableHighWaterMark);
    say('large', req.write(Buffer.alloc(100_000)), req.writableNeedDrain, req.writableLength > 100_000);
    await once(req, 'drain');
    say('drained', req.writableNeedDrain, req.writableLength);
    let writes = 0;
    while (req.write(Buffer.alloc(65_536))) writes++;
    say('full', req.writableNeedDrain);
    while (writes < 400) {
      if (!req.write(Buffer.alloc(65_536))) await new Promise((resolve) => { req.prependOnceListener('drain', resolve); });
      writes++;
    }
    say('written', req.writableLength);
    req.removeAllListeners('drain');
    req.end();
    await closed(req);
  });
  // How often it had to wait is the kernel's business.
  const seen = new Set();
  log.splice(0, log.length, ...log.filter((line) => !line.startsWith('req drain') || (!seen.has(line) && seen.add(line))));
  for (const [i, line] of log.entries()) if (/^data \d+$/.test(line)) log[i] = `data ${line.slice(5).length} digits`;
  flush('drain');
}

async function information() {
  await serving((req, res) => {
    req.resume();
    res.writeContinue();
    res.writeProcessing();
    res.writeEarlyHints({ link: ['</a>; rel=preload', '</b>; rel=preload'], 'x-y': 'z' }, () => {});
    say('server', res.headersSent);
    wait(100).then(() => {
      res.writeEarlyHints({ link: '</c>; rel=preload' });
      res.end('told');
    });
  }, async (request) => {
    for (const method of ['GET', 'POST', 'HEAD']) {
      const req = request({ method }, read);
      req.end();
      await closed(req);
    }
  });
  flush('information');
  await serving((req, res) => {
    res.writeHead(200, { Trailer: 'x-a' });
    res.write('one');
    res.addTrailers({ 'X-A': 'b', 'x-list': ['c', 'd'] });
    req.on('end', () => {
      say('server', JSON.stringify(req.trailers), JSON.stringify(req.rawTrailers), JSON.stringify(req.trailersDistinct));
      res.end();
    }).resume();
  }, async (request) => {
    const req = request({ method: 'PUT', headers: { Trailer: 'x-q' } }, read);
    req.write('up');
    req.addTrailers([['X-Q', 'r'], ['x-q', 's']]);
    req.end();
    await closed(req);
  });
  flush('trailers both ways');
}

async function expecting() {
  for (const [title, events, headers] of [
    ['answered by default', {}, { Expect: '100-continue' }],
    ['accepted', { checkContinue: (req, res) => { say('checkContinue'); res.writeContinue(); req.resume().on('end', () => res.end('yes')); } }, { Expect: '100-continue' }],
    ['accepted late', { checkContinue: (req, res) => wait(100).then(() => { res.writeContinue(); req.resume().on('end', () => res.end('yes')); }) }, { Expect: '100-continue' }],
    ['refused', { checkContinue: (req, res) => { res.writeHead(417); res.end('no'); } }, { Expect: '100-continue' }],
    ['refused and closed', { checkContinue: (req, res) => { res.writeHead(417, { Connection: 'close' }); res.end('no'); } }, { Expect: '100-continue' }],
    ['something else', {}, { Expect: 'wonders' }],
    ['something else, checked', { checkExpectation: (req, res) => { say('checkExpectation', req.headers.expect); res.end('fine'); } }, { Expect: 'wonders' }],
  ]) {
    await serving((req, res) => {
      say('request');
      req.on('data', (chunk) => say('server data', chunk));
      req.on('end', () => res.end('served'));
    }, async (request, server) => {
      for (const [event, listener] of Object.entries(events)) server.on(event, listener);
      const req = request({ method: 'POST', headers: { ...headers, 'Content-Length': 4 } }, read);
      say('headersSent', req.headersSent);
      req.on('continue', () => req.end('body'));
      req.on('response', (res) => {
        if (!req.writableEnded) req.end('body');
      });
      await closed(req);
    });
    flush(`expecting, ${title}`);
  }
}

async function main() {
  for (const part of [bodiless, early, unwanted, draining, information, expecting]) await part();
}

main();
