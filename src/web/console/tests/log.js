// console.log and its like: which stream, what text.
'use strict';
for (const method of ['log', 'info', 'debug', 'warn', 'error', 'dirxml', 'trace']) {
  if (method === 'trace') continue;
  console[method](method);
  console[method]('%s and %d', 'text', 5, { rest: [1] });
  console[method]({ a: { b: { c: { d: 1 } } } }, [1, 2], null, undefined, Symbol('s'));
  console[method]();
  console[method]('');
  console[method]('two\nlines');
  console[method](1, '2', 3n);
}
const { log, error } = console;
log('unbound');
error('unbound too');
console.dir({ a: { b: { c: { d: 1 } } }, [Symbol.for('nodejs.util.inspect.custom')]() { return 'custom'; } });
console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
console.dir([1, 'a'], { colors: true });
console.dir('text', { compact: false });
console.assert(true, 'not shown');
console.assert(false);
console.assert(false, 'shown %s', 'with values', { a: 1 });
console.assert(0, { no: 'text' });
console.assert(undefined, 5, 'after');
console.assert();
