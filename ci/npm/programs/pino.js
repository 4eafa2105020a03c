// pino: levels, children, serializers, redaction, formatters, destinations in threads and files.
'use strict';
const fs = require('fs');
const path = require('path');
const pino = require('pino');
const { once } = require('events');

const lines = [];
const sink = { write: (line) => lines.push(line) };
const base = { timestamp: () => ',"time":0', base: { app: 'test' } };
const flush = (title) => {
  console.log(`# ${title}`);
  for (const line of lines.splice(0))
    console.log(line.trimEnd().replace(/"stack":"((?:[^"\\]|\\.)*)"/, '"stack":"…"'));
};

const log = pino({ ...base, level: 'debug' }, sink);
log.trace('unseen');
log.debug('debugged %s %d %j %o', 'text', 1.5, { a: 1 }, [1]);
log.info({ user: { id: 1 } }, 'with an object');
log.warn({ err: new TypeError('wrong') }, 'failed');
log.error(new Error('alone', { cause: new Error('why') }));
log.fatal({ big: 10n, date: new Date(0), nothing: undefined, fn() {}, symbol: Symbol('s'), nan: NaN });
const circular = { name: 'c' };
circular.self = circular;
log.info(circular, 'circular');
log.info('unicode \u2028 ü "quoted" \n');
flush('levels');

const child = log.child(
  { module: 'child' },
  { serializers: { req: (req) => `${req.method} ${req.url}` }, level: 'warn' },
);
child.info('unseen');
child.warn({ req: { method: 'GET', url: '/', secret: 1 } });
child.child({ deep: true }).error('grandchild');
console.log(child.bindings(), child.level, child.isLevelEnabled('info'), log.levels.values);
flush('children');

const redacted = pino(
  { ...base, redact: { paths: ['password', 'user.*.token', 'list[*].key'], censor: '***' } },
  sink,
);
redacted.info({ password: 'p', user: { a: { token: 't', keep: 1 } }, list: [{ key: 1 }, { key: 2 }] });
flush('redaction');

const formed = pino(
  {
    ...base,
    messageKey: 'text',
    nestedKey: 'data',
    customLevels: { notice: 35 },
    level: 'notice',
    formatters: {
      level: (label, number) => ({ severity: label.toUpperCase(), number }),
      bindings: (b) => ({ ...b, more: 1 }),
      log: (o) => ({ ...o, added: 1 }),
    },
    mixin: () => ({ mixed: 'in' }),
    hooks: {
      logMethod(args, method) {
        method.apply(
          this,
          args.map((arg) => (typeof arg === 'string' ? `<${arg}>` : arg)),
        );
      },
    },
  },
  sink,
);
formed.notice({ a: 1 }, 'formed');
formed.info('unseen');
flush('formatters');

async function files() {
  const file = path.join(process.cwd(), 'out', 'log.txt');
  const destination = pino.destination({ dest: file, mkdir: true, sync: false, minLength: 4096 });
  await once(destination, 'ready');
  const logger = pino(base, destination);
  for (let at = 0; at < 1000; at++) logger.info({ at }, 'line');
  destination.flushSync();
  const written = fs.readFileSync(file, 'utf8').trim().split('\n');
  console.log('# file', written.length, JSON.parse(written[999]).at);
  destination.end();
  await once(destination, 'close');

  const streams = pino.multistream([
    { level: 'info', stream: sink },
    { level: 'error', stream: { write: (line) => lines.push(`E ${line}`) } },
  ]);
  const multi = pino(base, streams);
  multi.info('to one');
  multi.error('to both');
  flush('several streams');

  const target = path.join(process.cwd(), 'worker.txt');
  const transport = pino.transport({
    targets: [{ target: 'pino/file', options: { destination: target }, level: 'info' }],
  });
  await once(transport, 'ready');
  const threaded = pino({ ...base }, transport);
  for (let at = 0; at < 20; at++) threaded.info({ at }, 'from a thread');
  transport.end();
  await once(transport, 'close');
  const fromThread = fs.readFileSync(target, 'utf8').trim().split('\n');
  console.log('# thread', fromThread.length, fromThread[19]);
}
files();
