// measure.js PART KIND SIZE: one line of JSON with figures. KIND is what stands at the other end: a `spawn`ed script, a
// `Worker` or a `cluster` worker.
'use strict';

const fs = require('fs');

const { 2: part, 3: kind, 4: size } = process.argv;
const count = Number(size);
const worker = require('worker_threads');
const cluster = kind === 'cluster' ? require('cluster') : undefined;

const isChild = kind === 'cluster' ? cluster.isWorker : !worker.isMainThread;

function open() {
  if (kind === 'spawn') {
    const child = require('rnode:shards').spawn(__filename, { argv: process.argv.slice(2) });
    return {
      on: (listener) => child.on('message', listener),
      once: (listener) => child.once('message', listener),
      post: (message, list) => child.postMessage(message, list),
      end: () => child.terminate(),
    };
  }
  if (kind === 'worker') {
    const thread = new worker.Worker(__filename, { argv: process.argv.slice(2) });
    return {
      on: (listener) => thread.on('message', listener),
      once: (listener) => thread.once('message', listener),
      post: (message, list) => thread.postMessage(message, list),
      end: () => thread.terminate(),
    };
  }
  const child = cluster.fork();
  return {
    pid: child.process.pid,
    on: (listener) => child.on('message', listener),
    once: (listener) => child.once('message', listener),
    post: (message) => child.send(message),
    end: () => new Promise((resolve) => {
      child.on('exit', resolve);
      child.process.kill();
    }),
  };
}

function first(child) {
  return new Promise((resolve) => child.once(resolve));
}

function residentKib(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))[1]);
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const parts = {
  // Until the first line of the child runs; clocks are the machine's, and the same for all.
  async start() {
    const times = [];
    for (let i = 0; i < count; i++) {
      const begun = process.hrtime.bigint();
      const child = open();
      times.push(Number(BigInt(await first(child)) - begun) / 1e6);
      await child.end();
    }
    times.sort((a, b) => a - b);
    return { ms: percentile(times, 0.5), p99: percentile(times, 0.99) };
  },

  async memory() {
    // The first one pays for what all share.
    const open1 = open();
    await first(open1);
    const before = residentKib('self');
    const children = [];
    for (let i = 0; i < count; i++) {
      const child = open();
      await first(child);
      children.push(child);
    }
    const kib = kind === 'cluster' ? residentKib(children[0].pid) : (residentKib('self') - before) / count;
    await Promise.all([open1, ...children].map((child) => child.end()));
    return { mib: kib / 1024 };
  },

  trips: () => trips(1, count),
  trips64: () => trips(64, count),

  // A buffer that goes to and fro.
  async moved() {
    const figures = {};
    for (const kib of [64, 1024, 16384]) {
      const child = open();
      await first(child);
      let left = count;
      const begun = process.hrtime.bigint();
      await new Promise((resolve) => {
        child.on((buffer) => {
          if (--left === 0) resolve();
          else child.post(buffer, [buffer]);
        });
        const buffer = new ArrayBuffer(kib * 1024);
        child.post(buffer, [buffer]);
      });
      figures[`${kib} KiB`] = Number(process.hrtime.bigint() - begun) / 1e3 / count;
      await child.end();
    }
    return figures;
  },
};

async function trips(depth, total) {
  const child = open();
  await first(child);
  const sent = new Float64Array(total);
  const took = new Float64Array(total);
  let next = 0;
  let done = 0;
  const now = () => performance.now();
  const begun = now();
  await new Promise((resolve) => {
    const post = () => {
      sent[next] = now();
      child.post({ id: next++, name: 'small', nested: { on: true } });
    };
    child.on((message) => {
      took[message.id] = now() - sent[message.id];
      if (++done === total) resolve();
      else if (next < total) post();
    });
    for (let i = 0; i < depth; i++) post();
  });
  const seconds = (now() - begun) / 1e3;
  await child.end();
  took.sort();
  return { perSecond: total / seconds, p50: percentile(took, 0.5) * 1e3, p99: percentile(took, 0.99) * 1e3 };
}

function answer() {
  const now = `${process.hrtime.bigint()}`;
  if (kind === 'cluster') {
    process.on('message', (message) => process.send(message));
    process.send(now);
    return;
  }
  const port = kind === 'spawn' ? require('rnode:shards').parent : worker.parentPort;
  port.on('message', (message) => {
    if (message instanceof ArrayBuffer) port.postMessage(message, [message]);
    else port.postMessage(message);
  });
  port.postMessage(now);
}

if (isChild) answer();
else parts[part]().then((figures) => console.log(JSON.stringify(figures)));
