// An unheard 'error' ends the process and tells where it was emitted.
const EventEmitter = require('events');
class Source extends EventEmitter {}
process.on('uncaughtException', (error) => {
  const lines = error.stack.split('\n');
  console.log(lines[0], error instanceof RangeError);
  process.exitCode = 3;
});
function make() { return new RangeError('made elsewhere'); }
const error = make();
process.nextTick(() => new Source().emit('error', error));
