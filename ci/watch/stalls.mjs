// The stall detector names what ran, tells collections apart, and tells the program.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'rnode-stalls-'));
const file = join(folder, 'server.js');

function run(source, ...options) {
  writeFileSync(file, source);
  const { stdout, stderr, status } = spawnSync(process.execPath, [...options, file], { encoding: 'utf8' });
  assert.strictEqual(status, 0, stderr);
  return { stdout, stderr };
}

try {
  // A busy function of 300 ms in one handler out of twenty.
  const server = `
const http = require('http');
const { onStall, stats } = require('rnode:shards');
let told = 0;
onStall((stall) => { if (stall.duration > 290 && stall.stack.includes('busyFunction')) told++; });
function busyFunction(ms) {
  let sum = 0;
  for (const end = Date.now() + ms; Date.now() < end;) sum++;
  return sum;
}
let count = 0;
const server = http.createServer((req, res) => {
  if (++count === 13) busyFunction(300);
  res.end('ok');
});
server.listen(0, '127.0.0.1', async () => {
  for (let i = 0; i < 20; i++) {
    await new Promise((done) => http.get(server.address(), (res) => res.resume().on('end', done)));
  }
  const { latencies } = (await stats()).total;
  console.log(told, latencies.stall.count > 0, latencies.stall.max >= 290e6);
  server.close();
});`;
  const stalled = run(server, '--stall-ms', '200');
  assert.strictEqual(stalled.stdout, '1 true true\n');
  assert.match(stalled.stderr, /Stall: shard 0 spent (?:299|3\d\d)\.\d ms in one turn, in I\/O callbacks/);
  assert(stalled.stderr.includes(`at busyFunction (${file}:8:`), stalled.stderr);
  assert.strictEqual(run(server.replace('count === 13', 'count < 0'), '--stall-ms', '200').stderr, '');

  // What a program does with Error does not run.
  const odd = run(`
Error.prepareStackTrace = () => { console.log('was called'); return ''; };
setTimeout(() => {
  const end = Date.now() + 250;
  while (Date.now() < end);
  console.log(Object.hasOwn(Error, 'prepareStackTrace'));
}, 1);`, '--stall-ms', '100');
  assert.strictEqual(odd.stdout, 'true\n');
  assert.match(odd.stderr, /in timers\n +at /);

  // A collection of many objects: its time is told apart.
  const collected = run(`
const all = [];
for (let i = 0; i < 4e5; i++) { const a = { i }; a.self = a; all.push(a); }
function collect() {
  globalThis.gc();
  setTimeout(() => console.log(all.length), 10);
}
setImmediate(setTimeout, collect, 10);`, '--expose-gc', '--stall-ms', '10');
  assert.match(collected.stderr, /ms of it collecting garbage/);

  for (const bad of ['0', '-1', 'x', '1e9']) {
    const { status, stderr } = spawnSync(process.execPath, [`--stall-ms=${bad}`, '-e', '1'], { encoding: 'utf8' });
    assert.strictEqual(status, 9);
    assert.match(stderr, /--stall-ms (takes a number from 1 to 3600000|must be a number)/);
  }
} finally {
  rmSync(folder, { recursive: true });
}
