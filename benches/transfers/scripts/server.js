// Sends as many bytes as the path says, or takes what it is sent; `?length` announces a length, else it goes in chunks.
'use strict';
const http = require('http');
const { pipeline } = require('stream');
const { Sink, Source } = require('./ends');

const server = http.createServer((req, res) => {
  const { pathname, searchParams } = new URL(req.url, 'http://localhost');
  if (req.method === 'GET') {
    const bytes = +pathname.slice(1);
    if (searchParams.has('length')) res.setHeader('Content-Length', bytes);
    pipeline(new Source(bytes), res, (error) => { if (error) throw error; });
  } else {
    const sink = new Sink();
    pipeline(req, sink, (error) => {
      if (error) throw error;
      res.end(String(sink.bytes));
    });
  }
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
