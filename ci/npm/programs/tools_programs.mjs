// What programs are made of: settings, colours, ids, dates, streams of values, files, processes, tokens, mail, tests.
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import async from 'async';
import bcrypt from 'bcryptjs';
import Bluebird from 'bluebird';
import chalk, { Chalk } from 'chalk';
import chokidar from 'chokidar';
import { add, differenceInDays, format, formatDistance, parseISO } from 'date-fns';
import createDebug from 'debug';
import dotenv from 'dotenv';
import { execa } from 'execa';
import fse from 'fs-extra';
import { glob } from 'glob';
import jwt from 'jsonwebtoken';
import Mocha from 'mocha';
import nodemailer from 'nodemailer';
import pLimit from 'p-limit';
import * as rx from 'rxjs';
import semver from 'semver';
import { v3, v4, v5, v7, validate, version } from 'uuid';

const here = process.cwd();
const sections = {
  settings() {
    console.log(
      dotenv.parse('A=1\nB="two\\nlines"\n# comment\nexport C=\'$A\'\n'),
      semver.satisfies('1.2.3-beta.1', '^1.2.0', { includePrerelease: true }),
      semver.sort(['2.0.0', '1.10.0', '1.9.0']),
      semver.inc('1.2.3', 'minor'),
    );
    console.log(
      new Chalk({ level: 1 }).red.bold('red'),
      JSON.stringify(new Chalk({ level: 3 }).hex('#123456').underline('x')),
      chalk.level,
    );
    createDebug.enable('app:*,-app:quiet');
    console.log(createDebug.enabled('app:loud'), createDebug.enabled('app:quiet'), createDebug.enabled('other'));
    console.log(v5('name', v5.URL), v3('name', v3.DNS), validate(v4()), version(v7()));
  },
  dates() {
    const date = parseISO('2020-02-28T10:00:00Z');
    console.log(
      add(date, { days: 2, hours: 3 }).toISOString(),
      format(new Date(2020, 1, 29, 13, 5), "EEEE do MMMM yyyy, h:mm aaa 'quoted'"),
      differenceInDays(parseISO('2020-03-01'), parseISO('2020-02-01')),
      formatDistance(0, 90 * 60e3),
    );
  },
  async flow() {
    console.log(
      await async.mapLimit([1, 2, 3], 2, async (n) => n * 2),
      await async.auto({ a: async () => 1, b: ['a', async ({ a }) => a + 1] }),
    );
    console.log(
      await Bluebird.map([1, 2, 3], (n) => Bluebird.delay(3 - n).return(n), { concurrency: 2 }),
      await Bluebird.reject(new TypeError('x'))
        .catch(RangeError, () => 'range')
        .catch(TypeError, () => 'type'),
      await Bluebird.delay(50)
        .timeout(5)
        .catch((error) => error.name),
    );
    const limit = pLimit(2);
    let active = 0;
    let most = 0;
    await Promise.all(
      [1, 2, 3, 4].map(() =>
        limit(async () => {
          most = Math.max(most, ++active);
          await null;
          active--;
        }),
      ),
    );
    console.log(most);
    console.log(
      await rx.lastValueFrom(
        rx.interval(1).pipe(
          rx.take(5),
          rx.filter((n) => n % 2 === 0),
          rx.mergeMap((n) => rx.of(n, n * 10)),
          rx.toArray(),
        ),
      ),
    );
    const subject = new rx.ReplaySubject(2);
    [1, 2, 3].forEach((n) => subject.next(n));
    subject.pipe(rx.scan((a, n) => a + n, 0)).subscribe((n) => console.log('rx', n));
    await rx
      .firstValueFrom(
        rx
          .throwError(() => new Error('rx failed'))
          .pipe(
            rx.retry(1),
            rx.catchError((error) => rx.of(error.message)),
          ),
      )
      .then(console.log);
  },
  async files() {
    await fse.outputJson('tree/a/b.json', { deep: true }, { spaces: 2 });
    await fse.copy('tree', 'copy');
    await fse.move('copy/a/b.json', 'copy/c.txt');
    await fse.ensureSymlink('tree/a', 'linked');
    console.log(
      await fse.readJson('tree/a/b.json'),
      await fse.pathExists('copy/a/b.json'),
      (await glob('**/*.{json,txt}', { cwd: here })).sort(),
    );
    const events = [];
    const watcher = chokidar.watch('tree', { cwd: here, ignoreInitial: true });
    watcher.on('all', (event, name) => events.push(`${event} ${name}`));
    await once(watcher, 'ready');
    fs.writeFileSync('tree/new.txt', '1');
    while (!events.includes('add tree/new.txt')) await Bluebird.delay(10);
    fs.appendFileSync('tree/new.txt', '2');
    while (!events.includes('change tree/new.txt')) await Bluebird.delay(10);
    fs.unlinkSync('tree/new.txt');
    while (!events.includes('unlink tree/new.txt')) await Bluebird.delay(10);
    await watcher.close();
    console.log([...new Set(events)]);
    await fse.remove('tree');
  },
  async processes() {
    const { stdout, exitCode } = await execa('sh', ['-c', 'cat; echo "$X"'], { input: 'in\n', env: { X: 'env' } });
    console.log(stdout, exitCode);
    const failed = await execa('sh', ['-c', 'echo out; echo err >&2; exit 3'], { reject: false });
    console.log(failed.exitCode, failed.stdout, failed.stderr, failed.failed);
    await execa('no-such-program').catch((error) => console.log(error.code, error.shortMessage));
    await execa({ timeout: 50 })`sleep 5`.catch((error) => console.log(error.timedOut, error.signal));
    for await (const line of execa`printf ${'one\ntwo\n'}`) console.log('line', line);
  },
  async tokens() {
    const token = jwt.sign({ user: 1, iat: 1000 }, 'secret', { algorithm: 'HS256', expiresIn: 10 });
    console.log(token, jwt.verify(token, 'secret', { clockTimestamp: 1005 }));
    for (const [given, key, options] of [
      [token, 'wrong', {}],
      [token, 'secret', { clockTimestamp: 2000 }],
      ['nonsense', 'secret', {}],
    ]) {
      try {
        jwt.verify(given, key, options);
      } catch (error) {
        console.log(error.name, error.message);
      }
    }
    console.log(jwt.sign({ a: 1 }, 'k', { algorithm: 'HS512', noTimestamp: true }));
    const hash = bcrypt.hashSync('password', '$2b$04$abcdefghijklmnopqrstuu');
    console.log(hash, await bcrypt.compare('password', hash), await bcrypt.compare('other', hash));
  },
  async mail() {
    const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
    const { message, envelope } = await transport.sendMail({
      from: 'Ä <a@example.com>',
      to: 'b@example.com',
      subject: 'Grüße',
      text: 'ü',
      html: '<p>ü</p>',
      date: new Date(0),
      messageId: '<1@x>',
      attachments: [{ filename: 'f.txt', content: 'attached' }],
    });
    console.log(
      envelope,
      message
        .toString()
        .replace(/--_NmP-[\w-]+/g, '--B')
        .replace(/boundary="[^"]*"/g, 'boundary="B"'),
    );
  },
  async tests() {
    const mocha = new Mocha({
      reporter: 'json',
      reporterOptions: { output: path.join(here, 'report.json') },
      timeout: 100,
    });
    fs.writeFileSync(
      'spec.cjs',
      `
      describe('suite', () => {
        let n = 0;
        beforeEach(() => { n++; });
        it('passes', () => {});
        it('passes later', async () => { await null; if (n !== 2) throw new Error('hooks'); });
        it('calls back', (done) => setImmediate(done));
        it('fails', () => { throw new Error('expected'); });
        it('is late', (done) => {}).timeout(20);
        it.skip('skipped', () => {});
        it('pending');
      });`,
    );
    mocha.addFile(path.join(here, 'spec.cjs'));
    const write = process.stdout.write;
    process.stdout.write = () => true;
    const failures = await new Promise((resolve) => mocha.run(resolve));
    process.stdout.write = write;
    const { stats, failures: failed } = JSON.parse(fs.readFileSync('report.json', 'utf8'));
    console.log(
      failures,
      stats.passes,
      stats.pending,
      stats.failures,
      failed.map(({ title, err }) => [title, err.message.replaceAll(here, '')]),
    );
  },
};
for (const [name, section] of Object.entries(sections)) {
  console.log(`## ${name}`);
  await section();
}
