// Datagrams there and back: forms of send, connected sockets, what a message says of its sender, and closing.
'use strict';

const dgram = require('dgram');
const { once } = require('events');

async function main() {
  const server = dgram.createSocket('udp4');
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const { address, family, port } = server.address();
  console.log(address, family, port > 0);

  const client = dgram.createSocket('udp4');
  async function exchange(...args) {
    const received = once(server, 'message');
    client.send(...args);
    const [message, sender] = await received;
    console.log(JSON.stringify(message.toString()), sender.address, sender.family, sender.size);
    return sender;
  }
  await exchange('text', port, '127.0.0.1');
  await exchange(Buffer.from('a slice of it'), 2, 5, port, '127.0.0.1');
  await exchange(['a', Buffer.from(' list'), new Uint8Array([33])], port, '127.0.0.1');
  await exchange([], port, '127.0.0.1', (error, bytes) => console.log(error, bytes));
  await exchange(new DataView(new ArrayBuffer(3)), port, '127.0.0.1', (error, bytes) => console.log(error, bytes));

  client.connect(port, '127.0.0.1');
  await once(client, 'connect');
  console.log(client.remoteAddress().port === port);
  const sender = await exchange('connected');
  const answered = once(client, 'message');
  server.send('answer', sender.port, sender.address);
  console.log((await answered)[0].toString());
  client.disconnect();

  console.log(client.getSendQueueSize(), client.getSendQueueCount(), client.setTTL(16), client.setMulticastTTL(3),
              client.setMulticastLoopback(true));
  client.setBroadcast(true);
  client.close(() => console.log('closed'));
  await once(client, 'close');
  const controller = new AbortController();
  const aborted = dgram.createSocket({ type: 'udp4', signal: controller.signal }).on('close', () => {
    console.log('aborted');
    server.close();
  });
  aborted.bind(0, () => controller.abort());
}
main();
