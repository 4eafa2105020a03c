// A reverse proxy: each request goes on to the upstream, whose port is the argument, over connections that are kept.
'use strict';
const http = require('http');

const port = +process.argv[2];
const agent = new http.Agent({ keepAlive: true });
const server = http.createServer((req, res) => {
  const { method, url: path, headers } = req;
  const onward = http.request({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => {
    res.writeHead(answer.statusCode, answer.headers);
    answer.pipe(res);
  });
  onward.on('error', () => {
    res.statusCode = 502;
    res.end();
  });
  req.pipe(onward);
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
