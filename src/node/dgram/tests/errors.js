// What sockets refuse, and with which errors.
'use strict';

const dgram = require('dgram');
const net = require('net');

function attempt(call) {
  try {
    call();
    console.log('nothing thrown');
  } catch ({ name, code, message, syscall }) {
    console.log(name, code, message, syscall);
  }
}

for (const type of [undefined, 'udp', {}, { type: 'udp4', recvBufferSize: 'x' }, { type: 'udp4', lookup: 1 },
                    { type: 'udp4', sendBlockList: [] }]) {
  attempt(() => dgram.createSocket(type));
}
const socket = dgram.createSocket('udp4');
attempt(() => socket.address());
attempt(() => socket.send());
attempt(() => socket.send('x', 0));
attempt(() => socket.send('x', 1, 5, 53));
attempt(() => socket.send(['x', 1], 53));
attempt(() => socket.send('x', 53, 1));
attempt(() => socket.sendto('x', 0, 1, 53));
attempt(() => socket.remoteAddress());
attempt(() => socket.disconnect());
attempt(() => socket.setTTL('x'));
attempt(() => socket.setTTL(1000));
attempt(() => socket.setBroadcast(true));
attempt(() => socket.setMulticastInterface(1));
attempt(() => socket.addMembership());
attempt(() => socket.addMembership('256.0.0.1'));
attempt(() => socket.getRecvBufferSize());
attempt(() => socket.connect(0));

socket.bind(0, '127.0.0.1', () => {
  attempt(() => socket.bind(0));
  attempt(() => socket.addMembership('127.0.0.1'));
  attempt(() => socket.setRecvBufferSize(-1));
  const second = dgram.createSocket('udp4');
  second.on('error', ({ name, code, syscall, message, address }) => {
    console.log(name, code, syscall, address, message.replace(/:\d+$/, ':PORT'));
    second.close();
    socket.close();
    attempt(() => socket.close());
    attempt(() => socket.send('x', 53));
  });
  second.bind(socket.address().port, '127.0.0.1');
});

const blockList = new net.BlockList();
blockList.addAddress('127.0.0.1');
const blocked = dgram.createSocket({ type: 'udp4', sendBlockList: blockList });
blocked.send('x', 9, '127.0.0.1', ({ code, message }) => {
  console.log(code, message);
  blocked.close();
});
