// What a tick between two due timers throws, or takes away.
process.on('uncaughtException', (error) => console.log('uncaught', error.message));
setTimeout(() => {
  console.log(1);
  process.nextTick(() => { throw new Error('a'); });
}, 10);
setTimeout(() => {
  console.log(2);
  process.nextTick(() => clearTimeout(third));
}, 10);
const third = setTimeout(() => console.log('never'), 10);
setTimeout(() => console.log(4), 10);
