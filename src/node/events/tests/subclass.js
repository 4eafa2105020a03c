// Emitters that are not made with `class extends`, or not constructed at all.
const EventEmitter = require('events');
const util = require('util');
function Old() {
  EventEmitter.call(this);
}
util.inherits(Old, EventEmitter);
const old = new Old();
old.on('a', () => console.log('a'));
console.log(old.emit('a'), new Old().listenerCount('a'), old instanceof EventEmitter);

// Never initialised.
const bare = Object.create(EventEmitter.prototype);
console.log(bare.emit('a'), bare.listeners('a'), bare.eventNames(), bare.listenerCount('a'));
bare.on('a', () => console.log('bare'));
console.log(bare.emit('a'), Object.create(EventEmitter.prototype).listenerCount('a'));

const mixed = Object.assign({}, EventEmitter.prototype);
mixed.once('a', () => console.log('mixed'));
console.log(mixed.emit('a'), mixed.emit('a'));

class Overriding extends EventEmitter {
  emit(type, ...args) {
    console.log('emit', type);
    return super.emit(type, ...args);
  }
  on(type, listener) {
    console.log('on', type);
    return super.on(type, listener);
  }
}
const overriding = new Overriding();
overriding.once('x', () => console.log('x'));
overriding.emit('x');
