// Reads a JSON body, changes it, and sends it back.
'use strict';
const http = require('http');

const server = http.createServer((req, res) => {
  let text = '';
  req.setEncoding('utf8');
  req.on('data', (chunk) => { text += chunk; });
  req.on('end', () => {
    const order = JSON.parse(text);
    const total = order.items.reduce((sum, item) => sum + item.price * item.count, 0);
    const body = JSON.stringify({ id: order.id, total, items: order.items.length });
    res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    res.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
