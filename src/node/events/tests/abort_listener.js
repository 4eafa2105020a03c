// events.addAbortListener().
const { addAbortListener, getEventListeners } = require('events');
const controller = new AbortController();
const { signal } = controller;
signal.addEventListener('abort', (event) => event.stopImmediatePropagation());
addAbortListener(signal, (event) => console.log('called', event.type));
const disposable = addAbortListener(signal, () => console.log('never'));
console.log(Reflect.ownKeys(disposable), Object.getPrototypeOf(disposable), getEventListeners(signal, 'abort').length);
disposable[Symbol.dispose]();
controller.abort();
addAbortListener(AbortSignal.abort(), (...args) => console.log('later', args.length))[Symbol.dispose]();
console.log('now');
