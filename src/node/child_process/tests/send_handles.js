// A server and a connection go to a child.
'use strict';
const { fork } = require('child_process');
const net = require('net');

if (process.argv[2] === 'child') {
  process.on('message', (message, handle) => {
    if (message === 'server') {
      handle.on('connection', (socket) => socket.end('accepted by the child'));
      process.send('listening');
    } else if (message === 'socket') {
      handle.end('written by the child');
    } else {
      process.exit();
    }
  });
} else {
  const child = fork(__filename, ['child']);
  const given = net.createServer().listen(0, '127.0.0.1', () => child.send('server', given));
  const kept = net.createServer({ pauseOnConnect: true }, (socket) => child.send('socket', socket));
  const ask = (port) => new Promise((resolve) => {
    let text = '';
    net.connect(port, '127.0.0.1').on('data', (data) => { text += data; }).on('close', () => resolve(text));
  });
  child.once('message', async () => {
    const { port } = given.address();
    given.close();
    console.log(await ask(port));
    kept.listen(0, '127.0.0.1', async () => {
      console.log(await ask(kept.address().port));
      kept.close(() => console.log('all closed'));
      child.send('done');
    });
  });
  child.on('exit', (code) => console.log('exit', code));
}
