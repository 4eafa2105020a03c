// The Web Crypto globals: subtle.digest(), getRandomValues(), randomUUID().
(async () => {
  for (const name of ['SHA-1', 'sha-256', { name: 'SHA-384' }, 'SHA-512']) {
    console.log(Buffer.from(await crypto.subtle.digest(name, Buffer.from('abc'))).toString('hex'));
  }
  for (const name of ['MD5', 'nope', {}]) {
    await crypto.subtle.digest(name, Buffer.alloc(1)).catch((error) => console.log(error.name, error.code));
  }
  await crypto.subtle.digest('SHA-1', 'text').catch((error) => console.log(error.name, error.code, error.message));
  const values = new Uint16Array(8);
  console.log(crypto.getRandomValues(values) === values, values.some(Boolean));
  console.log(crypto, crypto.subtle, Object.prototype.toString.call(crypto));
  console.log(crypto.randomUUID().length, require('crypto').webcrypto === crypto);
  for (const Class of [Crypto, SubtleCrypto, CryptoKey]) {
    try {
      new Class();
    } catch (error) {
      console.log(error.code);
    }
  }
})();
