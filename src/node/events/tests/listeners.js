// Adding, removing and asking for listeners.
const EventEmitter = require('events');
const { getEventListeners, listenerCount } = EventEmitter;
const emitter = new EventEmitter();
const f = () => {};
const g = () => {};
const symbol = Symbol('symbol');
emitter.on('newListener', (type, listener) => console.log('newListener', type, listener === f, listener === g));
emitter.on('removeListener', (type, listener) => console.log('removeListener', type, listener === f, listener === g));
emitter.on('a', f).addListener('a', g).once('a', f).on(symbol, g).on('a', f);
console.log(emitter.eventNames(), emitter.listeners('a').map((l) => l === f), emitter.rawListeners('a').map((l) => l === f));
console.log(emitter.rawListeners('a')[2].listener === f, emitter.rawListeners('a')[2].name);
console.log(emitter.listenerCount('a'), emitter.listenerCount('a', f), emitter.listenerCount('a', g), emitter.listenerCount('none', f));
console.log(listenerCount(emitter, 'a'), getEventListeners(emitter, 'a').length, emitter.listenerCount(symbol));
emitter.off('a', f);
emitter.off('a', f);
emitter.off('a', () => {});
emitter.off('none', f);
console.log(emitter.listeners('a').map((l) => l === f));
emitter.removeAllListeners('a');
console.log(emitter.eventNames());
emitter.removeAllListeners();
console.log(emitter.eventNames(), emitter._eventsCount);

const plain = new EventEmitter();
for (const name of ['__proto__', 'toString', 'hasOwnProperty', 'constructor']) {
  plain.on(name, () => console.log('heard', name));
  console.log(plain.emit(name), plain.listenerCount(name));
}
console.log(plain.eventNames());
plain.removeAllListeners('toString').removeAllListeners();
console.log(plain.eventNames(), plain.listeners('toString'));

const lists = new EventEmitter();
lists.on('b', f);
const copy = lists.listeners('b');
copy.push(g);
console.log(lists.listenerCount('b'), lists.on === lists.addListener, lists.off === lists.removeListener);
