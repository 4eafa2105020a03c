// Children that come and go leave no descriptor and no thread behind.
import assert from 'node:assert';
import fs from 'node:fs';
import { spawn } from 'rnode:shards';

const count = () => ({
  descriptors: fs.readdirSync('/proc/self/fd').length,
  threads: fs.readdirSync('/proc/self/task').length,
});
const round = () => Promise.all(Array.from({ length: 8 }, async () => {
  const child = spawn('require("rnode:shards").expose({ echo: (value) => value })', { eval: true });
  assert.strictEqual(await child.call('echo', 1), 1);
  await child.terminate();
}));

// Threads are kept for the next shards: the second round finds as many as it needs.
await round();
const before = count();
for (let i = 0; i < 5; i++) await round();
const after = count();
assert.ok(after.threads <= before.threads + 4, JSON.stringify([before, after]));
assert.ok(after.descriptors <= before.descriptors + 24, JSON.stringify([before, after]));
