// Key objects of secrets: making, exporting, comparing, cloning, and HMAC with them.
'use strict';
const crypto = require('crypto');

const { createSecretKey, KeyObject } = crypto;
const show = (make) => {
  try {
    console.log(make());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
};
const key = createSecretKey(Buffer.from('secret'));
console.log(key, Object.prototype.toString.call(key), key.constructor.name, key instanceof KeyObject);
console.log(key.type, key.symmetricKeySize, key.export(), key.export({ format: 'jwk' }), key.export({ format: 'buffer' }));
show(() => key.export({ format: 'x' }));
show(() => key.export(1));
show(() => createSecretKey('c2Vj', 'base64').export().toString());
show(() => createSecretKey(new Uint8Array([1, 2]).buffer).export());
show(() => createSecretKey(1));
show(() => createSecretKey(key));
show(() => createSecretKey(Buffer.alloc(0)).symmetricKeySize);
show(() => key.equals(createSecretKey('secret', 'utf8')));
show(() => key.equals(createSecretKey('secre', 'utf8')));
show(() => key.equals(1));
show(() => new KeyObject('secret', {}));
show(() => new KeyObject('x', {}));
show(() => crypto.createHmac('sha256', key).update('d').digest('hex'));
show(() => KeyObject.from(1));
show(() => key.toCryptoKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']));
show(() => structuredClone(key).export().toString());
crypto.subtle.importKey('raw', Buffer.from('a'), { name: 'HMAC', hash: 'SHA-1' }, true, ['sign'])
  .then((made) => console.log(KeyObject.from(made).export()));
