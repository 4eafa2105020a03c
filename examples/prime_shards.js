// Splits a computation over all cores with rnode:shards: rnode examples/prime_shards.js 2000000
'use strict';

const { expose, parent, self, spawn } = require('rnode:shards');

function countPrimes(from, to) {
  let count = 0;
  for (let candidate = Math.max(from, 2); candidate < to; candidate++) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) {
      if (candidate % divisor === 0) {
        isPrime = false;
        break;
      }
    }
    if (isPrime) count++;
  }
  return count;
}

async function main(limit) {
  const children = Array.from({ length: self.count }, () => spawn(__filename));
  // More pieces than cores: whoever is done first takes the next.
  const piece = Math.ceil(limit / (children.length * 8));
  let next = 0;
  let total = 0;
  await Promise.all(children.map(async (child) => {
    while (next < limit) {
      const from = next;
      next += piece;
      total += await child.call('countPrimes', from, Math.min(from + piece, limit));
    }
    await child.terminate();
  }));
  console.log(`${total} primes below ${limit}, counted on ${children.length} cores`);
}

if (parent === null) main(Number(process.argv[2] ?? 200000));
else expose({ countPrimes });
