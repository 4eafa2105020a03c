// 'error' without a listener, error monitors, and arguments that are refused.
const EventEmitter = require('events');
const attempt = (fn) => {
  try {
    console.log(fn());
  } catch (error) {
    console.log(error.name, error.code, error.message, 'context' in error, typeof error.context);
  }
};
const emitter = new EventEmitter();
const original = new Error('original');
try {
  emitter.emit('error', original);
} catch (error) {
  console.log(error === original);
}
for (const value of [undefined, null, 'text', 42, { message: 'not an error' }, Object.create(null)]) {
  attempt(() => emitter.emit('error', value));
}
attempt(() => emitter.emit('error'));
const stubborn = {
  [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('cannot be inspected'); },
  toString: () => 'by toString',
};
attempt(() => emitter.emit('error', stubborn));
attempt(() => emitter.emit('error', Object.freeze(new Error('frozen'))));

emitter.on(EventEmitter.errorMonitor, (error) => console.log('monitor', error.message));
attempt(() => emitter.emit('error', new Error('monitored')));
emitter.on('error', (error) => console.log('listener', error.message));
attempt(() => emitter.emit('error', new Error('handled')));

for (const method of ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener', 'off', 'removeListener']) {
  attempt(() => emitter[method]('x', undefined));
  attempt(() => emitter[method]('x', { handleEvent() {} }));
}
attempt(() => emitter.setMaxListeners('x'));
attempt(() => emitter.setMaxListeners(-1));
attempt(() => { EventEmitter.defaultMaxListeners = NaN; });
attempt(() => { EventEmitter.captureRejections = 1; });
attempt(() => new EventEmitter({ captureRejections: 'yes' }));
attempt(() => EventEmitter.getEventListeners({}, 'x'));
attempt(() => EventEmitter.listenerCount({}, 'x'));
attempt(() => EventEmitter.getMaxListeners(1));
attempt(() => EventEmitter.setMaxListeners(1, {}));
attempt(() => EventEmitter.addAbortListener(undefined, () => {}));
attempt(() => EventEmitter.addAbortListener({}, () => {}));
attempt(() => EventEmitter.addAbortListener(new AbortController().signal));
