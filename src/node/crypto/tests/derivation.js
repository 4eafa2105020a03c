// Key derivation, at once and with callbacks.
const crypto = require('crypto');
console.log(crypto.pbkdf2Sync('password', 'salt', 1000, 32, 'sha512').toString('hex'));
console.log(crypto.scryptSync('password', 'salt', 32, { N: 1024 }).toString('hex'));
console.log(Buffer.from(crypto.hkdfSync('sha256', 'key', 'salt', 'info', 42)).toString('hex'));
console.log(crypto.argon2Sync('argon2id', {
  message: 'password', nonce: 'saltsalt', parallelism: 1, tagLength: 24, memory: 64, passes: 2, secret: 's',
}).toString('hex'));
const attempt = (call) => {
  try {
    console.log(call());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
attempt(() => crypto.pbkdf2Sync('p', 's', 1, 20, 'nope'));
attempt(() => crypto.pbkdf2Sync('p', 's', 0, 20, 'sha1'));
attempt(() => crypto.scryptSync('p', 's', 20, { N: 3 }));
attempt(() => crypto.scryptSync('p', 's', 20, { N: 2 ** 20 }));
attempt(() => crypto.scryptSync('p', 's', 20, { N: 2, cost: 2 }));
attempt(() => crypto.hkdfSync('nope', 'k', 's', 'i', 10));
attempt(() => crypto.hkdfSync('sha256', 'k', 's', 'i', 100_000));
crypto.pbkdf2('password', 'salt', 1, 8, 'sha1', (error, key) => {
  console.log(error, key);
  crypto.scrypt('', '', 8, { N: 16 }, (none, derived) => {
    console.log(none, derived);
    crypto.hkdf('sha1', '', '', '', 8, (nothing, bytes) => console.log(nothing, bytes));
  });
});
