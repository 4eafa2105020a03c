// One request in twenty keeps the program busy for 5 ms, the others for next to nothing.
'use strict';
const http = require('http');

const SLOW_MS = 5;
let count = 0;

function busy(ms) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const server = http.createServer((req, res) => {
  count += 1;
  if (count % 20 === 0) busy(SLOW_MS);
  res.setHeader('Content-Type', 'text/plain');
  res.end('Hello, World!');
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
