// Tests, suites, hooks, subtests, skipped and failing ones, and the report of them.
const { write } = process.stdout;
process.stdout.write = function(text, ...rest) {
  return write.call(this, String(text).replace(/[\d.]+ms/g, 'Nms').replace(/duration_ms .*/, 'duration_ms N'), ...rest);
};
// The report is written on its own time: what the tests themselves say comes at the end.
const said = [];
const log = (...args) => said.push(args.join(' '));
const { test, describe, it, before, after, beforeEach, afterEach } = require('node:test');

before(() => log('before all'));
after(() => log('after all'));

test('passes', () => {});
test('with a callback', (t, done) => setTimeout(done, 1));
test('fails with a value', () => { throw 'a value'; });
test('rejects', () => Promise.reject('rejected'));
test('skipped', { skip: true }, () => log('never'));
test('skipped with a reason', { skip: 'because' });
test('skips itself', (t) => t.skip('later'));
test.todo('to do');
test('to do, failing', { todo: 'soon' }, () => { throw 'still'; });
test('times out', { timeout: 5 }, () => new Promise((resolve) => setTimeout(resolve, 1000)));
test('subtests', async (t) => {
  t.beforeEach(() => log('  each'));
  t.after(() => log('  after subtests'));
  await t.test('one', (t) => log('  running', t.name, '|', t.fullName));
  t.test('two', () => {});
  t.diagnostic('a note');
});
test('failing subtest', async (t) => {
  await t.test('inner', () => { throw 'inner'; });
});
test('plan', (t) => { t.plan(2); t.assert.ok(true); t.assert.strictEqual(1, 1); });
test('plan missed', (t) => { t.plan(2); t.assert.ok(true); });
describe('suite', () => {
  before(() => log('suite before'));
  after(() => log('suite after'));
  beforeEach(() => log('suite each'));
  afterEach(() => log('suite after each'));
  it('first', () => log('first'));
  it.skip('second', () => {});
  describe('nested', () => { it('deep', (t) => log(t.fullName)); });
});
describe('empty', () => {});
process.on('exit', (code) => { log('exit', code); process.exitCode = 0; console.log(said.join('\n')); });
