// The order of events of requests that come in one piece, and of what their listeners put off.
'use strict';
const http = require('http');
const net = require('net');
const out = [];
const log = (s) => out.push(s);
const server = http.createServer((req, res) => {
  log(`request ${req.url}`);
  process.nextTick(() => log(`tick ${req.url}`));
  Promise.resolve().then(() => log(`micro ${req.url}`));
  setImmediate(() => log(`immediate ${req.url}`));
  req.on('data', (d) => {
    log(`data ${req.url} ${d.length}`);
    process.nextTick(() => log(`data tick ${req.url}`));
  });
  req.on('end', () => {
    log(`end ${req.url}`);
    res.end('x');
  });
  res.on('finish', () => log(`finish ${req.url}`));
  res.on('close', () => log(`res close ${req.url}`));
  req.on('close', () => log(`req close ${req.url}`));
});
server.on('clientError', (e, s) => {
  log('clientError ' + e.code);
  s.destroy();
});
server.listen(0, '127.0.0.1', () => {
  const s = net.connect(server.address().port);
  s.on('data', () => {});
  s.on('close', () => {
    setTimeout(() => {
      server.close();
      console.log(out.join('\n'));
    }, 100);
  });
  const post = (u, b) => `POST ${u} HTTP/1.1\r\nHost: x\r\nContent-Length: ${b.length}\r\n\r\n${b}`;
  const get = (u) => `GET ${u} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const chunked = (u) =>
    `POST ${u} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n`;
  s.write(get('/1') + post('/2', 'abc') + get('/3') + chunked('/4') + get('/5'));
  setTimeout(() => s.end(), 300);
});
