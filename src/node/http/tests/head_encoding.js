// In which encoding a head with other characters than ASCII leaves.
'use strict';
const http = require('http');
const net = require('net');
const cases = {
  'value end string': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.end('b\u00f6dy');
  },
  'value end buffer': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.end(Buffer.from('b\u00f6dy'));
  },
  'value end nothing': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.end();
  },
  'value end latin1': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.end('b\u00f6dy', 'latin1');
  },
  'value end hex': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.end('abcd', 'hex');
  },
  'value end ucs2': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.end('ab', 'ucs2');
  },
  'value write string': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.write('b\u00f6dy');
    res.end();
  },
  'value write string CL': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.setHeader('Content-Length', 5);
    res.write('b\u00f6dy');
    res.end();
  },
  'value flush': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.flushHeaders();
    res.end('b\u00f6dy');
  },
  'value writeHead end': (res) => {
    res.writeHead(200, { 'X-A': 'caf\u00e9' });
    res.end('b\u00f6dy');
  },
  'value writeHead flat': (res) => {
    res.writeHead(200, ['X-A', 'caf\u00e9']);
    res.end('b\u00f6dy');
  },
  reason: (res) => {
    res.writeHead(200, 'd\u00e9j\u00e0', { 'X-A': 'y' });
    res.end('b\u00f6dy');
  },
  disposition: (res) => {
    res.setHeader('Content-Disposition', 'attachment; filename="caf\u00e9"');
    res.setHeader('Content-Length', 2);
    res.end('ok');
  },
  'disposition nocl': (res) => {
    res.setHeader('Content-Disposition', 'attachment; filename="caf\u00e9"');
    res.end('ok');
  },
  'disposition inline writeHead': (res) => {
    res.writeHead(200, { 'Content-Disposition': 'caf\u00e9' });
    res.end('ok');
  },
  'disposition utf8 buf': (res) => {
    res.setHeader('content-disposition', 'caf\u00e9');
    res.setHeader('content-length', 2);
    res.end(Buffer.from('ok'));
  },
  'koa-like': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.setHeader('Content-Length', 5);
    res.end('b\u00f6dy');
  },
  'head pipe': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    require('stream')
      .Readable.from([Buffer.from('ab'), 'c'])
      .pipe(res);
  },
  'head pipe str': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    require('stream').Readable.from(['ab', 'c']).pipe(res);
  },
  'empty string': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.end('');
  },
  'utf8 wide body': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    res.end('\u20ac');
  },
  trailers: (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    if (res.req.method !== 'HEAD') res.setHeader('Trailer', 'X-T');
    res.write('a');
    res.addTrailers({ 'X-T': 'caf\u00e9' });
    res.end();
  },
  early: (res) => {
    res.writeEarlyHints({ link: '</a>; rel=preload', 'x-e': 'caf\u00e9' });
    res.end('x');
  },
  304: (res) => {
    res.statusCode = 304;
    res.setHeader('X-A', 'caf\u00e9');
    res.end('x');
  },
  'async end': (res) => {
    res.setHeader('X-A', 'caf\u00e9');
    setTimeout(() => res.end('b\u00f6dy'), 5);
  },
};
const names = Object.keys(cases);
(async () => {
  for (const spy of [false, true])
    for (const method of ['GET', 'HEAD'])
      for (const name of names) {
        await new Promise((resolve) => {
          const server = http.createServer((req, res) => {
            res.sendDate = false;
            if (spy) req.socket.on('data', () => {});
            cases[name](res);
          });
          server.listen(0, () => {
            const s = net.connect(server.address().port);
            let all = Buffer.alloc(0);
            s.on('data', (d) => {
              all = Buffer.concat([all, d]);
            });
            s.on('close', () => {
              console.log(spy, method, name, JSON.stringify(all.toString('latin1')));
              server.close(resolve);
            });
            s.write(`${method} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
          });
        });
      }
  const reqs = {
    'end string': (r) => {
      r.setHeader('X-A', 'caf\u00e9');
      r.end('b\u00f6dy');
    },
    'end buffer': (r) => {
      r.setHeader('X-A', 'caf\u00e9');
      r.end(Buffer.from('ab'));
    },
    end: (r) => {
      r.setHeader('X-A', 'caf\u00e9');
      r.end();
    },
    write: (r) => {
      r.setHeader('X-A', 'caf\u00e9');
      r.write('b\u00f6dy');
      r.end();
    },
    'write latin1': (r) => {
      r.setHeader('X-A', 'caf\u00e9');
      r.write('b\u00f6dy', 'latin1');
      r.end();
    },
    flush: (r) => {
      r.setHeader('X-A', 'caf\u00e9');
      r.flushHeaders();
      r.end('x');
    },
    disp: (r) => {
      r.setHeader('content-disposition', 'caf\u00e9');
      r.end('x');
    },
  };
  for (const method of ['GET', 'POST'])
    for (const name of Object.keys(reqs)) {
      await new Promise((resolve) => {
        const server = net
          .createServer((s) => {
            let all = Buffer.alloc(0);
            let t;
            s.on('data', (d) => {
              all = Buffer.concat([all, d]);
              clearTimeout(t);
              t = setTimeout(() => {
                console.log(
                  'client',
                  method,
                  name,
                  JSON.stringify(all.toString('latin1')).replace(/127.0.0.1:\d+/, 'H'),
                );
                s.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
              }, 15);
            });
          })
          .listen(0, () => {
            const r = http.request({ port: server.address().port, host: '127.0.0.1', method }, (res) => {
              res.resume();
              res.on('end', () => server.close(resolve));
            });
            reqs[name](r);
          });
      });
    }
})();
