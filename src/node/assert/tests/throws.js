// throws, doesNotThrow, rejects, doesNotReject.
'use strict';
const assert = require('assert');

class Custom extends Error { constructor(message) { super(message); this.name = 'Custom'; this.code = 5; } }
const thrower = (value) => () => { throw value; };
const results = [
  thrower(new Error('plain')), thrower(new TypeError('type')), thrower(new Custom('custom')), thrower('text'),
  thrower(null), thrower(undefined), thrower({ message: 'object', name: 'Object' }), thrower(new AggregateError([],
  '')), () => {},
];
const sameName = Object.defineProperty(class extends Error {}, 'name', { value: 'TypeError' });
const expectations = [
  [], [undefined], [null], [Error], [TypeError], [Custom], [sameName], [/plain/], [/type/i], [{ message: 'plain' }],
  [{ message: /plain/, name: 'Error' }], [{ message: 'other', name: 'Other' }], [new TypeError('type')],
  [new Error('plain')],
  [{ code: 5 }], [{ none: undefined }], [() => true], [() => false], [() => {}],
  [function named() { return 'truthy'; }], [(error) => error?.message === 'plain'], ['message only'], ['plain'],
  ['text'], [/nothing/, 'own message'], [Error, 'own message'],
  [TypeError, 'own message'], [() => false, 'own message'], [{ message: 'x' }, 'own message'], ['text', 'two texts'],
  [{}], [[]], [5], [true], [Symbol('s')], [/x/, new RangeError('own error')],
  [() => { throw Object.assign(new RangeError('validator threw'),
  { stack: 'RangeError: validator threw\n    at file.js:1:1' }); }],
];
for (const error of [...results.map((f) => { try { return f(); } catch (e) { return e; } }), ...expectations.flat()]) {
  if (error instanceof Error) error.stack = `${error.name}: ${error.message}\n    at file.js:1:1`;
}
const describe = (error) => {
  if (error === null || typeof error !== 'object') return String(error);
  const [message] = String(error.message).split('\n    at');
  return `${error.name} ${error.code} ${error.operator} ${error.generatedMessage} ${message}`;
};
for (const method of ['throws', 'doesNotThrow']) {
  for (const result of results) {
    for (const args of expectations) {
      let line = 'passed';
      try {
        assert[method](result, ...args);
      } catch (error) {
        line = describe(error);
      }
      console.log(method, results.indexOf(result), expectations.indexOf(args), line);
    }
  }
}
for (const bad of [undefined, null, 5, 'text', Promise.resolve()]) {
  for (const method of ['throws', 'doesNotThrow']) {
    try {
      assert[method](bad);
    } catch (error) {
      console.log(describe(error).replace('[object Promise]', 'a promise'));
    }
  }
}
(async () => {
  for (const method of ['rejects', 'doesNotReject']) {
    for (const result of results) {
      for (const args of [[], [Error], [/type/], [{ message: 'plain' }], ['message'], [() => false]]) {
        for (const input of [Promise.resolve().then(result), async () => result()]) {
          console.log(method, results.indexOf(result), await assert[method](input, ...args).then(() => 'passed',
            describe));
        }
      }
    }
    for (const bad of [undefined, 5, () => 5, () => ({ then() {} }), () => { throw new Error('sync'); },
      { then() {} }]) console.log(method, await assert[method](bad).then(() => 'passed', describe));
  }
})();
