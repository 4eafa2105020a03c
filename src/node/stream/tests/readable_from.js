// Readable.from: every kind of iterable, null among the values, failing and closing iterators.
'use strict';
const { Readable } = require('stream');

const collect = async (name, source, options) => {
  const got = [];
  let r;
  try {
    r = Readable.from(source, options);
    for await (const chunk of r) got.push(chunk);
    console.log(name, got, r.readableObjectMode, r.readableHighWaterMark);
  } catch (err) {
    console.log(name, got, 'failed', err.name, err.code, err.message);
  }
};
function* closing(name) {
  try {
    yield 1;
    yield 2;
    yield 3;
  } catch (err) {
    console.log(name, 'was thrown', err.message);
    throw err;
  } finally {
    console.log(name, 'finally');
  }
}
(async () => {
  await collect('array', [1, 'two', { three: 3 }]);
  await collect('string', 'whole');
  await collect('buffer', Buffer.from('whole'));
  await collect('set', new Set([1, 2]));
  await collect('promises', [Promise.resolve('a'), 'b', Promise.resolve('c')]);
  await collect('rejection', ['a', Promise.reject(new Error('rejected')), 'c']);
  await collect('null', [1, null, 2]);
  await collect('promised null', [1, Promise.resolve(null)]);
  await collect('generator', closing('generator'));
  await collect('async generator', (async function*() { yield 1; yield 2; })());
  await collect('async null', (async function*() { yield null; })());
  await collect('bytes', ['ab', 'cd'], { objectMode: false });
  await collect('nothing', 5);

  const r = Readable.from(closing('destroyed'));
  r.on('error', (err) => console.log('error', err.message));
  r.on('close', () => console.log('closed'));
  r.once('data', (value) => {
    console.log('data', value);
    r.destroy(new Error('enough'));
  });
})();
