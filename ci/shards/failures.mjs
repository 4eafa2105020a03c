// A child's error, exit and memory limit are told to its parent, and end nothing else.
import assert from 'node:assert';
import { spawn } from 'rnode:shards';

const run = (code, options) => spawn(code, { eval: true, ...options }).exited;

assert.deepStrictEqual(await run(''), { code: 0, error: undefined });
assert.strictEqual((await run('process.exit(3)')).code, 3);

const thrown = await run('function deep() { throw new TypeError("thrown"); } deep();');
assert.strictEqual(thrown.code, 1);
assert.ok(thrown.error instanceof TypeError);
assert.match(thrown.error.stack, /deep/);

const large = await run('const all = []; while (true) all.push(new Array(1000).fill({}));', { limits: { heapMb: 32 } });
assert.strictEqual(large.error.code, 'ERR_WORKER_OUT_OF_MEMORY');

const missing = await spawn('/nowhere/at/all.js').exited;
assert.strictEqual(missing.error.code, 'MODULE_NOT_FOUND');

// Messages that were sent before the end arrive.
const child = spawn('require("rnode:shards").parent.postMessage("last words")', { eval: true });
const heard = [];
for await (const message of child) heard.push(message);
assert.deepStrictEqual(heard, ['last words']);
