// vm.compileFunction.
const vm = require('vm');
const add = vm.compileFunction('return a + b + extra', ['a', 'b'], { contextExtensions: [{ extra: 10 }] });
console.log(add(1, 2));
console.log(vm.compileFunction('return 1').toString());
const context = vm.createContext({ inside: 'yes' });
console.log(vm.compileFunction('return inside', [], { parsingContext: context })());
for (const code of ['}); (function () {', 'return (', '/*']) {
  try {
    vm.compileFunction(code);
  } catch (error) {
    console.log(error.name);
  }
}
try {
  vm.compileFunction('\n  null.x', [], { filename: 'place.js', lineOffset: 4 })();
} catch (error) {
  console.log(error.stack.split('\n')[1]);
}
console.log(vm.compileFunction('"use strict"; return this')(), vm.compileFunction('return this')() === globalThis);
