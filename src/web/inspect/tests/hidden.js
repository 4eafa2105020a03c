// showHidden: what is not enumerable, and what the program's own prototypes have.
'use strict';
const { inspect } = require('util');

class Base { constructor() { this.own = 1; } get computed() { return 1; } method() {} static s = 1; }
class Middle extends Base { get middle() { return 2; } get computed() { return 3; } }
class Last extends Middle { set last(v) {} get own2() { return 4; } }
class More extends Last { get more() { return 5; } }
Base.prototype.data = { a: 1 };
Object.defineProperty(Middle.prototype, 'hiddenData', { value: [1, 2] });
Base.prototype[Symbol('symbol')] = 1;
for (const Class of [Base, Middle, Last, More]) {
  console.log(inspect(new Class(), { showHidden: true }), inspect(new Class()), inspect([new Class()],
    { showHidden: true, depth: 0 }));
  console.log(inspect(new Class(), { showHidden: true, colors: true }), inspect(new Class(), { showHidden: true,
    getters: true }));
}
class MyArray extends Array { get first() { return this[0]; } }
class MyMap extends Map { get first() { return 1; } }
class MySet extends Set { extra = 1; get x() { return 1; } }
console.log(inspect(MyArray.from([1, 2]), { showHidden: true }), inspect(new MyArray(), { showHidden: true }),
  inspect(new MyMap(), { showHidden: true }), inspect(new MySet([1]), { showHidden: true }));
const hidden = Object.defineProperties({}, { a: { value: 1 }, b: { get() {} }, [Symbol('c')]: { value: { d: 1 } },
  e: { value: 2, enumerable: true } });
console.log(inspect(hidden, { showHidden: true }), inspect(hidden), inspect([hidden, [hidden]], { showHidden: true }));
console.log(inspect(Object.create({ a: 1, get b() { return 2; }, c() {} }), { showHidden: true }),
  inspect(Object.create(Object.create({ x: 1 })), { showHidden: true }));
console.log(inspect(Object.create(null, { a: { value: 1 } }), { showHidden: true }), inspect(/a/g,
  { showHidden: true }), inspect(new Date(0), { showHidden: true }), inspect([1, , 3], { showHidden: true }));
console.log(inspect(new Map([[1, { a: 1 }]]), { showHidden: true }), inspect((function () { return arguments; })(1),
  { showHidden: true }), inspect(Object('ab'), { showHidden: true }));
function Old() {}
Old.prototype = { constructor: Old, value: 5, method() {} };
console.log(inspect(new Old(), { showHidden: true }), inspect(Promise.resolve(1), { showHidden: true }),
  inspect(new Proxy([1], {}), { showHidden: true }));
