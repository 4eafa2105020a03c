// A TCP server that sends back what it gets: rnode examples/echo.js, then nc 127.0.0.1 4000
'use strict';

const net = require('node:net');

const server = net.createServer((socket) => {
  socket.pipe(socket);
  socket.on('error', (error) => console.error(`A client failed: ${error.message}`));
});

server.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  console.log(`Listening on 127.0.0.1:${server.address().port}`);
});
