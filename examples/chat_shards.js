// A chat room whose connections are spread over shards: rnode --shards 2 examples/chat_shards.js, then nc 127.0.0.1 4000
'use strict';

const net = require('node:net');
const { publish, self, subscribe } = require('rnode:shards');

// The connections of this shard; what one of them says reaches those of the others as a published message.
const connections = new Set();

subscribe('room', ({ from, text }) => {
  for (const connection of connections) {
    // Whoever does not read loses messages, not the room its memory.
    if (connection.name !== from && connection.writableLength < 65536) connection.write(`${from}: ${text}\n`);
  }
});

let guests = 0;
const server = net.createServer((connection) => {
  connection.name = `guest-${self.id}-${++guests}`;
  connections.add(connection);
  connection.write(`You are ${connection.name}\n`);
  let rest = '';
  connection.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop().slice(0, 4096);
    for (const text of lines) publish('room', { from: connection.name, text });
  });
  connection.on('close', () => connections.delete(connection));
  connection.on('error', () => connection.destroy());
});

server.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  console.log(`Shard ${self.id} listens on 127.0.0.1:${server.address().port}`);
});
