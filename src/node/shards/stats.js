// What the shards of this process say of themselves: their counters and histograms, asked for by message, and the turns
// of this shard's loop that took too long.
'use strict';

const { ask, forget, setStallListener } = internalBinding('shard_stats');
const { Histogram, createHistogram, handleOf, kSkipThrow } = require('internal/histogram');
const { kEmptyObject } = require('internal/util');
const { validateFunction, validateInteger, validateObject } = require('internal/validators');

const kTimeout = 1000;
const kTimeoutMax = 2 ** 31 - 1;
const kLongest = 3_600_000_000_000;

function camelCase(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

function renamed(figures, change = (value) => value) {
  const result = {};
  for (const name of Object.keys(figures)) result[camelCase(name)] = change(figures[name]);
  return result;
}

function sum(shards) {
  const total = { counters: {}, gauges: {}, latencies: {} };
  for (const shard of shards) {
    for (const kind of ['counters', 'gauges']) {
      for (const name of Object.keys(shard[kind])) total[kind][name] = (total[kind][name] ?? 0) + shard[kind][name];
    }
    for (const name of Object.keys(shard.latencies)) {
      const merged = total.latencies[name] ??= createHistogram({ lowest: 1, highest: kLongest, figures: 3 });
      handleOf(merged).add(handleOf(shard.latencies[name]));
    }
  }
  return total;
}

/**
 * The figures of every shard of the process and their sum. A shard that does not answer within `timeoutMs`, because
 * its loop is stalled or it has ended, is named in `missing`.
 */
function stats(options = kEmptyObject) {
  validateObject(options, 'options');
  const { timeoutMs = kTimeout } = options;
  validateInteger(timeoutMs, 'options.timeoutMs', 1, kTimeoutMax);
  const { promise, resolve } = Promise.withResolvers();
  const shards = [];
  const { 0: number, 1: asked } = ask((label, name, counters, gauges, latencies) => {
    shards.push({
      shard: label,
      name,
      counters: renamed(counters),
      gauges: renamed(gauges),
      latencies: renamed(latencies, (handle) => new Histogram(kSkipThrow, handle)),
    });
    if (shards.length === asked.length) finish();
  });
  const timer = setTimeout(finish, timeoutMs);
  return promise;

  function finish() {
    clearTimeout(timer);
    forget(number);
    shards.sort((a, b) => asked.indexOf(a.shard) - asked.indexOf(b.shard));
    const missing = asked.filter((label) => !shards.some(({ shard }) => shard === label));
    resolve({ shards, total: sum(shards), missing });
  }
}

const listeners = new Set();

/**
 * Calls `listener` with each turn of this shard's loop that was longer than --stall-ms. Returns a function that ends
 * that.
 */
function onStall(listener) {
  validateFunction(listener, 'listener');
  const told = (stall) => listener(stall);
  listeners.add(told);
  if (listeners.size === 1) {
    setStallListener((stall) => {
      for (const each of [...listeners]) each(stall);
    });
  }
  return () => {
    if (listeners.delete(told) && listeners.size === 0) setStallListener(undefined);
  };
}

module.exports = { onStall, stats };
