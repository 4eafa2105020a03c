// Every way in which a client's request can end: its events in order.
'use strict';
const http = require('http');
const net = require('net');
const { setTimeout: wait } = require('timers/promises');
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const part = 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok';
const cases = {
  'destroy at once': (r) => r.destroy(),
  'destroy error at once': (r) => r.destroy(new Error('mine')),
  'abort at once': (r) => r.abort(),
  'end then destroy': (r) => {
    r.end();
    r.destroy();
  },
  'destroy on socket': (r) => {
    r.on('socket', () => r.destroy());
    r.end();
  },
  'destroy on connect': (r) => {
    r.on('socket', (s) => s.on('connect', () => r.destroy()));
    r.end();
  },
  'abort on connect': (r) => {
    r.on('socket', (s) => s.on('connect', () => r.abort()));
    r.end();
  },
  'destroy socket on connect': (r) => {
    r.on('socket', (s) => s.on('connect', () => s.destroy()));
    r.end();
  },
  'destroy socket error': (r) => {
    r.on('socket', (s) => s.on('connect', () => s.destroy(new Error('sock'))));
    r.end();
  },
  'destroy after finish': (r) => {
    r.on('finish', () => r.destroy());
    r.end();
  },
  'destroy on response': [
    part,
    (r) => {
      r.on('response', () => r.destroy());
      r.end();
    },
  ],
  'destroy error on response': [
    part,
    (r) => {
      r.on('response', () => r.destroy(new Error('mine')));
      r.end();
    },
  ],
  'res destroy': [
    part,
    (r) => {
      r.on('response', (res) => res.destroy());
      r.end();
    },
  ],
  'res destroy error': [
    part,
    (r) => {
      r.on('response', (res) => res.destroy(new Error('mine')));
      r.end();
    },
  ],
  'abort on data': [
    part,
    (r) => {
      r.on('response', (res) => res.on('data', () => r.abort()));
      r.end();
    },
  ],
  'destroy on end': [
    ok,
    (r) => {
      r.on('response', (res) => res.on('end', () => r.destroy()));
      r.end();
    },
  ],
  'abort on end': [
    ok,
    (r) => {
      r.on('response', (res) => res.on('end', () => r.abort()));
      r.end();
    },
  ],
  complete: [ok, (r) => r.end()],
  'complete write': [
    ok,
    (r) => {
      r.write('abc');
      r.end();
    },
    'POST',
  ],
  'early response': [
    ok,
    (r) => {
      r.write('abc');
      r.on('response', (res) => {
        res.resume();
        setTimeout(() => r.end('more'), 20);
      });
    },
    'POST',
  ],
  'early response end': [
    ok,
    (r) => {
      r.write('abc');
      setTimeout(() => r.end('more'), 20);
    },
    'POST',
  ],
  'early response close': [
    'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
    (r) => {
      r.write('abc');
      setTimeout(() => r.end('more'), 20);
    },
    'POST',
  ],
  'timeout option': [
    '',
    (r) => {
      r.on('timeout', () => {
        r.destroy();
      });
      r.end();
    },
    'GET',
    { timeout: 30 },
  ],
  'timeout option kept': [
    '',
    (r) => {
      r.on('timeout', () => {
        r.destroy(new Error('to'));
      });
      r.end();
    },
    'GET',
    { timeout: 30 },
  ],
  setTimeout: [
    '',
    (r) => {
      r.setTimeout(30, () => r.destroy());
      r.end();
    },
  ],
  'signal aborted': (r) => {
    r.end();
  },
  'signal aborts': [
    '',
    (r) => {
      r.end();
      setTimeout(() => r.ac.abort(), 25);
    },
  ],
  'signal aborts res': [
    part,
    (r) => {
      r.end();
      setTimeout(() => r.ac.abort(new Error('why')), 25);
    },
  ],
  'write after end': [
    ok,
    (r) => {
      r.end();
      r.write('x');
    },
  ],
  'end twice': [
    ok,
    (r) => {
      r.end('a');
      r.end('b', (e) => r.log('end2 ' + e?.code));
    },
    'POST',
  ],
  'end cb': [
    ok,
    (r) => {
      r.end('a', () => r.log('end cb'));
    },
    'POST',
  ],
  'write cb destroyed': (r) => {
    r.destroy();
    r.write('x', (e) => r.log('write cb ' + e?.code));
    r.end((e) => r.log('end cb ' + e?.code));
  },
  head: ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n', (r) => r.end(), 'HEAD'],
  204: ['HTTP/1.1 204 OK\r\n\r\n', (r) => r.end()],
  304: ['HTTP/1.1 304 OK\r\nContent-Length: 2\r\n\r\n', (r) => r.end()],
  100: ['HTTP/1.1 100 Continue\r\n\r\n' + ok, (r) => r.end('x'), 'POST', { headers: { expect: '100-continue' } }],
  103: ['HTTP/1.1 103 Early\r\nLink: a\r\n\r\n' + ok, (r) => r.end()],
  trailers: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA: b\r\n\r\n', (r) => r.end()],
  'upgrade unheard': ['HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nabc', (r) => r.end()],
  'connect unheard': ['HTTP/1.1 200 OK\r\n\r\nabc', (r) => r.end(), 'CONNECT', { path: 'a:1' }],
  'no response listener': [
    ok,
    (r) => {
      r.removeAllListeners('response');
      r.end();
    },
  ],
  refused: (r) => r.end(),
  'not found': (r) => r.end(),
};

