// Answers with the number of its shard, and fails in the ways that the path names.
'use strict';

const http = require('http');
const { self } = require('rnode:shards');

// Of whatever is kept for as long as the program runs.
const kept = [];

const ways = {
  '/throw'() {
    setImmediate(() => { throw new Error('asked for'); });
  },
  '/memory'() {
    while (true) kept.push({ of: [kept.length] });
  },
  '/spin'() {
    const end = Date.now() + 2000;
    while (Date.now() < end);
  },
};

const server = http.createServer((request, response) => {
  ways[request.url]?.();
  if (request.url !== '/slow') response.end(`${self.id}`);
  else setTimeout(() => response.end(`${self.id}`), 300);
});
// Connections that are closed between requests are no failures, but there should be none.
server.keepAliveTimeout = 60_000;
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log(`listening ${server.address().port}`));
