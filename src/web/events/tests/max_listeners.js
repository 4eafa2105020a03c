// The warning of too many listeners on an EventTarget.
const { setMaxListeners, getMaxListeners, defaultMaxListeners } = require('events');
process.removeAllListeners('warning'); // Those that print.
process.on('warning', ({ name, message, type, count, target }) => console.log(name, message, type, count, target instanceof EventTarget));
const target = new EventTarget();
console.log(defaultMaxListeners, getMaxListeners(target));
for (let i = 0; i < 12; i++) target.addEventListener('a', () => {});
const limited = new EventTarget();
setMaxListeners(1, limited);
console.log(getMaxListeners(limited), getMaxListeners(target));
limited.addEventListener('b', () => {});
limited.addEventListener('b', () => {});
const unlimited = new EventTarget();
setMaxListeners(0, unlimited);
for (let i = 0; i < 12; i++) unlimited.addEventListener('c', () => {});
const { signal } = new AbortController();
console.log(getMaxListeners(signal));
for (let i = 0; i < 12; i++) signal.addEventListener('abort', () => {});
setMaxListeners(3);
console.log(getMaxListeners(new EventTarget()), getMaxListeners(target));
