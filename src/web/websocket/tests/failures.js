// What a server must not do: in its answer, and in its frames.
'use strict';
const { follow, frame, readFrames, serve } = require('./fixtures/peer.js');

const sending = (bytes) => (socket) => {
  readFrames(socket, ({ opcode, payload }) => {
    console.log('server:', opcode, payload.length > 1 ? payload.readUInt16BE(0) : '', payload.toString('utf8', 2));
  });
  socket.write(bytes);
};

const frames = {
  'invalid UTF-8': frame(1, [0xff]),
  'masked': [0x81, 0x81, 0, 0, 0, 0, 65],
  'unknown opcode': frame(3),
  'reserved bit': frame(1, '', { rsv: 0x40 }),
  'other reserved bits': frame(1, '', { rsv: 0x20 }),
  'fragmented ping': frame(9, '', { fin: false }),
  'long ping': frame(9, Buffer.alloc(126)),
  'stray continuation': frame(0),
  'no continuation': Buffer.concat([frame(1, 'a', { fin: false }), frame(1, 'b')]),
  'too long': frame(2, '', { length: 2 ** 40 }),
  'close with one byte': frame(8, [3]),
  'close with a bad code': frame(8, [3, 0xed]),
  'close with bad text': frame(8, [3, 0xe8, 0xff]),
};

const answers = {
  'no upgrade': { status: '404 Not Found', fields: 'Content-Length: 0\r\n' },
  'wrong hash': { accept: 'x' },
  'unknown extension': { fields: 'Sec-WebSocket-Extensions: other\r\n' },
  'unasked protocol': { fields: 'Sec-WebSocket-Protocol: other\r\n' },
};

async function main() {
  const paths = {};
  const names = [...Object.keys(frames), ...Object.keys(answers)];
  names.forEach((name, i) => {
    paths[`/${i}`] = name in frames ? sending(Buffer.from(frames[name])) : { handler() {}, ...answers[name] };
  });
  const { url, close } = await serve(paths);
  for (const [i, name] of names.entries()) {
    console.log('--', name);
    // The server may see the end before the client tells of it.
    await follow(new WebSocket(`${url}/${i}`));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  console.log('-- protocol missing');
  paths['/plain'] = { handler() {} };
  await follow(new WebSocket(`${url}/plain`, 'wanted'));
  close();
}

main();
