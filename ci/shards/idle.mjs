// What a collection at the end of a turn owes to the program is done before the shard sleeps: no event may follow for long.
import assert from 'node:assert';

let told = 0;
globalThis.registry = new FinalizationRegistry(() => told++);

setTimeout(() => {
  for (let i = 0; i < 8000; i++) {
    const request = { list: new Array(10).fill(i) };
    request.response = { request };
    if (i === 0) registry.register(request);
  }
}, 10);

setTimeout(() => assert.strictEqual(told, 1), 500);