async function run(keep, name, spec) {
  const [bytes, use, method = 'GET', options = {}] = Array.isArray(spec) ? spec : ['', spec];
  const log = [];
  const sockets = new Set();
  const server = net.createServer((s) => {
    sockets.add(s);
    s.on('error', () => {});
    s.once('data', () => bytes && s.write(bytes));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  let { port } = server.address();
  if (name === 'refused') {
    await new Promise((resolve) => server.close(resolve));
  }
  const agent = new http.Agent({ keepAlive: keep });
  const ac = new AbortController();
  if (name === 'signal aborted') ac.abort();
  const r = http.request({
    host: '127.0.0.1',
    port,
    agent,
    method,
    signal: name.startsWith('signal') ? ac.signal : undefined,
    ...(name === 'not found'
      ? { host: 'x', lookup: (h, o, cb) => setTimeout(cb, 5, Object.assign(new Error('no'), { code: 'ENOTFOUND' })) }
      : {}),
    ...options,
  });
  r.ac = ac;
  r.log = (t) => log.push(t);
  const fmt = (e) => `${e.name} ${e.code} ${e.message} ${e.syscall} ${e.errno} ${e.cause && e.cause.message}`;
  r.on('socket', (s) => {
    log.push('socket ' + r.destroyed);
    s.on('connect', () => log.push('s connect'));
    s.on('close', (h) => log.push('s close ' + h));
    s.on('free', () => log.push('s free'));
  });
  for (const n of ['abort', 'continue', 'finish', 'prefinish', 'drain', 'timeout']) r.on(n, () => log.push(n));
  r.on('information', (i) => log.push('information ' + i.statusCode));
  r.on('error', (e) => log.push('error ' + fmt(e)));
  const closed = new Promise((resolve) => r.once('close', resolve));
  r.on('close', () =>
    log.push(
      `close ${r.destroyed} ${r.aborted} ${r.writableEnded} ${r.writableFinished} ${r.errored && r.errored.message} ${r.closed}`,
    ),
  );
  r.on('response', (res) => {
    log.push('response ' + res.statusCode);
    res.on('data', (d) => log.push('data ' + d));
    res.on('end', () => log.push('end ' + JSON.stringify(res.trailers)));
    res.on('aborted', () => log.push('res aborted'));
    res.on('error', (e) => log.push('res error ' + fmt(e)));
    res.on('close', () =>
      log.push(`res close ${res.complete} ${res.destroyed} ${res.aborted} ${res.errored && res.errored.message}`),
    );
  });
  try {
    use(r);
  } catch (e) {
    log.push('throws ' + fmt(e));
  }
  await Promise.race([closed, wait(400)]);
  await wait(20);
  log.push(
    `free ${Object.values(agent.freeSockets).flat().length} used ${Object.values(agent.sockets).flat().length} waiting ${Object.values(agent.requests).flat().length} total ${agent.totalSocketCount}`,
  );
  agent.destroy();
  r.destroy();
  for (const s of sockets) s.destroy();
  server.close();
  await wait(5);
  return `== ${keep ? 'keep ' : ''}${name}\n  ` + log.join('\n  ').replaceAll(`:${port}`, ':P');
}

async function main() {
  for (const keep of [false, true]) {
    for (const [name, spec] of Object.entries(cases)) console.log(await run(keep, name, spec));
  }
}

main();
