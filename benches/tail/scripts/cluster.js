// As many workers as TAIL_WORKERS says, each with the script and the arguments that are named.
'use strict';
const cluster = require('cluster');

const [exec, ...args] = process.argv.slice(2);
const count = Number(process.env.TAIL_WORKERS);
// What workers print is theirs: the port is told once all of them listen.
cluster.setupPrimary({ exec, args, silent: true });
let listening = 0;
cluster.on('listening', (worker, { port }) => {
  listening += 1;
  if (listening === count) console.log('listening ' + port);
});
for (let at = 0; at < count; at++) cluster.fork();
