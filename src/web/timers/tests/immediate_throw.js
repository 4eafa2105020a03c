// Ticks of an immediate that threw run after the first of the rest.
const said = [];
process.on('uncaughtException', ({ message }) => said.push(message));
setImmediate(() => {
  process.nextTick(() => said.push('tick'));
  throw new Error('first');
});
setImmediate(() => {
  throw new Error('second');
});
setImmediate(() => said.push('third'));
setImmediate(() => {
  said.push('fourth');
  console.log(said.join());
});
