// What assert.ok quotes of code that no file has.
const assert = require('assert');
const { runInThisContext } = require('vm');

function show(run) {
  try {
    run();
  } catch (error) {
    console.log(error.message);
  }
}

show(() => eval('assert.ok(1 === 2)'));
show(() => eval('\n\n  assert.ok(\n1 === 2)'));
show(() => new Function('assert', 'assert(1 === 2, undefined); assert(3)')(assert));
show(() => (0, eval)('(assert) => { assert.equal; assert["ok"](null) }')(assert));
show(() => runInThisContext('(assert) => { assert.ok(false) }', { filename: 'gone.js' })(assert));
show(() => assert.ok.call(null, 0));
show(() => ((fn, value) => fn(value))(assert, false));
