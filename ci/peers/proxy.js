// A reverse proxy as programs write them: http.request upstream, and pipes both ways.
'use strict';
const http = require('http');
const { pipeline } = require('stream');

const [, , port] = process.argv;
const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });

const server = http.createServer((req, res) => {
  const { connection, ...headers } = req.headers;
  const upstream = http.request(
    { port, agent, host: '127.0.0.1', method: req.method, path: req.url, headers },
    (answer) => {
      res.writeHead(answer.statusCode, answer.statusMessage, answer.headers);
      pipeline(answer, res, () => {});
    },
  );
  upstream.on('error', () => {
    if (!res.headersSent) res.writeHead(502);
    res.end();
  });
  pipeline(req, upstream, () => {});
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
