// Says that it is there, and then waits to be ended: under `--shards N`, once for each shard.
console.log('ready');
setInterval(() => {}, 1 << 30);
