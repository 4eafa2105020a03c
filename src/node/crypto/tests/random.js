// Random bytes, numbers and UUIDs: their shape, and what is refused.
const crypto = require('crypto');
const attempt = (call) => {
  try {
    console.log(call());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
console.log(crypto.randomBytes(0).length, crypto.randomBytes(70_000).length, crypto.randomBytes(8).equals(crypto.randomBytes(8)));
console.log(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()));
console.log(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUIDv7()));
const seen = new Set();
for (let i = 0; i < 500; i++) seen.add(crypto.randomInt(-3, 3));
console.log([...seen].sort((a, b) => a - b));
const part = crypto.randomFillSync(Buffer.alloc(40), 10, 20);
console.log(part.subarray(0, 10), part.subarray(30), part.subarray(10, 30).some(Boolean));
attempt(() => crypto.randomBytes(-1));
attempt(() => crypto.randomBytes('1'));
attempt(() => crypto.randomInt(1, 1));
attempt(() => crypto.randomInt(0, 2 ** 48));
attempt(() => crypto.randomInt(1.5));
attempt(() => crypto.randomFillSync('a'));
attempt(() => crypto.randomFillSync(Buffer.alloc(2), 1, 3));
attempt(() => crypto.randomUUID({ disableEntropyCache: 1 }));
attempt(() => crypto.getRandomValues(new Float32Array(1)));
attempt(() => crypto.getRandomValues(new Uint8Array(65_537)));
crypto.randomBytes(5, (error, bytes) => {
  console.log('bytes', error, bytes.length);
  crypto.randomFill(new Uint32Array(4), 1, 2, (failure, view) => {
    console.log('fill', failure, view[0], view[3], view.length);
    crypto.randomInt(10, (none, number) => console.log('int', none, number >= 0 && number < 10));
  });
});
