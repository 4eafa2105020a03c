// Messages piped to messages, as a proxy does: order of events, waiting, ends that come too early, and pipes that are
// undone.
'use strict';
const http = require('http');
const crypto = require('crypto');

const large = Buffer.alloc(3 << 20, 'abcdefgh');
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
const log = [];
const say = (...words) => log.push(words.join(' '));

function watch(name, emitter, events) {
  for (const event of events) emitter.on(event, (arg) => say(name, event, arg?.code ?? ''));
}

const origin = http.createServer((req, res) => {
  const { url } = req;
  if (url === '/large') return res.end(large);
  if (url === '/chunks') {
    res.write('one,');
    setTimeout(() => { res.write('two,'); res.addTrailers({ 'x-last': 'yes' }); res.end('three'); }, 5);
    return;
  }
  if (url === '/empty') { res.statusCode = 204; return res.end(); }
  if (url === '/dies') {
    res.writeHead(200, { 'content-length': 100 });
    res.write('half');
    setTimeout(() => req.socket.destroy(), 20);
    return;
  }
  const hash = crypto.createHash('md5');
  let bytes = 0;
  req.on('data', (chunk) => { bytes += chunk.length; hash.update(chunk); });
  req.on('end', () => res.end(`${req.method} ${bytes} ${hash.digest('hex')}`));
});

const proxy = http.createServer((req, res) => {
  const { method, url, headers } = req;
  const quiet = url === '/large' || url === '/dies' || url === '/hash';
  const onward = http.request({ port: origin.address().port, host: '127.0.0.1', method, path: url, headers, agent }, (answer) => {
    res.writeHead(answer.statusCode, answer.headers);
    if (!quiet) watch('answer', answer, ['end', 'close', 'error']);
    const returned = answer.pipe(res);
    say('piped', returned === res, answer.listenerCount('data'), res.listenerCount('unpipe'), res.listenerCount('close') > 0);
    if (url === '/unpiped') {
      answer.unpipe(res);
      say('unpiped', answer.listenerCount('data'), res.listenerCount('unpipe'), answer.readableFlowing);
      setTimeout(() => answer.pipe(res), 10);
    }
    if (url === '/looked') {
      say(answer.readableFlowing, answer._readableState.pipes.length, answer._readableState.pipes[0] === res);
      answer.pause();
      setTimeout(() => { say('length', answer.readableLength > 0); answer.resume(); }, 10);
    }
    answer.on('aborted', () => res.destroy());
  });
  onward.on('error', (error) => say('onward error', error.code));
  if (!quiet) {
    watch('onward', onward, ['finish', 'close', 'pipe', 'unpipe']);
    watch('res', res, ['finish', 'close', 'pipe', 'unpipe']);
    watch('req', req, ['end', 'close']);
  }
  req.pipe(onward);
  say('to onward', onward.listenerCount('unpipe'), onward.listenerCount('error'), req.listenerCount('end'));
});

function ask(method, path, body, slowly) {
  return new Promise((resolve) => {
    const req = http.request({ port: proxy.address().port, host: '127.0.0.1', method, path, agent: false }, (res) => {
      const hash = crypto.createHash('md5');
      let bytes = 0;
      let text = '';
      res.on('data', (chunk) => {
        bytes += chunk.length;
        hash.update(chunk);
        if (chunk.length < 100) text += chunk;
        if (!slowly) return;
        res.pause();
        setTimeout(() => res.resume(), 1);
      });
      res.on('error', (error) => say('client error', error.code));
      res.on('close', () => {
        const { 'content-length': length, 'transfer-encoding': encoding } = res.headers;
        const what = bytes < 1000 ? JSON.stringify(text) : `${bytes} ${hash.digest('hex')}`;
        resolve(`${res.statusCode} ${length} ${encoding} ${what} ${JSON.stringify(res.trailers)}`);
      });
    });
    req.on('error', (error) => resolve(error.code));
    req.end(body);
  });
}

async function main() {
  const cases = [
    ['GET', '/'], ['POST', '/', 'a body'], ['GET', '/chunks'], ['GET', '/empty'], ['HEAD', '/'], ['GET', '/unpiped'],
    ['GET', '/looked'], ['GET', '/large', undefined, true], ['PUT', '/hash', large], ['GET', '/dies'], ['GET', '/'],
  ];
  for (const [method, path, body, slowly] of cases) {
    const answer = await ask(method, path, body, slowly);
    await new Promise((resolve) => { setTimeout(resolve, 30); });
    console.log(`--- ${method} ${path}\n${log.splice(0).join('\n')}\n=> ${answer}`);
  }
  agent.destroy();
  proxy.close();
  origin.close();
}

origin.listen(0, '127.0.0.1', () => proxy.listen(0, '127.0.0.1', main));
