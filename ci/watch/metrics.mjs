// The endpoint of --metrics: figures that are right, health and readiness, and a shard that is stalled.
import assert from 'node:assert';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const server = `
  const http = require('http');
  function busy(ms) { const end = Date.now() + ms; while (Date.now() < end); }
  const server = http.createServer((req, res) => {
    if (req.url === '/busy') busy(2500);
    res.end('x'.repeat(1000));
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

const child = spawn(process.execPath, ['--metrics', '0', '--shards', '2', '-e', server]);
const lines = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => { lines[name] += text; });
while (lines.stdout.split('\n').length < 3) await once(child.stdout, 'data');
const port = Number(lines.stdout.split('\n')[0]);
const endpoint = /http:\/\/(127\.0\.0\.1:\d+)\/metrics/.exec(lines.stderr)[1];

const agent = new http.Agent({ keepAlive: false });
const get = (url, headers = {}) => new Promise((resolve, reject) => {
  http.get(url, { agent, headers }, (res) => {
    let body = '';
    res.setEncoding('utf8').on('data', (text) => { body += text; });
    res.on('end', () => resolve({ status: res.statusCode, headers: res.headers, body }));
  }).on('error', reject);
});
const page = (path, headers) => get(`http://${endpoint}${path}`, headers);

// { name: { labels: value } }, from every line that is no comment.
function parse(text) {
  const figures = {};
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# ')) continue;
    const parts = /^(rnode_[a-z_0-9]+)\{(shard="[^"]+"(?:,le="[^"]+")?)\} (\d+(?:\.\d+)?)$/.exec(line);
    assert(parts, `no sample: ${line}`);
    (figures[parts[1]] ??= {})[parts[2]] = Number(parts[3]);
  }
  return figures;
}
const sum = (figure) => Object.values(figure).reduce((total, value) => total + value, 0);

try {
  for (let i = 0; i < 40; i++) assert.strictEqual((await get(`http://127.0.0.1:${port}/`)).body.length, 1000);
  const prometheus = await page('/metrics');
  assert.match(prometheus.headers['content-type'], /^text\/plain; version=0\.0\.4/);
  const figures = parse(prometheus.body);
  assert.strictEqual(sum(figures.rnode_http_requests_total), 40);
  assert.strictEqual(sum(figures.rnode_http_responses_total), 40);
  assert.strictEqual(sum(figures.rnode_http_connections_total), 40);
  assert.strictEqual(sum(figures.rnode_http_request_duration_seconds_count), 40);
  assert.strictEqual(sum(figures.rnode_http_queueing_duration_seconds_count), 40);
  assert(sum(figures.rnode_http_sent_bytes_total) > 40_000);
  assert.deepStrictEqual(figures.rnode_shard_up, { 'shard="0"': 1, 'shard="1"': 1 });
  assert(figures.rnode_heap_bytes['shard="0"'] > 100_000);
  for (const name of ['http_request', 'turn']) {
    const buckets = Object.entries(figures[`rnode_${name}_duration_seconds_bucket`]);
    const counts = buckets.filter(([labels]) => labels.includes('shard="0"')).map(([, count]) => count);
    assert.deepStrictEqual(counts, counts.toSorted((a, b) => a - b), 'buckets only grow');
    assert.strictEqual(counts.at(-1), figures[`rnode_${name}_duration_seconds_count`]['shard="0"']);
  }

  const open = await page('/metrics', { accept: 'application/openmetrics-text; version=1.0.0' });
  assert.match(open.headers['content-type'], /^application\/openmetrics-text; version=1\.0\.0/);
  assert(open.body.endsWith('# EOF\n') && open.body.includes('# TYPE rnode_http_requests counter'));

  const healthy = await page('/healthz');
  assert.deepStrictEqual([healthy.status, healthy.body], [200, 'ok\n']);
  assert.strictEqual((await page('/readyz')).status, 200);
  assert.strictEqual((await page('/else')).status, 404);

  const looked = ['top', '--interval', '0.1', '--count', '1', endpoint];
  const view = execFileSync(process.execPath, looked, { encoding: 'utf8' });
  assert.match(view, /^rnode \d+ at .*: 2 shards/);
  assert.match(view, /\nall +\d+% /);

  // One shard is stalled: the endpoint answers, and says so.
  const busy = get(`http://127.0.0.1:${port}/busy`);
  await sleep(200);
  const health = await page('/healthz');
  assert.strictEqual(health.status, 503);
  assert.match(health.body, /^no answer within a second from shard [01]\n$/);
  assert.strictEqual(sum(parse((await page('/metrics')).body).rnode_shard_up), 1);
  await busy;
  assert.strictEqual((await page('/healthz')).status, 200);
} finally {
  child.kill();
}
await once(child, 'exit');

const taken = http.createServer().listen(0, '127.0.0.1');
await once(taken, 'listening');
const refused = spawn(process.execPath, ['--metrics', String(taken.address().port), '-e', '1']);
let message = '';
refused.stderr.setEncoding('utf8').on('data', (text) => { message += text; });
const [code] = await once(refused, 'close');
assert.strictEqual(code, 1);
assert.match(message, /metrics cannot be served on 127\.0\.0\.1:\d+: Address already in use/);
taken.close();
