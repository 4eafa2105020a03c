// MessageEvent as a class of its own.
'use strict';
const { port1 } = new MessageChannel();
const event = new MessageEvent('message', { data: [1], origin: 'o', lastEventId: 2, source: port1, ports: [port1] });
console.log(event.type, event.data, event.origin, event.lastEventId, event.source === port1, event.ports.length);
console.log(Object.isFrozen(event.ports), event instanceof Event, Object.prototype.toString.call(event));
const plain = new MessageEvent('x');
console.log(plain.data, plain.origin, plain.lastEventId, plain.source, plain.ports);
