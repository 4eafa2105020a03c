// Callbacks of a socket run in the context in which its connection was asked for; those of an accepted one in none.
'use strict';
const { AsyncLocalStorage } = require('async_hooks');
const net = require('net');

const storage = new AsyncLocalStorage();
const seen = {};
storage.run('server', () => {
  const server = net.createServer((socket) => {
    seen.connection = storage.getStore();
    storage.enterWith('handler');
    socket.on('data', () => {
      seen['server data'] = storage.getStore();
      socket.end('bye');
    });
  });
  server.listen(0, () => {
    seen.listening = storage.getStore();
    storage.run('client', () => {
      const socket = net.connect(server.address().port, () => { seen.connect = storage.getStore(); });
      storage.run('late', () => {
        socket.on('data', () => { seen['client data'] = storage.getStore(); });
        socket.on('close', () => {
          seen['client close'] = storage.getStore();
          server.close();
        });
        socket.write('hi');
      });
    });
  });
});
process.on('exit', () => {
  for (const key of Object.keys(seen).sort()) console.log(key, '=', seen[key]);
});
