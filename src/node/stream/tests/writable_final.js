// _final between the last write and "finish": waiting, failing, throwing, calling back twice.
'use strict';
const { Writable } = require('stream');

function run(name, final) {
  const w = new Writable({
    write(chunk, encoding, callback) { setImmediate(callback); },
    final(callback) {
      console.log(name, '_final', this.writableLength, this.writableFinished);
      final(callback);
    },
  });
  for (const event of ['prefinish', 'finish', 'error', 'close']) {
    w.on(event, (err) => console.log(name, event, err?.message ?? ''));
  }
  w.write('a', () => console.log(name, 'written'));
  w.end('b', (err) => console.log(name, 'end callback', err?.message ?? err));
  return new Promise((resolve) => w.on('close', resolve));
}
(async () => {
  await run('sync', (callback) => callback());
  await run('later', (callback) => setTimeout(callback, 5));
  await run('fails', (callback) => callback(new Error('bad end')));
  await run('fails later', (callback) => setImmediate(callback, new Error('bad end')));
  await run('throws', () => { throw new Error('thrown'); });
  await run('twice', (callback) => { callback(); setImmediate(callback); });
})();
