// Game rooms: each room lives on one shard, and its players' connections are sent there.
// rnode examples/game_shards.js, then in two terminals nc 127.0.0.1 4001 and the name of a room, for example: castle
'use strict';

const net = require('node:net');
const { parent, self, spawn } = require('rnode:shards');

if (parent === null) reception();
else house();

// The program itself accepts, reads the room's name, and sends the connection to the room's shard.
function reception() {
  const houses = Array.from({ length: self.count }, (_, shard) => spawn(__filename, { shard, name: `house-${shard}` }));
  const server = net.createServer((connection) => {
    connection.on('error', () => connection.destroy());
    connection.write('Which room? ');
    let head = '';
    connection.on('data', function wait(chunk) {
      head += chunk.toString('latin1');
      const end = head.indexOf('\n');
      if (end < 0) {
        if (head.length > 64) connection.destroy();
        return;
      }
      connection.off('data', wait);
      connection.pause();
      const room = head.slice(0, end).trim();
      // What came behind the name is the room's to read.
      if (head.length > end + 1) connection.unshift(Buffer.from(head.slice(end + 1), 'latin1'));
      whenSent(connection, () => houses[hash(room) % houses.length].postMessage({ room, connection }, [connection]));
    });
  });
  server.listen(Number(process.env.PORT ?? 4001), '127.0.0.1', () => {
    console.log(`Listening on 127.0.0.1:${server.address().port}, ${houses.length} shards have rooms`);
  });
}

// A connection moves when everything that was written to it has left.
function whenSent(connection, callback) {
  if (connection.writableLength === 0) callback();
  else connection.once('drain', callback);
}

function hash(text) {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)) >>> 0;
  return sum;
}

// A shard with rooms: the state of a game is plain objects, which nobody else sees.
function house() {
  const rooms = new Map();
  parent.on('message', ({ room: name, connection }) => {
    if (!rooms.has(name)) rooms.set(name, { players: new Set(), moves: 0 });
    const room = rooms.get(name);
    room.players.add(connection);
    const tell = (text) => {
      for (const player of room.players) player.write(text);
    };
    tell(`${room.players.size} in ${name} on ${self.name}\n`);
    connection.on('data', (chunk) => tell(`${name}, move ${++room.moves}: ${chunk.toString().trim()}\n`));
    connection.on('error', () => connection.destroy());
    connection.on('close', () => {
      room.players.delete(connection);
      if (room.players.size === 0) rooms.delete(name);
    });
  });
}
