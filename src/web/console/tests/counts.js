// Counters.
'use strict';
console.count();
console.count();
console.count('default');
console.count('a');
console.count(undefined);
console.count(null);
console.count(5);
console.count({ a: 1 });
console.count('');
console.countReset();
console.count();
console.countReset('a');
console.count('a');
try {
  console.count(Symbol('s'));
} catch (error) {
  console.log(error.name);
}
process.emitWarning = (warning) => console.log('warning:', warning);
console.countReset('unknown');
console.countReset(5);
