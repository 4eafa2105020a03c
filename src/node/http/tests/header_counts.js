// Requests and responses with many fields, against what `maxHeadersCount` allows: servers refuse, clients leave out.
'use strict';
const http = require('http');
const net = require('net');
const { once } = require('events');

// So many turns of the loop: what is on its way within this process has come by then, however busy the machine is.
async function wait(turns) {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => { setImmediate(resolve); });
}

async function ask({ fields, max, trailers = 0, kept = false, heard = true, scripted = false }) {
  const told = [];
  const server = http.createServer({ maxHeaderSize: 1 << 20 }, (req, res) => {
    told.push(`request ${req.rawHeaders.length} ${Object.keys(req.headers).length} ${Object.keys(req.headersDistinct).length}`);
    req.on('error', (error) => told.push(`error ${error.code}`));
    req.on('close', () => told.push(`close ${req.complete}`));
    req.resume().on('end', () => {
      told.push(`end ${req.rawTrailers.length}`);
      res.end('ok');
    });
  });
  if (scripted) server.on('connection', () => {});
  if (max !== undefined) server.maxHeadersCount = max;
  if (heard) {
    server.on('clientError', (error, socket) => {
      told.push(`clientError ${error.code} ${error.message} ${error.reason} ${error.bytesParsed} ${error.rawPacket.length}`);
      socket.end('HTTP/1.1 499 Refused\r\n\r\n');
    });
  }
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = net.connect(server.address().port, '127.0.0.1');
  socket.on('error', () => {});
  let text = '';
  socket.setEncoding('latin1').on('data', (data) => { text += data; });
  if (kept) {
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await wait(50);
    text = '';
  }
  const lines = ['POST / HTTP/1.1', 'Host: x', trailers > 0 ? 'Transfer-Encoding: chunked' : 'Content-Length: 3'];
  while (lines.length <= fields) lines.push(`X-${lines.length - 1}: ${lines.length - 1}`);
  const last = Array.from({ length: trailers }, (_, i) => `T-${i}: 1\r\n`).join('');
  const body = trailers > 0 ? `3\r\nabc\r\n0\r\n${last}\r\n` : 'abc';
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  await wait(100);
  socket.destroy();
  server.close();
  server.closeAllConnections();
  await wait(5);
  console.log(JSON.stringify({ fields, max: String(max), trailers, kept, heard, scripted }));
  console.log(`  ${told.join('\n  ')}\n  ${text.split('\r\n')[0]}`);
}

async function answer(fields, max) {
  const server = net.createServer((socket) => {
    const lines = Array.from({ length: fields }, (_, i) => `X-${i}: ${i}\r\n`).join('');
    socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${lines}Content-Length: 2\r\n\r\nok`));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  const req = http.get({ port, host: '127.0.0.1', maxHeaderSize: 1 << 20, agent: false });
  if (max !== undefined) req.maxHeadersCount = max;
  const [res] = await once(req, 'response');
  const { headers, headersDistinct, rawHeaders } = res;
  let body = '';
  for await (const chunk of res) body += chunk;
  console.log(`answer of ${fields}, ${max}:`, rawHeaders.length, Object.keys(headers).length, Object.keys(headersDistinct).length,
              headers['content-length'], body);
  server.close();
}

async function main() {
  for (const scripted of [false, true]) {
    for (const [fields, max, trailers] of [
      [2], [1000], [1001], [32, 32], [33, 32], [64, 64], [65, 64], [10, 10], [12, 10], [2, 1], [1500, 0], [40, -1], [40, '5'],
      [40, NaN], [40, 1.5], [1100, 1050], [1100, 1100], [40, null], [2, undefined, 10], [2, undefined, 1000], [2, undefined, 1001],
      [2, 12, 12], [2, 12, 13], [12, 12, 12],
    ]) {
      await ask({ fields, max, trailers, scripted });
    }
    await ask({ fields: 1001, kept: true, scripted });
    await ask({ fields: 1001, heard: false, scripted });
    await ask({ fields: 2, max: 5, trailers: 20, heard: false, scripted });
  }
  for (const [fields, max] of [[999], [2500], [2500, 0], [2500, 10], [2500, 5000], [5, 10]]) await answer(fields, max);
}

main();
