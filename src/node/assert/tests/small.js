// fail, ifError, match, the error itself, the class, the tracker.
'use strict';
const assert = require('assert');
const { inspect } = require('util');

const attempt = (f) => {
  try {
    return f();
  } catch (error) {
    return [error.name, error.code, error.message, error.operator, error.generatedMessage, error.actual,
    error.expected];
  }
};
process.emitWarning = (...args) => console.log('warning:', ...args.slice(0, 1));
for (const args of [[], ['message'], [undefined], [null], [new RangeError('own')], [1, 2], [1, 2, 'message'], [1, 2,
  undefined, '>'], [1, 2, 'message', '>'], [1, 2, new RangeError('own')], [undefined, 'b'],
  [false]]) console.log(attempt(() => assert.fail(...args)));
for (const value of [null, undefined, 0, '', false, 'text', new Error('error'), new Error(''), new TypeError(),
  { message: 'object' }, { message: '' }, Symbol('s'), () => {}]) {
  const result = attempt(() => assert.ifError(value));
  console.log(result === undefined ? 'passed' : result.slice(0, 5));
}
for (const [text, regexp, message] of [['abc', /b/], ['abc', /x/], [5, /x/], [undefined, /x/], ['abc', 'abc'], ['abc',
  /x/, 'own'], ['abc', /x/, new RangeError('own')], [{}, /object/], ['multi\nline', /z/], [Symbol('s'), /s/]]) {
  console.log(attempt(() => assert.match(text, regexp, message)), attempt(() => assert.doesNotMatch(text, regexp,
    message)));
}
const error = new assert.AssertionError({ actual: { a: [1] }, expected: 'x'.repeat(600), operator: 'strictEqual',
  message: 'message' });
error.stack = 'AssertionError [ERR_ASSERTION]: message\n    at here';
console.log(inspect(error), String(error), Object.keys(error), error.toString(), error instanceof Error);
const lines = new assert.AssertionError({ actual: 'a\n'.repeat(20), expected: 1, operator: 'custom' });
console.log(lines.message, inspect(Object.assign(lines, { stack: 'AssertionError [ERR_ASSERTION]: x\n    at here' })));
for (const options of [undefined, null, 5, 'x', {}, { message: 5 }, { operator: 'deepEqual' }, { actual: 1,
  expected: 2 }, { message: '', operator: 'strictEqual', actual: 1, expected: 2 }, { details: [{ message: 'm',
  actual: 1, expected: 2, operator: 'o', stack: 's' }], message: 'd' }]) {
  try {
    const made = new assert.AssertionError(options);
    console.log(made.message, made.generatedMessage, Object.keys(made));
  } catch (thrown) {
    console.log(thrown.code, thrown.message);
  }
}
console.log(new assert.AssertionError({ message: 'head' }).stack.split('\n')[0]);
console.log(Object.keys(assert), Object.keys(assert.strict), assert.ok === assert,
  assert.strict === require('assert/strict'), assert.strict.strict === assert.strict,
  assert.strict.equal === assert.strictEqual, assert.name, assert.strict.name);
for (const options of [undefined, {}, { strict: false }, { diff: 'full' }, { diff: 'other' },
  { skipPrototype: true }]) {
  console.log(attempt(() => {
    const own = new assert.Assert(options);
    return [Object.keys(own), own.equal.name, own instanceof assert.Assert, attempt(() => own.deepEqual({ a: 1 },
    Object.create(null, { a: { value: 1, enumerable: true } })))?.[0], attempt(() => own.equal(1, '1'))?.[3]];
  }));
}
console.log(attempt(() => assert.Assert()), Object.keys(assert.Assert.prototype));
const { strictEqual } = new assert.Assert({ diff: 'full' });
console.log(attempt(() => strictEqual(1, 2)));
const tracker = new assert.CallTracker();
const tracked = tracker.calls(function tracked(x) { return x * 2; }, 2);
console.log(tracked(5), tracked.call('this', 6), tracker.getCalls(tracked), tracker.report(),
  attempt(() => tracker.verify()));
tracked();
const [report] = tracker.report();
console.log({ ...report, stack: undefined }, attempt(() => tracker.verify()),
  attempt(() => tracker.getCalls(() => {})), attempt(() => tracker.calls(() => {}, 'x')),
  attempt(() => tracker.calls(() => {}, 0)));
tracker.reset();
console.log(tracker.getCalls(tracked), tracker.report().length, tracker.calls()(), tracker.calls(1)());
