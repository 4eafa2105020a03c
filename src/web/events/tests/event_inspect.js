// How events and targets are shown.
const { inspect } = require('util');
const event = new Event('shown', { cancelable: true });
Object.defineProperty(event, 'timeStamp', { value: 12.5 });
const text = inspect(new Event('shown'));
console.log(text.replace(/timeStamp: [\d.]+/, 'timeStamp: 0'));
console.log(inspect(new CustomEvent('c', { detail: 1 })).replace(/timeStamp: [\d.]+/, 'timeStamp: 0'));
console.log(inspect({ a: { b: { c: new Event('deep') } } }));
console.log(inspect(new EventTarget()), inspect({ a: { b: { c: new EventTarget() } } }));
class MyTarget extends EventTarget {}
console.log(inspect(new MyTarget()));
console.log(inspect(new AbortController()), inspect(AbortSignal.abort(1)));
console.log(inspect({ a: { b: { c: new AbortController() } } }));
console.log(inspect(new AbortController(), { depth: null }), inspect(new AbortController(), { depth: 0 }));
