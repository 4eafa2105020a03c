// AsyncLocalStorage: nested runs, other storages, what survives await, timers, ticks, microtasks and events.
'use strict';
const { AsyncLocalStorage } = require('async_hooks');
const { EventEmitter } = require('events');

const a = new AsyncLocalStorage({ name: 'a', defaultValue: 'none' });
const b = new AsyncLocalStorage();
const show = (label) => console.log(label, a.getStore(), b.getStore());

show('outside');
a.run(1, () => b.run(2, () => {
  show('inside');
  a.run(3, () => show('nested'));
  a.exit(() => show('exited'));
  show('after');
  setTimeout(show, 300, 'timer');
  setImmediate(show, 'immediate');
  process.nextTick(show, 'tick');
  queueMicrotask(() => show('microtask'));
  Promise.resolve().then(() => show('then'));
}));
a.run('outer', () => {
  b.enterWith('entered');
  show('entered');
});
show('b stays');
b.disable();
show('b disabled');

const emitter = new EventEmitter();
a.run('listening', () => emitter.on('x', () => show('event')));
a.run('emitting', () => emitter.emit('x'));

const bound = a.run('bound', () => AsyncLocalStorage.bind((x) => [x, a.getStore()]));
const snapshot = a.run('snapshot', () => AsyncLocalStorage.snapshot());
console.log(bound(5), snapshot((x) => [x, a.getStore()], 6));
try {
  a.run('thrown', () => { throw new Error('x'); });
} catch {
  show('after a throw');
}
(async () => {
  await a.run('async', async () => {
    await null;
    show('awaited');
    a.enterWith('changed');
    await null;
    show('changed');
  });
  show('caller');
})();
