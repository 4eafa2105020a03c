// Fetches or sends bytes, and prints what that took: CPU milliseconds and the peak size in MiB. Arguments: the server's
// port, `download` or `upload`, how many bytes, `length` or `chunks`.
'use strict';
const http = require('http');
const { pipeline } = require('stream');
const { Sink, Source } = require('./ends');

const [port, what, count, framing] = process.argv.slice(2);
const bytes = +count;
const options = { host: '127.0.0.1', port, path: `/${bytes}${framing === 'length' ? '?length' : ''}` };

function done(error, arrived) {
  if (error) throw error;
  if (arrived !== bytes) throw new Error(`${arrived} bytes arrived, not ${bytes}`);
}

if (what === 'download') {
  http.get(options, (res) => {
    const sink = new Sink();
    pipeline(res, sink, (error) => done(error, sink.bytes));
  });
} else {
  const headers = framing === 'length' ? { 'Content-Length': bytes } : {};
  const req = http.request({ ...options, method: 'POST', headers }, (res) => {
    let text = '';
    res.on('data', (part) => { text += part; });
    res.on('end', () => done(null, +text));
  });
  pipeline(new Source(bytes), req, (error) => { if (error) throw error; });
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.log((userCPUTime + systemCPUTime) / 1000, maxRSS / 1024);
});
