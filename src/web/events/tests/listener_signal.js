// Listeners that a signal takes away.
const { getEventListeners } = require('events');
const target = new EventTarget();
const controller = new AbortController();
const { signal } = controller;
target.addEventListener('a', () => console.log('a'), { signal });
target.addEventListener('a', () => console.log('a once'), { signal, once: true });
target.addEventListener('b', () => console.log('b'), { signal, capture: true });
target.dispatchEvent(new Event('a'));
target.dispatchEvent(new Event('b'));
console.log(getEventListeners(target, 'a').length, getEventListeners(target, 'b').length);
controller.abort();
target.dispatchEvent(new Event('a'));
target.dispatchEvent(new Event('b'));
console.log(getEventListeners(target, 'a').length, getEventListeners(target, 'b').length);
target.addEventListener('a', () => console.log('never'), { signal });
console.log(getEventListeners(target, 'a').length);
