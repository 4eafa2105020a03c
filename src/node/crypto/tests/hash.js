// Digests of many kinds, in pieces and at once, and in every output encoding.
const crypto = require('crypto');
const text = 'The quick brown fox jumps over the lazy dog. \u00fc\ud83d\ude00';
for (const name of ['md5', 'sha1', 'SHA256', 'sha2-256', 'sha512-256', 'sha3-384', 'RSA-SHA512', 'ripemd160', 'blake2b512',
  'blake2s256', 'sm3', 'md5-sha1', 'shake128', 'shake256']) {
  const hash = crypto.createHash(name);
  hash.update(text.slice(0, 10)).update(Buffer.from(text.slice(10)));
  const copy = hash.copy();
  console.log(name, hash.digest('hex'), copy.update('more', 'latin1').digest('base64url'));
  console.log(crypto.hash(name, text), crypto.hash(name, text, 'buffer').length);
}
for (const encoding of ['hex', 'base64', 'base64url', 'latin1', 'binary', 'ucs2', 'buffer', undefined, 'nonsense']) {
  console.log(encoding, crypto.createHash('sha1').update(text, 'utf8').digest(encoding));
}
for (const outputLength of [0, 1, 16, 64]) {
  console.log(crypto.createHash('shake256', { outputLength }).update('x').digest('hex'),
              crypto.hash('shake128', 'x', { outputLength }));
}
console.log(crypto.getHashes().length, crypto.createHash('sha256', { outputLength: 32 }).digest('hex'));
