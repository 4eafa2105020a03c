// ioredis against a real Redis: every kind of value, pipelines, transactions, scripts, streams, subscriptions, errors.
'use strict';
const { once } = require('events');
const Redis = require('ioredis');

const show = async (title, promise) => {
  try {
    console.log(title, await promise);
  } catch (error) {
    console.log(title, 'FAILED', error.name, error.message);
  }
};

async function main() {
  const redis = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: 1 });
  redis.on('error', (error) => console.log('error event', error.message));
  await once(redis, 'ready');
  console.log(redis.status);
  await redis.flushall();
  await show('set', redis.set('text', 'ü €', 'EX', 100));
  await show('get', redis.get('text'));
  await show('missing', redis.get('nothing'));
  await show('nx', redis.set('text', 'x', 'NX'));
  await show('buffer', redis.set('bytes', Buffer.from([0, 255, 13, 10])));
  await show('get buffer', redis.getBuffer('bytes'));
  await show(
    'large',
    redis
      .set('large', 'x'.repeat(3_000_000))
      .then(() => redis.get('large'))
      .then((value) => value.length),
  );
  await show('incr', Promise.all([redis.incr('n'), redis.incrby('n', 10), redis.decr('n')]));
  await show('float', redis.incrbyfloat('f', 1.25));
  await show(
    'list',
    redis.rpush('list', 1, 2, 3).then(() => redis.lrange('list', 0, -1)),
  );
  await show(
    'hash',
    redis.hset('hash', { a: 1, b: 'two' }).then(() => redis.hgetall('hash')),
  );
  await show(
    'set members',
    redis
      .sadd('set', 'x', 'y')
      .then(() => redis.smembers('set'))
      .then((list) => list.sort()),
  );
  await show(
    'sorted',
    redis.zadd('z', 2, 'b', 1, 'a').then(() => redis.zrange('z', 0, -1, 'WITHSCORES')),
  );
  await show(
    'expiry',
    redis.pttl('text').then((ms) => ms > 90_000 && ms <= 100_000),
  );
  await show('del, exists', Promise.all([redis.del('f', 'nothing'), redis.exists('f')]));
  await show(
    'pipeline',
    redis
      .pipeline()
      .set('p', 1)
      .incr('p')
      .lpush('p', 'x')
      .get('p')
      .exec()
      .then((rows) => rows.map(([error, value]) => error?.message ?? value)),
  );
  await show('multi', redis.multi().set('m', 1).incr('m').exec());
  await show(
    'many',
    Promise.all(Array.from({ length: 2000 }, (_, at) => redis.set(`k${at}`, at))).then(
      (list) => list.filter((reply) => reply === 'OK').length,
    ),
  );
  await show('mget', redis.mget('k1', 'k1999', 'k2000'));
  let scanned = 0;
  for await (const keys of redis.scanStream({ match: 'k1*', count: 500 })) scanned += keys.length;
  console.log('scanned', scanned);
  redis.defineCommand('addTo', { numberOfKeys: 1, lua: 'return redis.call("incrby", KEYS[1], ARGV[1])' });
  await show('script', Promise.all([redis.addTo('n', 5), redis.eval('return {1, "a", {KEYS[1]}}', 1, 'key')]));
  await show('wrong kind', redis.lpush('text', 1));
  await show('unknown', redis.call('NOPE', 'a'));
  await show('transformed', redis.call('CONFIG', 'GET', 'maxmemory'));
  await show(
    'stream',
    redis.xadd('s', '1-1', 'field', 'value').then(() => redis.xrange('s', '-', '+')),
  );
  const blocked = redis.duplicate();
  const popped = blocked.blpop('queue', 5);
  await redis.rpush('queue', 'job');
  await show('blocked pop', popped);

  const subscriber = redis.duplicate();
  await show('subscribe', subscriber.subscribe('one', 'two'));
  await show('psubscribe', subscriber.psubscribe('t*'));
  const heard = [];
  subscriber.on('message', (channel, text) => heard.push(['message', channel, text]));
  subscriber.on('pmessage', (pattern, channel, text) => heard.push(['pmessage', pattern, channel, text]));
  await show(
    'publish',
    Promise.all([redis.publish('one', 'a'), redis.publish('two', 'b'), redis.publish('three', 'c')]),
  );
  while (heard.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  console.log(heard);
  await show('while subscribed', subscriber.get('text'));

  const named = await redis.client('ID');
  await show(
    'kill',
    blocked.call('CLIENT', 'KILL', 'ID', String(named)).then((count) => count),
  );
  await once(redis, 'ready');
  await show('after a reconnect', redis.get('text'));
  const offline = new Redis({ host: '127.0.0.1', port: 1, lazyConnect: true, retryStrategy: null });
  offline.on('error', (error) => console.log('offline', error.code));
  await show('refused', offline.connect());
  const ends = Promise.all([redis, blocked].map((client) => once(client, 'end')));
  await show('quit', Promise.all([redis, blocked].map((client) => client.quit())));
  await ends;
  subscriber.disconnect();
  await once(subscriber, 'end');
  console.log(redis.status, subscriber.status);
}
main();
