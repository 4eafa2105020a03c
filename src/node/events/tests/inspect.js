// How emitters, and the module, are shown.
const EventEmitter = require('events');
const emitter = new EventEmitter();
console.log(emitter);
emitter.on('a', () => {});
emitter.on('b', () => {}).on('b', () => {});
console.log(emitter);
class Sub extends EventEmitter {
  constructor() {
    super({ captureRejections: true });
    this.own = 1;
  }
}
console.log(new Sub().setMaxListeners(3));
console.log(EventEmitter);
console.log(Object.keys(EventEmitter), Object.keys(EventEmitter.prototype));
console.log(EventEmitter === EventEmitter.EventEmitter, EventEmitter.usingDomains, EventEmitter.captureRejectionSymbol);
