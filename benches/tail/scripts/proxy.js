// Hands every request on to the server at TAIL_UPSTREAM, a port, and what that answers back.
'use strict';
const http = require('http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

const server = http.createServer((req, res) => {
  const { method, url, headers } = req;
  const options = { agent, host: '127.0.0.1', port: process.env.TAIL_UPSTREAM, method, path: url, headers };
  const forward = http.request(options, (answer) => {
    res.writeHead(answer.statusCode, answer.headers);
    answer.pipe(res);
  });
  forward.on('error', () => res.writeHead(502).end());
  req.pipe(forward);
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
