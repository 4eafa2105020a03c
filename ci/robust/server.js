// The server that is abused: it reads the body, answers with what it understood, and has short timeouts.
'use strict';
const http = require('http');
const { Readable } = require('stream');

// 16 MiB, a piece at a time.
function* much() {
  const piece = Buffer.alloc(64 * 1024, 'x');
  for (let sent = 0; sent < 16 << 20; sent += piece.length) yield piece;
}

const server = http.createServer({ connectionsCheckingInterval: 50 }, (req, res) => {
  if (req.url === '/early') return res.end('early');
  if (req.url === '/stream') {
    const timer = setInterval(() => res.write('x'.repeat(1000)), 5);
    res.on('close', () => clearInterval(timer));
    return;
  }
  if (req.url === '/much') return Readable.from(much()).pipe(res);
  let bytes = 0;
  req.on('data', (chunk) => { bytes += chunk.length; });
  req.on('end', () => {
    const answer = () => {
      const trailers = Object.keys(req.trailers).length;
      res.setHeader('X-Headers', req.rawHeaders.length / 2);
      res.end(`${req.method} ${req.url} ${req.httpVersion} ${bytes} bytes, ${trailers} trailers`);
    };
    if (req.url === '/slow') setTimeout(answer, 60);
    else answer();
  });
});
server.headersTimeout = 700;
server.requestTimeout = 1000;
server.keepAliveTimeout = 400;
server.keepAliveTimeoutBuffer = 100;
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
