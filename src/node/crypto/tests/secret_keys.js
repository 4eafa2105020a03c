// Web Crypto's secret keys: HMAC, PBKDF2 and HKDF.
'use strict';
const { subtle } = globalThis.crypto;

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const show = async (title, make) => {
  try {
    const made = await make();
    console.log(title, made instanceof ArrayBuffer ? hex(made) : made);
  } catch (error) {
    console.log(title, 'FAILED', error.name, error.code, error.message);
  }
};
const bytes = (text) => new TextEncoder().encode(text);

(async () => {
  const key = await subtle.importKey('raw', bytes('secret'), { name: 'hmac', hash: 'sha-256' }, true, ['verify', 'sign', 'sign']);
  console.log(key, key instanceof CryptoKey, Object.prototype.toString.call(key), Object.keys(key));
  const signature = await subtle.sign('HMAC', key, bytes('data'));
  await show('sign', () => signature);
  await show('verify', () => subtle.verify({ name: 'HMAC' }, key, signature, bytes('data')));
  await show('verify other data', () => subtle.verify('HMAC', key, signature, bytes('other')));
  await show('verify short', () => subtle.verify('HMAC', key, signature.slice(1), bytes('data')));
  await show('export raw', () => subtle.exportKey('raw', key));
  await show('export jwk', () => subtle.exportKey('jwk', key));
  await show('export pkcs8', () => subtle.exportKey('pkcs8', key));
  const jwk = { kty: 'oct', k: 'c2VjcmV0', alg: 'HS512', ext: false, key_ops: ['sign'] };
  await show('import jwk', () => subtle.importKey('jwk', jwk, { name: 'HMAC', hash: { name: 'SHA-512' } }, false, ['sign']));
  await show('jwk of another hash', () => subtle.importKey('jwk', jwk, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']));
  await show('jwk that is not extractable', () => subtle.importKey('jwk', jwk, { name: 'HMAC', hash: 'SHA-512' }, true, ['sign']));
  await show('jwk for another use', () => subtle.importKey('jwk', jwk, { name: 'HMAC', hash: 'SHA-512' }, false, ['verify']));
  await show('jwk of another kind', () => subtle.importKey('jwk', { ...jwk, kty: 'RSA' }, { name: 'HMAC', hash: 'SHA-512' }, false, ['sign']));
  for (const hash of ['SHA-1', 'SHA-384']) {
    const made = await subtle.generateKey({ name: 'HMAC', hash }, true, ['sign']);
    console.log(made, (await subtle.exportKey('raw', made)).byteLength);
  }
  await show('length', () => subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 64 }, false, ['verify']));
  await show('no uses', () => subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, []));
  await show('wrong use', () => subtle.importKey('raw', bytes('x'), { name: 'HMAC', hash: 'SHA-256' }, true, ['encrypt']));
  await show('no uses', () => subtle.importKey('raw', bytes('x'), { name: 'HMAC', hash: 'SHA-256' }, true, []));
  await show('empty', () => subtle.importKey('raw', bytes(''), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']));
  await show('no hash', () => subtle.importKey('raw', bytes('x'), 'HMAC', true, ['sign']));
  await show('not for signing', async () => subtle.sign('HMAC', await subtle.importKey('raw', bytes('x'), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']), bytes('')));
  await show('not extractable', async () => subtle.exportKey('raw', await subtle.importKey('raw', bytes('x'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])));

  const password = await subtle.importKey('raw', bytes('password'), 'PBKDF2', false, ['deriveBits', 'deriveKey']);
  console.log(password);
  const pbkdf2 = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes('salt'), iterations: 10 };
  await show('pbkdf2', () => subtle.deriveBits(pbkdf2, password, 256));
  await show('pbkdf2 without a length', () => subtle.deriveBits(pbkdf2, password, null));
  await show('pbkdf2 of odd length', () => subtle.deriveBits(pbkdf2, password, 12));
  await show('pbkdf2 without iterations', () => subtle.deriveBits({ ...pbkdf2, iterations: 0 }, password, 8));
  await show('extractable', () => subtle.importKey('raw', bytes('x'), 'PBKDF2', true, ['deriveBits']));
  await show('wrong use', () => subtle.importKey('raw', bytes('x'), 'HKDF', false, ['sign']));
  const derived = await subtle.deriveKey(pbkdf2, password, { name: 'HMAC', hash: 'SHA-256', length: 128 }, true, ['sign']);
  console.log(derived);
  await show('derived', () => subtle.exportKey('raw', derived));
  const material = await subtle.importKey('raw', bytes('material'), 'HKDF', false, ['deriveBits']);
  const hkdf = { name: 'HKDF', hash: 'SHA-384', salt: bytes('salt'), info: bytes('info') };
  await show('hkdf', () => subtle.deriveBits(hkdf, material, 512));
  await show('hkdf with a key for another', () => subtle.deriveBits(hkdf, password, 512));
  await show('hkdf too long', () => subtle.deriveBits(hkdf, material, 384 * 256));
  await show('not for keys', () => subtle.deriveKey(hkdf, material, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']));
  const copy = structuredClone(key);
  await show('a clone', () => subtle.exportKey('raw', copy));
})();
