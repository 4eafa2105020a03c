// What digests refuse, and how they say so.
const crypto = require('crypto');
const attempt = (call) => {
  try {
    console.log(call());
  } catch (error) {
    console.log(error.name, error.code, error.message, Object.keys(error).join());
  }
};
attempt(() => crypto.createHash('nope'));
attempt(() => crypto.createHash());
attempt(() => crypto.createHash('sha256', { outputLength: 28 }));
attempt(() => crypto.createHash('sha256', { outputLength: -1 }));
attempt(() => crypto.createHash('sha256').update(1));
attempt(() => crypto.createHmac('nope', 'key'));
attempt(() => crypto.createHmac('sha256'));
attempt(() => crypto.createHmac());
attempt(() => crypto.hash('nope', 'x'));
attempt(() => crypto.hash('sha256', 1));
attempt(() => crypto.hash('sha256', 'x', 'nope'));
attempt(() => crypto.hash('sha256', 'x', { outputLength: 4 }));
const used = crypto.createHash('md5');
used.digest();
attempt(() => used.digest());
attempt(() => used.update('x'));
attempt(() => used.copy());
attempt(() => crypto.timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2)));
attempt(() => crypto.timingSafeEqual('a', Buffer.alloc(2)));
