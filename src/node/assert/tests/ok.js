// assert.ok and its like: the words of the call.
'use strict';
const assert = require('assert');
const { ok, strict } = assert;
const show = (f) => {
  try {
    f();
    console.log('passed');
  } catch (error) {
    console.log(JSON.stringify(error.message), error.generatedMessage, error.operator, error.actual, error.expected);
  }
};
const object = { assert, nested: { check: assert.ok }, list: [assert] };
show(() => assert(false));
show(() => assert.ok(typeof 123 === 'string'));
show(() => assert.ok(null, undefined));
show(() => assert(0, 'own message'));
show(() => assert(''));
show(() => assert.ok());
show(() => assert());
show(() => ok(false));
show(() => strict(false));
show(() => strict.ok(NaN));
show(() => strict.strict.ok(0n));
show(() => object.assert.ok(0));
show(() => object.nested.check(undefined));
show(() => assert.equal(assert.ok(false), 5));
show(() => { if (object) assert(!object); });
show(() => assert(/[(]/.test('a')));
show(() => assert("a ) b" === 'c'));
show(() => assert(`a ) ${1 + 1} b` === 'c'));
show(() => assert((() => false)()));
show(() => assert((1, 2, 0)));
show(() => assert(4 / 2 === 3 / 1));
show(() => assert(false /* a comment ) */));
show(() => assert(
  false));
show(() => assert.ok(object &&
  false));
show(() => { assert(true); assert(false); assert(true); });
show(() => assert(0, null));
show(() => assert(0, undefined));
show(() => assert(0, ''));
show(() => assert(0, 5));
show(() => assert(0, { a: 1 }));
show(() => assert(0, new TypeError('own error')));
show(() => assert(true, 'not shown'));
show(() => assert('a'	=== 'tab'));
