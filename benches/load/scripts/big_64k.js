// An answer of 64 KiB that is in memory already.
'use strict';
const http = require('http');

const body = Buffer.alloc(64 * 1024, 'x');
const server = http.createServer((req, res) => {
  res.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': body.length });
  res.end(body);
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
