// Keyed digests: keys of every kind, and the second digest that is empty.
const crypto = require('crypto');
for (const key of ['', 'key', Buffer.alloc(200, 7), new Uint16Array([1, 2]), new ArrayBuffer(3)]) {
  for (const name of ['md5', 'sha256', 'sha3-512', 'ripemd160']) {
    console.log(name, crypto.createHmac(name, key).update('data').update(Buffer.from([0, 255])).digest('hex'));
  }
}
const hmac = crypto.createHmac('sha1', 'key');
console.log(hmac.digest('hex'), JSON.stringify(hmac.digest('hex')), hmac.digest());
try {
  hmac.update('x');
} catch (error) {
  console.log(error.code);
}
