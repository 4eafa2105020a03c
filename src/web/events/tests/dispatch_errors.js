// Errors and rejections of listeners become uncaught exceptions; the other listeners are called.
process.on('uncaughtException', (error) => console.log('uncaught', error.message));
const target = new EventTarget();
target.addEventListener('a', () => { throw new Error('thrown'); });
target.addEventListener('a', async () => { throw new Error('rejected'); });
target.addEventListener('a', { handleEvent() { throw new Error('in an object'); } });
target.addEventListener('a', { handleEvent: null });
target.addEventListener('a', () => console.log('still called'));
console.log(target.dispatchEvent(new Event('a')));
console.log('after');
