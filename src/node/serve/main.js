// A program whose main module exports `{ fetch }` as its default is served.
'use strict';

/** `port` and `hostname` beside `fetch` count first, then the environment's PORT and HOST, then 3000 on all addresses. */
function serveDefault(program) {
  const { serve } = require('rnode:serve');
  const { PORT, HOST } = process.env;
  const options = {
    port: program.port ?? (PORT ? Number(PORT) : undefined),
    hostname: program.hostname ?? HOST,
    onError: program.onError?.bind(program),
  };
  return serve(options, program.fetch.bind(program)).ready;
}

module.exports = { serveDefault };
