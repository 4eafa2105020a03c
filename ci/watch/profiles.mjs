// CPU profiles: of a whole run, and of a running program by signal.
import assert from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = mkdtempSync(join(tmpdir(), 'rnode-profiles-'));
const file = join(folder, 'work.js');
const profiles = join(folder, 'profiles');

// The share of the time of each function, itself and what it calls.
function shares(profile) {
  const { nodes, samples, timeDeltas, startTime, endTime } = profile;
  assert.strictEqual(samples.length, timeDeltas.length);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  assert.strictEqual(byId.size, nodes.length);
  const parents = new Map(nodes.flatMap(({ id, children }) => children.map((child) => [child, id])));
  const total = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  assert(total <= endTime - startTime);
  const found = {};
  // A delta is the time before its sample's successor.
  samples.slice(0, -1).forEach((id, at) => {
    const seen = new Set();
    for (let node = id; node !== undefined; node = parents.get(node)) seen.add(byId.get(node).callFrame.functionName);
    for (const name of seen) found[name] = (found[name] ?? 0) + timeDeltas[at + 1] / total;
  });
  return { found, byId };
}

const work = `
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
function hot() { return fib(22); }
function cold() { return fib(12); }
const end = Date.now() + 600;
function round() { hot(); cold(); if (Date.now() < end) setImmediate(round); }
round();
`;

let child;
try {
  writeFileSync(file, work);
  const options = ['--cpu-prof', '--cpu-prof-dir', profiles, '--cpu-prof-interval', '500'];
  const run = spawnSync(process.execPath, [...options, file], { encoding: 'utf8' });
  assert.deepStrictEqual([run.status, run.stderr], [0, '']);
  const names = readdirSync(profiles).sort();
  const ends = names.map((name) => name.replace(/^CPU\.\d{8}\.\d{6}\.\d+\.0\.000\./, ''));
  assert.deepStrictEqual(ends, ['cpuprofile', 'folded', 'svg']);
  const read = (name) => readFileSync(join(profiles, name), 'utf8');
  const { found, byId } = shares(JSON.parse(read(names[0])));
  assert(found.hot > 0.7 && found.hot > 5 * (found.cold ?? 0), JSON.stringify(found));
  const hot = [...byId.values()].find(({ callFrame }) => callFrame.functionName === 'hot').callFrame;
  assert.deepStrictEqual([hot.url, hot.lineNumber], [file, 2]);
  assert.match(read(names[1]), /;hot work\.js:3;fib work\.js:2.* \d+\n/);
  assert.match(read(names[2]), /^<svg .*>\n[^]*<title>hot \(.*work\.js:3\): [\d.]+ ms/);
  rmSync(profiles, { recursive: true });

  // By signal: the first begins, the second ends.
  writeFileSync(file, `
function tick() { for (let i = 0; i < 3e4; i++) Math.sqrt(i); }
setInterval(tick, 2);
console.log('up');`);
  child = spawn(process.execPath, ['--cpu-prof-dir', profiles, file]);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => { said += text; });
  await once(child.stdout, 'data');
  child.kill('SIGUSR1');
  await sleep(600);
  child.kill('SIGUSR1');
  for (let i = 0; i < 100 && !said.includes('.cpuprofile'); i++) await sleep(50);
  assert.match(said, /Taking a CPU profile of shard 0: SIGUSR1 ends it\n/);
  assert.match(said, /CPU profile of shard 0: .*\.cpuprofile, \.folded and \.svg\n/);
  const [name] = readdirSync(profiles).filter((each) => each.endsWith('.cpuprofile'));
  const taken = shares(JSON.parse(readFileSync(join(profiles, name), 'utf8'))).found;
  assert(taken.tick > 0.02, JSON.stringify(taken));
  assert(taken['(idle)'] > 0.02, JSON.stringify(taken));
  child.kill();
  await once(child, 'exit');
} finally {
  child?.kill();
  rmSync(folder, { recursive: true });
}
