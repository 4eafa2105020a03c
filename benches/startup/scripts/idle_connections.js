// Keeps every connection for as long as its client does.
'use strict';
const http = require('http');

const server = http.createServer((req, res) => res.end('ok'));
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
