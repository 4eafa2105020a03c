// captureRejections: a listener's rejection becomes an 'error' event, or goes to the handler.
const EventEmitter = require('events');
const { captureRejectionSymbol } = EventEmitter;
process.on('uncaughtException', (error) => console.log('uncaught', error.message));
process.on('unhandledRejection', (error) => console.log('unhandled', error.message));

const captured = new EventEmitter({ captureRejections: true });
captured.on('a', async (value) => { throw new Error(`rejected ${value}`); });
captured.on('error', (error) => console.log('error event', error.message));
captured.emit('a', 1);

const handled = new EventEmitter({ captureRejections: true });
handled[captureRejectionSymbol] = (error, type, ...args) => console.log('handler', error.message, type, args);
handled.on('b', async () => { throw new Error('to the handler'); });
handled.emit('b', 1, 2);

const not = new EventEmitter();
not.on('c', async () => { throw new Error('not captured'); });
not.on('error', () => console.log('never'));
not.emit('c');

const thenable = new EventEmitter({ captureRejections: true });
thenable.on('d', () => ({ get then() { throw new Error('from the getter'); } }));
thenable.on('error', (error) => console.log('error event', error.message));
thenable.emit('d');

const looping = new EventEmitter({ captureRejections: true });
looping.on('error', async () => { throw new Error('from the error listener'); });
looping.emit('error', new Error('first'));

console.log(EventEmitter.captureRejections);
EventEmitter.captureRejections = true;
const byDefault = new EventEmitter();
byDefault.on('e', async () => { throw new Error('by default'); });
byDefault.on('error', (error) => console.log('error event', error.message));
byDefault.emit('e');
