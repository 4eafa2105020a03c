// ws: a server and clients over one real connection each: text, binary, fragments, compression, ping, closing, errors.
'use strict';
const http = require('http');
const { once } = require('events');
const { WebSocket, WebSocketServer, createWebSocketStream } = require('ws');

const server = http.createServer((req, res) => res.end('http beside it'));
const echo = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 100 }, maxPayload: 1 << 20 });
const chat = new WebSocketServer({
  noServer: true,
  handleProtocols: (protocols) => (protocols.has('chat.v2') ? 'chat.v2' : false),
  verifyClient: ({ req }) => req.headers['x-token'] === 'let me in',
});
server.on('upgrade', (req, socket, head) => {
  const { pathname } = new URL(req.url, 'http://x');
  const target = { '/echo': echo, '/chat': chat }[pathname];
  if (!target) {
    socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  target.handleUpgrade(req, socket, head, (ws) => target.emit('connection', ws, req));
});
echo.on('connection', (ws) => {
  ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }));
  ws.on('ping', (data) => console.log('server: ping', data.toString()));
  ws.on('error', (error) => console.log('server: error', error.code, error.message));
  ws.on('close', (code, reason) => console.log('server: close', code, String(reason)));
});
chat.on('connection', (ws, req) => {
  for (const other of chat.clients)
    if (other !== ws) other.send(`joined: ${req.headers['x-name']} by ${ws.protocol}`);
});

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${server.address().port}`;

  const ws = new WebSocket(`${url}/echo`);
  console.log(ws.readyState, ws.CONNECTING);
  const [response] = await once(ws, 'upgrade');
  console.log(response.statusCode, response.headers.upgrade, response.headers['sec-websocket-extensions']);
  if (ws.readyState !== WebSocket.OPEN) await once(ws, 'open');
  console.log(ws.readyState, ws.extensions, ws.binaryType);
  const back = async (data, options) => {
    ws.send(data, options);
    const [answer, isBinary] = await once(ws, 'message');
    return [isBinary, answer.length, answer.subarray(0, 12).toString('latin1')];
  };
  console.log(await back('text ü'));
  console.log(await back(Buffer.from([0, 1, 2, 255])));
  console.log(await back(new Uint16Array([1, 2])));
  console.log(await back('compress me '.repeat(100)));
  console.log(await back('x'.repeat(125)), await back('y'.repeat(126)), await back('z'.repeat(65536)));
  console.log(await back(''), await back(Buffer.alloc(700_000, 'b'), { compress: false }));
  ws.send('frag', { fin: false });
  ws.send('ment', { fin: false });
  ws.send('ed', { fin: true });
  console.log(String((await once(ws, 'message'))[0]));
  ws.ping('are you there');
  console.log('pong', String((await once(ws, 'pong'))[0]));
  ws.close(4001, 'enough');
  console.log('client: close', ...(await once(ws, 'close')).map(String), ws.readyState);

  const big = new WebSocket(`${url}/echo`);
  await once(big, 'open');
  big.send(Buffer.alloc((1 << 20) + 1));
  console.log('too big: close', (await once(big, 'close'))[0]);

  const refused = new WebSocket(`${url}/chat`, ['chat.v2']);
  console.log('refused:', (await once(refused, 'error'))[0].message);
  const missing = new WebSocket(`${url}/none`);
  const [, answer] = await once(missing, 'unexpected-response');
  console.log('missing:', answer.statusCode);
  answer.resume();
  const join = async (name) => {
    const member = new WebSocket(`${url}/chat`, ['chat.v1', 'chat.v2'], {
      headers: { 'x-token': 'let me in', 'x-name': name },
    });
    await once(member, 'open');
    return member;
  };
  const ada = await join('ada');
  const heard = once(ada, 'message');
  const bob = await join('bob');
  console.log('ada heard:', String((await heard)[0]), bob.protocol, chat.clients.size);
  bob.terminate();
  await once(bob, 'close');
  ada.close();
  console.log('ada: close', (await once(ada, 'close'))[0]);

  // The events of browsers.
  const web = new WebSocket(`${url}/echo`);
  web.binaryType = 'arraybuffer';
  web.onopen = () => web.send(Buffer.from('ab'));
  const event = await new Promise((resolve) => {
    web.onmessage = resolve;
  });
  console.log(event.type, event.data instanceof ArrayBuffer, event.data.byteLength, event.target === web);
  web.close();
  await new Promise((resolve) => {
    web.onclose = ({ code, wasClean }) => {
      console.log(code, wasClean);
      resolve();
    };
  });

  const duplex = createWebSocketStream(new WebSocket(`${url}/echo`), { encoding: 'utf8' });
  duplex.write('through ');
  duplex.write('a stream');
  let text = '';
  for await (const chunk of duplex) {
    text += chunk;
    if (text.length === 16) break;
  }
  console.log(text);

  const plain = await fetch(url.replace('ws', 'http'));
  console.log(plain.status, await plain.text());
  server.close();
  server.closeAllConnections();
}
main();
