// Servers that send what no server should: what a request and its response are told.
'use strict';
const http = require('http');
const net = require('net');
const R = 'HTTP/1.1 200 OK\r\n';
const cases = {
  plain: [R + 'Content-Length: 2\r\n\r\nok'],
  'oversized head': [R + 'X: ' + 'a'.repeat(20000) + '\r\n\r\n'],
  'bad chunk': [R + 'Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n'],
  'bad chunk after good': [R + 'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n'],
  'chunk no crlf': [R + 'Transfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n'],
  'huge chunk size': [R + 'Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc'],
  'chunk cut': [R + 'Transfer-Encoding: chunked\r\n\r\n5\r\nab', 'end'],
  'chunk cut reset': [R + 'Transfer-Encoding: chunked\r\n\r\n5\r\nab', 'reset'],
  long: [R + 'Content-Length: 2\r\n\r\nokmore'],
  'long keep': [R + 'Content-Length: 2\r\nConnection: keep-alive\r\n\r\nok' + R + 'Content-Length: 0\r\n\r\n'],
  short: [R + 'Content-Length: 5\r\n\r\nok', 'end'],
  'short reset': [R + 'Content-Length: 5\r\n\r\nok', 'reset'],
  'two lengths': [R + 'Content-Length: 2\r\nContent-Length: 3\r\n\r\nokx'],
  'two same lengths': [R + 'Content-Length: 2\r\nContent-Length: 2\r\n\r\nok'],
  'length and chunked': [R + 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  'negative length': [R + 'Content-Length: -1\r\n\r\nok'],
  'length words': [R + 'Content-Length: two\r\n\r\nok'],
  'te gzip': [R + 'Transfer-Encoding: gzip\r\n\r\nok', 'end'],
  'te chunked twice': [R + 'Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n', 'end'],
  'no length': [R + '\r\nok', 'end'],
  'no length reset': [R + '\r\nok', 'reset'],
  'bare lf': ['HTTP/1.1 200 OK\nContent-Length: 2\n\nok', 'end'],
  'bare cr': [R + 'X: a\rb\r\n\r\n', 'end'],
  'obs fold': [R + 'X: a\r\n b\r\nContent-Length: 0\r\n\r\n', 'end'],
  'nul in value': [R + 'X: a\0b\r\n\r\n', 'end'],
  'space before colon': [R + 'X : a\r\nContent-Length: 0\r\n\r\n', 'end'],
  'empty name': [R + ': a\r\n\r\n', 'end'],
  'not http': ['hello world\r\n\r\n', 'end'],
  ssh: ['SSH-2.0-OpenSSH\r\n', 'end'],
  'http/2': ['HTTP/2 200 OK\r\n\r\n', 'end'],
  'http/1.2': ['HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n', 'end'],
  'http/0.9': ['<html>', 'end'],
  icy: ['ICY 200 OK\r\nContent-Length: 0\r\n\r\n', 'end'],
  'status 99': ['HTTP/1.1 99 X\r\n\r\n', 'end'],
  'status 1000': ['HTTP/1.1 1000 X\r\n\r\n', 'end'],
  'status 000': ['HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n', 'end'],
  'status 999': ['HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n', 'end'],
  'no reason': ['HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', 'end'],
  'reason latin1': [Buffer.from('HTTP/1.1 200 d\u00e9j\u00e0\r\nContent-Length: 0\r\n\r\n', 'latin1'), 'end'],
  empty: ['', 'end'],
  'reset at once': ['', 'reset'],
  'half head': [R + 'Content-Le', 'end'],
  'half head reset': [R + 'Content-Le', 'reset'],
  'half status': ['HTTP/1.', 'end'],
  '1xx many': ['HTTP/1.1 102 P\r\n\r\n'.repeat(30) + R + 'Content-Length: 0\r\n\r\n', 'end'],
  '1xx with length': [
    'HTTP/1.1 103 E\r\nContent-Length: 5\r\nLink: x\r\n\r\n' + R + 'Content-Length: 0\r\n\r\n',
    'end',
  ],
  '1xx then close': ['HTTP/1.1 100 C\r\n\r\n', 'end'],
  '101 unasked': ['HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nabc', 'end'],
  '101 no upgrade field': ['HTTP/1.1 101 S\r\n\r\nabc', 'end'],
  '204 with body': ['HTTP/1.1 204 N\r\nContent-Length: 2\r\n\r\nok', 'end'],
  '304 with body': ['HTTP/1.1 304 N\r\nContent-Length: 2\r\n\r\nok', 'end'],
  '205 with body': ['HTTP/1.1 205 N\r\nContent-Length: 2\r\n\r\nok', 'end'],
  trailers: [R + 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-T: 1\r\n\r\n', 'end'],
  'bad trailers': [R + 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX T: 1\r\n\r\n', 'end'],
  'huge trailers': [R + 'Transfer-Encoding: chunked\r\n\r\n0\r\nX: ' + 'a'.repeat(20000) + '\r\n\r\n', 'end'],
  'chunk ext': [R + 'Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\n\r\n', 'end'],
  'huge chunk ext': [R + 'Transfer-Encoding: chunked\r\n\r\n2;' + 'a'.repeat(20000) + '\r\nok\r\n0\r\n\r\n', 'end'],
  'leading crlf': ['\r\n\r\n' + R + 'Content-Length: 0\r\n\r\n', 'end'],
  'connection close and more': [R + 'Connection: close\r\nContent-Length: 2\r\n\r\nokmore'],
  'cookie fields': [
    R + 'Set-Cookie: a\r\nSet-Cookie: b\r\nX: 1\r\nX: 2\r\nAge: 1\r\nAge: 2\r\nContent-Length: 0\r\n\r\n',
    'end',
  ],
  'answer before': [R + 'Content-Length: 0\r\n\r\n', 'early'],
  'slow pieces': [R, 'pause', 'Content-Length: 4\r\n', 'pause', '\r\nab', 'pause', 'cd'],
};
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function misbehave(socket, steps) {
  for (const step of steps) {
    if (step === 'end') {
      socket.end();
    } else if (step === 'reset') {
      await wait(50);
      socket.resetAndDestroy();
    } else if (step === 'pause') {
      await wait(20);
    } else if (step !== 'early' && step !== '') {
      socket.write(step);
    }
  }
}

function fmt(e) {
  const packet = e.rawPacket ? e.rawPacket.length : '';
  return `${e.name} ${e.code} ${e.message} ${e.syscall ?? ''} ${e.errno ?? ''} ${e.reason ?? ''} ${e.bytesParsed ?? ''} ${packet}`;
}

function listenToResponse(res, log) {
  const message = `${res.statusCode} ${JSON.stringify(res.statusMessage)} ${res.httpVersion}`;
  log.push(`response ${message} ${JSON.stringify(res.headers).slice(0, 100)} ${res.rawHeaders.length}`);
  res.on('data', (d) => log.push(`data ${d.toString('latin1').slice(0, 40)}`));
  res.on('end', () => log.push(`end ${res.complete} ${JSON.stringify(res.trailers).slice(0, 60)}`));
  res.on('aborted', () => log.push('res aborted'));
  res.on('error', (e) => log.push('res error ' + fmt(e)));
  res.on('close', () => log.push(`res close ${res.complete} ${res.aborted} ${res.readableEnded}`));
}

function listenToRequest(req, log) {
  req.on('socket', (s) => {
    s.on('close', (h) => log.push('socket close ' + h));
    s.on('error', (e) => log.push('socket error ' + e.code));
  });
  req.on('information', (i) => log.push(`info ${i.statusCode}`));
  req.on('continue', () => log.push('continue'));
  req.on('upgrade', (res, s, head) => {
    log.push('upgrade ' + head);
    s.destroy();
  });
  req.on('error', (e) => log.push('req error ' + fmt(e)));
  req.on('abort', () => log.push('req abort'));
  req.on('finish', () => log.push('req finish'));
  req.on('close', () => {
    log.push(`req close ${req.destroyed} ${req.aborted} ${req.reusedSocket} ${req.writableFinished}`);
  });
  req.on('response', (res) => listenToResponse(res, log));
}

async function run(keepAlive, name, steps) {
  const log = [];
  const agent = keepAlive && new http.Agent({ keepAlive });
  const server = net.createServer((s) => {
    s.on('error', () => {});
    if (steps.includes('early')) misbehave(s, steps);
    else s.once('data', () => misbehave(s, steps));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const req = http.request({ host: '127.0.0.1', port: server.address().port, agent });
  listenToRequest(req, log);
  req.end();
  // Closed or not: one that waits for more is told by what it lacks.
  await wait(1000);
  const kept = agent ? `${Object.keys(agent.freeSockets).length} ${Object.keys(agent.sockets).length}` : '';
  log.push(`agent ${kept}`);
  if (agent) agent.destroy();
  req.destroy();
  server.close();
  return `== ${keepAlive ? 'keep ' : ''}${name}\n  ` + log.join('\n  ').replace(/127.0.0.1:\d+/g, 'H');
}

// All at the same time, each with a server and an agent of its own.
async function main() {
  const runs = [false, true].flatMap((keep) => Object.entries(cases).map(([name, steps]) => run(keep, name, steps)));
  console.log((await Promise.all(runs)).join('\n'));
}

main();
