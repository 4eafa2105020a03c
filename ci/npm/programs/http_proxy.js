// http-proxy: in front of a server of its own, with rewriting, errors, streamed bodies, WebSocket upgrades and events.
'use strict';
const http = require('http');
const httpProxy = require('http-proxy');
const net = require('net');
const { once } = require('events');

async function main() {
  const upstream = http.createServer(async (req, res) => {
    if (req.url.startsWith('/redirect')) {
      res.writeHead(302, { Location: `http://${req.headers.host}/there` });
      return res.end();
    }
    if (req.url.startsWith('/cookie')) {
      res.setHeader('Set-Cookie', ['a=1; Domain=inner.example; Path=/', 'b=2; Path=/app']);
      return res.end('cookies');
    }
    if (req.url.startsWith('/hang-up')) return req.socket.destroy();
    if (req.url.startsWith('/chunks')) {
      res.write('one ');
      setTimeout(() => res.end('two'), 5);
      return undefined;
    }
    if (req.url.startsWith('/slow')) return undefined;
    let bytes = 0;
    for await (const chunk of req) bytes += chunk.length;
    const { host, ...headers } = req.headers;
    res.setHeader('X-Upstream', '1');
    res.end(
      JSON.stringify({
        method: req.method,
        url: req.url,
        host: host.replace(/\d+$/, 'PORT'),
        headers: { ...headers, 'x-forwarded-port': headers['x-forwarded-port'] && 'PORT' },
        bytes,
      }),
    );
    return undefined;
  });
  upstream.on('upgrade', (req, socket) => {
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\nX-Seen: ' +
        req.headers['x-added'] +
        '\r\n\r\n',
    );
    socket.pipe(socket);
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const target = `http://127.0.0.1:${upstream.address().port}`;

  const proxy = httpProxy.createProxyServer({
    target,
    xfwd: true,
    cookieDomainRewrite: 'outer.example',
    autoRewrite: true,
  });
  proxy.on('proxyReq', (proxyReq) => proxyReq.setHeader('X-Added', 'by the proxy'));
  proxy.on('proxyReqWs', (proxyReq) => proxyReq.setHeader('X-Added', 'upgrade'));
  proxy.on('proxyRes', (proxyRes, req, res) => {
    res.setHeader('X-Proxied', String(proxyRes.statusCode));
  });
  proxy.on('error', (error, req, res) => {
    if (!res.headersSent) res.writeHead(502, { 'Content-Type': 'text/plain' });
    res.end(`proxy: ${error.code}`);
  });
  const server = http.createServer((req, res) => {
    if (req.url.startsWith('/down/')) return proxy.web(req, res, { target: 'http://127.0.0.1:1' });
    if (req.url.startsWith('/slow')) return proxy.web(req, res, { proxyTimeout: 50 });
    if (req.url.startsWith('/prefixed/'))
      return proxy.web(req, res, { target: `${target}/base?fixed=1`, changeOrigin: true });
    if (req.url.startsWith('/self/')) {
      return proxy.web(req, res, { selfHandleResponse: true }, undefined);
    }
    if (req.url.startsWith('/upgrade')) return viaUpgrade(server.address().port, res);
    return proxy.web(req, res);
  });
  proxy.on('proxyRes', (proxyRes, req, res) => {
    if (!req.url.startsWith('/self/')) return;
    let text = '';
    proxyRes.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    proxyRes.on('end', () => res.end(`handled: ${JSON.parse(text).url}`));
  });
  server.on('upgrade', (req, socket, head) => proxy.ws(req, socket, head));
  server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
}

/** Goes through the proxy with an upgrade, and tells what came back. */
function viaUpgrade(port, res) {
  const socket = net.connect(port, '127.0.0.1', () => {
    socket.write('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
    if (text.endsWith('\r\n\r\n')) socket.write('ping');
    if (text.endsWith('ping')) socket.end();
  });
  socket.on('close', () => res.end(text));
}
main();
