// What a contextified object is to the code in it.
const vm = require('vm');
const outer = { given: 1, get getter() { return this === outer; } };
Object.defineProperty(outer, 'constant', { value: 7 });
const context = vm.createContext(outer);
const run = (code) => {
  try {
    console.log(code, '->', vm.runInContext(code, context));
  } catch (error) {
    console.log(code, '!', error.name, error.message);
  }
};
for (const code of [
  'given + 1', 'var made = given; made', 'undeclared = 3', 'function declared() { return 5 } declared()', 'let lexical = 5; lexical',
  'lexical + 1', 'getter', 'constant', 'constant = 8; constant', '"use strict"; constant = 9', '"use strict"; nowhere = 1', 'nowhere',
  'typeof nowhere', 'delete globalThis.undeclared; typeof undeclared', 'this === globalThis', '[] instanceof Array',
  'Object.keys(globalThis).join()', '"given" in globalThis', 'globalThis.hasOwnProperty("made")', 'typeof console.log', 'typeof setTimeout',
  'Object.defineProperty(globalThis, "fixed", { value: 1 }); fixed = 2; fixed', 'Array = 5; [Array, globalThis.Array].join()',
  'this.sym = Symbol.for("a"); globalThis[sym] = 1; Reflect.ownKeys(globalThis).includes(sym)', 'eval("var evaluated = 1"); evaluated',
  'new Function("return given")()', '(() => this)() === globalThis',
]) run(code);
console.log(outer);
outer.later = 'later';
run('later');
delete outer.given;
run('typeof given');
console.log(vm.isContext(outer), vm.isContext({}), vm.createContext(outer) === outer);
console.log(vm.runInContext('[]', context) instanceof Array, vm.runInContext('({})', context).constructor === Object);
const bare = vm.createContext(vm.constants.DONT_CONTEXTIFY);
console.log(vm.isContext(bare), vm.runInContext('globalThis', bare) === bare, vm.runInContext('var a = 1; Object.freeze(globalThis); a', bare), bare.a);
