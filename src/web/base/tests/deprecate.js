// util.deprecate: one warning for a function, one for a code; the wrapper stands in for a class.
const { deprecate } = require('util');
process.removeAllListeners('warning'); // Those that print.
process.on('warning', ({ name, code, message }) => console.log('warning', name, code, message));

const first = deprecate((a, b) => a + b, 'first() is deprecated', 'DEP9001');
const second = deprecate(() => 2, 'second() is deprecated', 'DEP9001');
const third = deprecate(() => 3, 'third() is deprecated');
console.log(first(1, 2), first(3, 4), second(), third(), third(), first.length);

class Shape {
  constructor(sides) { this.sides = sides; }
}
const OldShape = deprecate(Shape, 'Shape is deprecated', 'DEP9002');
const shape = new OldShape(4);
console.log(shape.sides, shape instanceof Shape, shape instanceof OldShape, OldShape.prototype === Shape.prototype);

try {
  deprecate(() => {}, 'message', 1);
} catch (error) {
  console.log(error.message);
}
