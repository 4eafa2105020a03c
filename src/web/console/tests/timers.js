// Timers: what they print but for the time itself.
'use strict';
const lines = [];
const write = process.stdout.write;
process.stdout.write = (text) => lines.push(text);
console.time();
console.timeLog();
console.timeEnd();
console.time('label');
console.timeLog('label', 'more', { a: 1 }, [2]);
console.timeEnd('label');
console.time(5);
console.timeEnd('5');
process.stdout.write = write;
for (const line of lines) console.log(line.trimEnd().replace(/[\d.]+m?s/, 'TIME'));
try {
  console.time(Symbol('s'));
} catch (error) {
  console.log(error.name);
}
console.log(console._times.size, console._times.has('label'));
const { emitWarning } = process;
process.emitWarning = (warning) => console.log('warning:', warning);
console.time('twice');
console.time('twice');
console.timeEnd('never');
console.timeLog('never', 1);
process.emitWarning = emitWarning;
