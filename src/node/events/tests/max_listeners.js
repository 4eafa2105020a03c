// The warning of too many listeners.
const EventEmitter = require('events');
process.removeAllListeners('warning'); // Those that print.
process.on('warning', ({ name, message, type, count, emitter }) => {
  console.log(name, message, String(type), count, emitter instanceof EventEmitter);
});
class Sub extends EventEmitter {}
const emitter = new Sub();
console.log(emitter.getMaxListeners(), EventEmitter.getMaxListeners(emitter));
for (let i = 0; i < 13; i++) emitter.on('a', () => {});
const limited = new EventEmitter().setMaxListeners(1);
limited.on('b', () => {}).on('b', () => {});
limited.on(Symbol('s'), () => {});
for (let i = 0; i < 2; i++) limited.on(null, () => {});
const unlimited = new EventEmitter().setMaxListeners(0);
for (let i = 0; i < 13; i++) unlimited.on('c', () => {});
EventEmitter.defaultMaxListeners = 2;
console.log(new EventEmitter().getMaxListeners(), emitter.getMaxListeners(), limited.getMaxListeners());
EventEmitter.setMaxListeners(5);
console.log(EventEmitter.defaultMaxListeners);
EventEmitter.setMaxListeners(7, emitter, limited, new EventTarget());
console.log(emitter.getMaxListeners(), limited.getMaxListeners());
