// What keeps a program going, by name and by object.
'use strict';
const net = require('net');
const { spawn } = require('child_process');

const server = net.createServer((socket) => {
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  const kinds = process.getActiveResourcesInfo().filter((kind) => /TCP|Process|Pipe/.test(kind));
  console.log(kinds.sort());
  const handles = process._getActiveHandles();
  console.log([server, client, socket, child].map((handle) => handles.includes(handle)));
  client.unref();
  console.log(process._getActiveHandles().includes(client));
  client.destroy();
  socket.destroy();
  server.close();
  child.stdin.end();
});
let client;
server.listen(0, () => { client = net.connect(server.address().port); });
