// Entries of requests, connections and names looked up, as observers see them; no times.
'use strict';
const { PerformanceObserver } = require('perf_hooks');
const dns = require('dns');
const http = require('http');
const net = require('net');
const { once } = require('events');

const seen = [];
const unsteady = new Set(['date', 'port', 'hints']);
const shape = (detail) => JSON.stringify(detail, (key, value) => (unsteady.has(key) ? typeof value : value));
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const { name, entryType, startTime, duration, detail } = entry;
    const fields = Object.keys(entry.toJSON()).join(' ');
    seen.push(`${entryType} ${name} ${startTime > 0 && duration >= 0} ${fields} ${shape(detail)}`);
  }
});
observer.observe({ entryTypes: ['http', 'net', 'dns'] });

async function main() {
  const server = http.createServer((req, res) => {
    res.setHeader('X-Several', ['1', '2']);
    req.resume().on('end', () => res.end('ok'));
  });
  // What a program serves on a socket of its own.
  const second = http.createServer((req, res) => {
    req.socket.setTimeout(1000);
    req.socket.cork();
    req.socket.uncork();
    res.end('second');
  });
  const ports = [];
  for (const each of [server, second]) {
    await once(each.listen(0, '127.0.0.1'), 'listening');
    ports.push(each.address().port);
  }
  const headers = { 'X-T': 'y', 'connection': 'close' };
  const request = http.request({ port: ports[0], host: '127.0.0.1', method: 'POST', path: '/a?b', headers });
  request.end('body');
  await once((await once(request, 'response'))[0].resume(), 'end');
  const plain = http.get({ port: ports[1], host: '127.0.0.1', agent: false });
  await once((await once(plain, 'response'))[0].resume(), 'end');

  const socket = net.connect(ports[0], '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
  const lookup = (options) => new Promise((resolve) => { dns.lookup('localhost', options, resolve); });
  await lookup({ family: 4 });
  await lookup({ family: 4, all: true });
  await dns.promises.lookup('localhost', { family: 4 });
  await dns.promises.lookup('localhost', { family: 4, all: true });
  await dns.promises.lookupService('127.0.0.1', 80);

  server.close();
  second.close();
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  const steady = (text) => ports.reduce((all, port) => all.replaceAll(`:${port}`, ':port'), text);
  console.log(seen.map(steady).sort().join('\n'));
}

main();
