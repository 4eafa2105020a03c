// The operators of a Readable, alone and in chains, with their errors.
'use strict';
const { Readable } = require('stream');

const numbers = () => Readable.from([1, 2, 3, 4, 5]);
(async () => {
  console.log(await numbers().map((x) => x * 2).toArray());
  console.log(await numbers().map(async (x) => x * 3).filter((x) => x % 2).toArray());
  console.log(await numbers().flatMap((x) => [x, [x]]).take(4).toArray());
  console.log(await numbers().drop(3).toArray(), await numbers().take(0).toArray(), await numbers().drop(9)
      .toArray());
  console.log(await numbers().some((x) => x > 4), await numbers().some((x) => x > 5));
  console.log(await numbers().every((x) => x < 6), await numbers().every(async (x) => x < 3));
  console.log(await numbers().find((x) => x > 2), await numbers().find((x) => x > 9));
  console.log(await numbers().reduce((a, b) => a + b), await numbers().reduce(async (a, b) => a + b, 100));
  console.log(await Readable.from([]).reduce((a, b) => a + b, 'initial'));
  await numbers().forEach((x, options) => console.log('forEach', x, Object.keys(options)));

  const source = numbers();
  console.log(await source.take(2).toArray(), source.destroyed);
  console.log(numbers().map((x) => x) instanceof Readable);
  const { map, reduce, toArray } = Readable.prototype;
  console.log(map.name, map.length, reduce.length, toArray.length);

  await numbers().map(async (x) => { if (x === 2) throw new Error('in map'); return x; }).toArray()
      .catch((err) => console.log(err.message));
  await Readable.from([]).reduce(() => {}).catch((err) => console.log(err.name, err.code, err.message));
  for (const bad of [
    () => numbers().map(1),
    () => numbers().map((x) => x, 1),
    () => numbers().map((x) => x, { concurrency: 0 }),
    () => numbers().map((x) => x, { concurrency: 'two' }),
    () => numbers().take(-1),
    () => numbers().drop('x', { signal: 1 }),
    () => new (Readable.prototype.map)((x) => x),
    () => numbers().filter(),
  ]) {
    try { bad(); } catch (err) { console.log(err.name, err.code, err.message); }
  }
  await numbers().some(1).catch((err) => console.log(err.code));
  console.log(await numbers().drop('x').take('2').toArray());

  const controller = new AbortController();
  const aborted = numbers().map((x, { signal }) => new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`stopped at ${x}`)));
  }), { signal: controller.signal }).toArray();
  setImmediate(() => controller.abort());
  await aborted.catch((err) => console.log(err.name, err.message));
  await numbers().toArray({ signal: AbortSignal.abort() }).catch((err) => console.log(err.name, err.code));
  await numbers().reduce((a, b) => a + b, 0, { signal: AbortSignal.abort('why') })
      .catch((err) => console.log(err.name, err.cause));
})();
