// The smallest answer there is.
'use strict';
const http = require('http');

const server = http.createServer((req, res) => {
  res.setHeader('Content-Type', 'text/plain');
  res.end('Hello, World!');
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
