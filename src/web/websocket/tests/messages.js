// Messages in both directions, fragments, pings, compression, and the ways in which a connection ends.
'use strict';
const zlib = require('zlib');
const { follow, frame, readFrames, serve } = require('./fixtures/peer.js');

const text = (payload) => (payload.length > 40 ? payload.length : JSON.stringify(payload.toString('latin1')));

function echo(socket) {
  readFrames(socket, ({ opcode, fin, masked, payload }) => {
    console.log('server:', opcode, fin, masked, text(payload));
    socket.write(frame(opcode, payload));
    if (opcode === 8) socket.end();
  });
}

function telling(socket, ...frames) {
  readFrames(socket, ({ opcode, payload }) => {
    console.log('server:', opcode, opcode === 8 && payload.length > 1 ? payload.readUInt16BE(0) : '', text(payload));
    if (opcode === 8) socket.end();
  });
  for (const bytes of frames) socket.write(bytes);
}

const packed = zlib.deflateRawSync('Hello Hello Hello', { finishFlush: zlib.constants.Z_SYNC_FLUSH }).subarray(0, -4);

async function main() {
  const { url, close } = await serve({
    '/echo': echo,
    '/protocol': { handler: echo, fields: 'Sec-WebSocket-Protocol: b\r\n' },
    '/fragments': (socket) => telling(
      socket, frame(1, 'he', { fin: false }), frame(9, 'ping'), frame(0, 'llo'), frame(10), frame(2, [1, 2]), frame(8)),
    '/deflate': {
      handler: (socket) => telling(
        socket, frame(1, packed, { rsv: 0x40 }), frame(1, 'plain'), frame(1, packed.subarray(0, 3), { rsv: 0x40, fin: false }),
        frame(0, packed.subarray(3)), frame(8, Buffer.from([0x0f, 0xa0, 0x62, 0x79, 0x65]))),
      fields: 'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n',
    },
    '/drop': (socket) => socket.destroy(),
  });
  console.log('-- echo');
  await follow(new WebSocket(`${url}/echo`), (socket) => {
    socket.binaryType = 'arraybuffer';
    let count = 0;
    socket.onopen = () => {
      socket.send('hé');
      socket.send(new Uint8Array([1, 2]));
      socket.send(new DataView(new ArrayBuffer(3)));
      socket.send(new Uint8Array(70000));
      console.log('buffered', socket.bufferedAmount);
      socket.send(new Blob(['from a blob']));
      socket.send('behind it');
      console.log('buffered', socket.bufferedAmount);
    };
    socket.onmessage = () => {
      if (++count < 6) return;
      console.log('buffered', socket.bufferedAmount);
      socket.close(3001, 'done');
      socket.send('too late');
    };
  });
  console.log('-- protocol');
  await follow(new WebSocket(`${url}/protocol`, ['a', 'b']), (socket) => { socket.onopen = () => socket.close(); });
  for (const path of ['fragments', 'deflate', 'drop']) {
    console.log('--', path);
    await follow(new WebSocket(`${url}/${path}`));
  }
  console.log('-- closed before it is open');
  await follow(new WebSocket(`${url}/echo`), (socket) => {
    socket.close();
    console.log('state', socket.readyState);
  });
  close();
}

main();
