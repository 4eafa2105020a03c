// Functions: values both ways, identity, exceptions, traps, calls in calls.
'use strict';

const { attempt, externref, f32, f64, funcref, i32, i64, instance, v128 } = require('./fixtures/assemble.js');

const get = (index) => [0x20, index];
const call = (index) => [0x10, index];

// Every type there and back.
{
  const types = [i32, i64, f32, f64, externref, funcref];
  const { exports } = instance({
    types: types.map((type) => [[type], [type]]),
    funcs: types.map((type, index) => [index, get(0)]),
    exports: types.map((type, index) => [`same${index}`, 'func', index]),
  });
  const values = [undefined, null, true, 1.9, -1.9, 2 ** 32 + 5, -(2 ** 31) - 1, NaN, Infinity, '12', 'x', 7n, 2n ** 64n - 1n, -5n,
                  1.1, { valueOf: () => 3n }, [], exports.same0, () => {}];
  for (let index = 0; index < types.length; index++) {
    const same = exports[`same${index}`];
    for (const value of values) {
      let shown;
      try { shown = same(value); } catch (error) { shown = `${error.constructor.name}: ${error.message}`; }
      console.log(index, typeof value === 'object' && value !== null ? typeof value : String(value), '->',
                  shown === value ? 'the same' : shown);
    }
  }
  console.log(exports.same0(), exports.same4(), exports.same0(1, 2, 3), exports.same0.call('x', 4));
  console.log(exports.same0, exports.same0.name, exports.same0.length, String(exports.same0), typeof exports.same0);
  console.log(Object.keys(exports).join(), Object.isFrozen(exports), Object.getPrototypeOf(exports));
  attempt('new', () => new exports.same0(1));
  console.log('prototype' in exports.same0, Object.getPrototypeOf(exports.same0) === Function.prototype);
}

// Several results, and vectors.
{
  const { exports } = instance({
    types: [[[], [i32, i64, f64]], [[i32, i32], [i32, i32]], [[], [v128]]],
    imports: [['m', 'swap', 'func', 1]],
    funcs: [[0, [0x41, 1, 0x42, 2, 0x44, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f]], [1, [...get(0), ...get(1), ...call(0)]],
            [2, [0xfd, 12, ...new Array(16).fill(1)]]],
    exports: [['three', 'func', 1], ['swap', 'func', 2], ['vector', 'func', 3]],
  }, { m: { swap: (a, b) => (a === 0 ? 5 : a === 1 ? [1] : a === 2 ? new Set([b, a]) : [b, a]) } });
  console.log(exports.three(), exports.swap(3, 4), exports.swap(2, 9));
  attempt('no list', () => exports.swap(0, 0));
  attempt('a short list', () => exports.swap(1, 0));
  attempt('a vector', () => exports.vector());
}

// Imported functions: what they get, what they throw.
{
  const thrown = { thrown: true };
  const { exports } = instance({
    types: [[[i32, i64, f32, f64], [i32]], [[], []], [[], [i64]]],
    imports: [['m', 'all', 'func', 0], ['m', 'fails', 'func', 1], ['m', 'big', 'func', 2]],
    funcs: [[0, [...get(0), ...get(1), ...get(2), ...get(3), ...call(0)]], [1, call(1)], [2, call(2)]],
    exports: [['all', 'func', 3], ['fails', 'func', 4], ['big', 'func', 5], ['imported', 'func', 0], ['again', 'func', 3]],
  }, {
    m: {
      all: function(...args) { console.log(this, args); return '41.7'; },
      fails: () => { throw thrown; },
      big: () => 5,
    },
  });
  console.log(exports.all(1, 2n, 3.5, 4.5), exports.imported(5, 6n, 7, 8));
  console.log(exports.all === exports.again, exports.imported === exports.imported, exports.imported.name, exports.all.name);
  try { exports.fails(); } catch (error) { console.log(error === thrown); }
  attempt('a number for i64', () => exports.big());
  // Usable afterwards.
  console.log(exports.all(9, 9n, 9, 9));
}

// JavaScript calls WebAssembly calls JavaScript: a factorial, each multiplication of which is made outside.
{
  let depth = 0;
  let deepest = 0;
  const imports = {
    m: {
      next: (n) => {
        deepest = Math.max(deepest, ++depth);
        const result = n === 0 ? 1 : exports.step(n);
        depth--;
        return result;
      },
    },
  };
  const { exports } = instance({
    types: [[[i32], [i32]]],
    imports: [['m', 'next', 'func', 0]],
    funcs: [[0, [...get(0), ...get(0), 0x41, 1, 0x6b, ...call(0), 0x6c]]],
    exports: [['step', 'func', 1]],
  }, imports);
  console.log(exports.step(10), deepest);
}

// Traps.
{
  const { exports } = instance({
    types: [[[], []], [[i32, i32], [i32]], [[f64], [i32]], [[i32], []], [[], [i32]]],
    tables: [[funcref, 4]],
    memories: [[1]],
    funcs: [
      [0, [0]],
      [1, [...get(0), ...get(1), 0x6d]],
      [2, [...get(0), 0xaa]],
      [3, [...get(0), 0x11, 0, 0]],
      [4, [0x41, 0]],
      [0, call(5)],
      [3, [...get(0), 0x41, 0, 0x41, 1, 0xfc, 11, 0]],
      [3, [0x41, 0, ...get(0), 0x26, 0].slice(0, 0)],
    ],
    exports: [['unreachable', 'func', 0], ['divide', 'func', 1], ['truncate', 'func', 2], ['indirect', 'func', 3],
              ['recurse', 'func', 5], ['fill', 'func', 6]],
    elements: [[0, [0, 4]]],
  });
  attempt('unreachable', () => exports.unreachable());
  attempt('5/2', () => exports.divide(5, 2));
  attempt('5/0', () => exports.divide(5, 0));
  attempt('least/-1', () => exports.divide(-(2 ** 31), -1));
  attempt('a float', () => exports.truncate(5.5));
  attempt('no number', () => exports.truncate(NaN));
  attempt('a function that traps', () => exports.indirect(0));
  attempt('another type', () => exports.indirect(1));
  attempt('no function', () => exports.indirect(2));
  attempt('no element', () => exports.indirect(9));
  attempt('out of memory', () => exports.fill(70000));
  attempt('too deep', () => exports.recurse());
  attempt('once more', () => exports.recurse());
  attempt('5/2', () => exports.divide(5, 2));
  try { exports.unreachable(); } catch (error) {
    console.log(error instanceof WebAssembly.RuntimeError, error instanceof Error, error.stack.split('\n')[0]);
  }
}

// Tail calls, to a function of its own and to an imported one.
{
  const { exports } = instance({
    types: [[[i32], [i32]]], imports: [['m', 'f', 'func', 0]],
    funcs: [[0, [...get(0), 0x12, 0]], [0, [...get(0), 0x12, 1]], [0, [...get(0), ...call(2), 0x41, 1, 0x6a]]],
    exports: [['f', 'func', 1], ['g', 'func', 2], ['h', 'func', 3]],
  }, { m: { f: (n) => n * 10 } });
  console.log(exports.f(1), exports.g(2), exports.h(3));
}

// Too deep through both.
{
  const { exports } = instance({
    types: [[[], []]], imports: [['m', 'f', 'func', 0]], funcs: [[0, call(0)]], exports: [['f', 'func', 1]],
  }, { m: { f: () => exports.f() } });
  attempt('too deep', () => exports.f());
}
