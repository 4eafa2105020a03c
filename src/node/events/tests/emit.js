// emit(): order, arguments, this, results, changes while it runs.
const EventEmitter = require('events');
const emitter = new EventEmitter();
emitter.on('a', function(...args) { console.log(this === emitter, args.length, args); });
for (const args of [[], [undefined], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [null, undefined, undefined]]) {
  console.log(emitter.emit('a', ...args));
}
console.log(emitter.emit('nobody'), emitter.emit(), emitter.emit(Symbol('s')));
console.log(emitter.emit.length, EventEmitter.prototype.emit.name);

const order = new EventEmitter();
order.on('b', () => console.log('second'));
order.prependListener('b', () => console.log('first'));
order.once('b', () => console.log('once'));
order.prependOnceListener('b', () => console.log('zeroth, once'));
order.emit('b');
order.emit('b');

const changing = new EventEmitter();
const removed = () => console.log('removed during the emit, still called');
changing.on('c', () => {
  changing.removeListener('c', removed);
  changing.on('c', () => console.log('added during the emit'));
});
changing.on('c', removed);
changing.emit('c');
console.log('again');
changing.emit('c');

const throwing = new EventEmitter();
throwing.on('d', () => { throw new Error('from a listener'); });
throwing.on('d', () => console.log('not called'));
try {
  throwing.emit('d');
} catch (error) {
  console.log(error.message);
}
console.log(throwing.listenerCount('d'));
const nested = new EventEmitter();
nested.on('e', (depth) => { if (depth > 0) nested.emit('e', depth - 1); });
nested.on('e', (depth) => console.log('depth', depth));
nested.emit('e', 2);
