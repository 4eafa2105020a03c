// winston: levels, formats, transports, children, exceptions, queries of files, streams, profiling.
'use strict';
const fs = require('fs');
const path = require('path');
const { Writable } = require('stream');
const { setTimeout: wait } = require('timers/promises');
const winston = require('winston');
const {
  combine,
  json,
  simple,
  printf,
  label,
  splat,
  errors,
  metadata,
  uncolorize,
  colorize,
  prettyPrint,
  ms,
  timestamp,
  align,
  padLevels,
  cli,
} = winston.format;

const capture = (options) => {
  const lines = [];
  const stream = new Writable({
    write(chunk, encoding, done) {
      lines.push(chunk.toString().trimEnd());
      done();
    },
  });
  return { lines, transport: new winston.transports.Stream({ stream, ...options }) };
};
const show = (title, lines) => {
  console.log(`# ${title}`);
  lines.splice(0).forEach((line) => console.log(line.replace(/\s+at .*$/gm, '')));
};

const plain = capture();
const logger = winston.createLogger({
  level: 'verbose',
  format: combine(errors({ stack: true }), splat(), json()),
  defaultMeta: { service: 's' },
  transports: [plain.transport],
});
logger.info('hello');
logger.warn('splat %s %d %j', 'a', 2, { b: 3 });
logger.log({ level: 'error', message: 'an object', extra: [1, { two: 2 }] });
logger.error('with metadata', { user: { id: 1 }, date: new Date(0) });
logger.error(new Error('failed'));
logger.silly('unseen');
logger.child({ request: 7 }).info('child');
console.log(logger.isLevelEnabled('debug'), logger.isVerboseEnabled(), logger.levels);

const formats = {
  simple: simple(),
  printf: combine(
    label({ label: 'L' }),
    printf(({ level, message, label: name }) => `[${name}] ${level}: ${message}`),
  ),
  metadata: combine(metadata(), json()),
  pretty: prettyPrint(),
  padded: combine(padLevels(), simple()),
  aligned: combine(align(), simple()),
  coloured: combine(colorize({ all: true }), uncolorize(), simple()),
  cli: combine(cli(), uncolorize()),
  stamped: combine(timestamp({ format: () => 'now' }), json()),
};
for (const [name, format] of Object.entries(formats)) {
  const { lines, transport } = capture({ format });
  winston.createLogger({ transports: [transport] }).info('message', { a: 1 });
  show(name, lines);
}
const filtered = capture();
const secret = winston.format((info, { word }) => (info.message.includes(word) ? false : info));
const levels = winston.createLogger({
  levels: winston.config.syslog.levels,
  level: 'notice',
  format: combine(secret({ word: 'secret' }), json()),
  transports: [filtered.transport],
});
levels.emerg('emergency');
levels.notice('a secret');
levels.info('unseen');
levels.notice('noticed');

async function main() {
  const name = path.join(process.cwd(), 'app.log');
  const both = winston.createLogger({
    transports: [new winston.transports.File({ filename: name, format: json() })],
  });
  for (let at = 0; at < 60; at++) both.info('line', { at });
  while (!fs.existsSync(name) || !fs.readFileSync(name, 'utf8').includes('"at":59')) await wait(10);
  console.log('# file', fs.readFileSync(name, 'utf8').trim().split('\n').length);
  both.close();

  show('plain', plain.lines);
  show('filtered', filtered.lines);
  winston.loggers.add('named', { transports: [plain.transport] });
  winston.loggers.get('named').info('from a container');
  show('container', plain.lines);
  const profiled = capture({ format: json() });
  const timer = winston.createLogger({ transports: [profiled.transport] });
  const done = timer.startTimer();
  done.done({ message: 'timed' });
  await new Promise(setImmediate);
  console.log(
    '# profile',
    profiled.lines.map((line) => Object.keys(JSON.parse(line))),
  );
  console.log('# console');
  winston
    .createLogger({ format: simple(), transports: [new winston.transports.Console({ stderrLevels: ['error'] })] })
    .info('to the console')
    .error('to stderr');
}
main();
