// A timer that a microtask sets after the last due timer ran is not late, and keeps the program alive.
const start = Date.now();
const far = setTimeout(() => console.log('far'), 5000);
const unreferenced = setTimeout(() => console.log('far, unreferenced'), 5000);
unreferenced.unref();
const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
delay(0).then(() => console.log('one')).then(() => delay(0)).then(() => {
  console.log('two');
  clearTimeout(far);
  return delay(1);
}).then(() => delay(2)).then(() => {
  console.log('three', Date.now() - start < 2000);
});
