// EventEmitterAsyncResource.
const { EventEmitterAsyncResource, EventEmitter } = require('events');
const { AsyncLocalStorage, executionAsyncId } = require('async_hooks');
const storage = new AsyncLocalStorage();
const emitter = storage.run('made here', () => new EventEmitterAsyncResource({ name: 'Thing' }));
emitter.on('a', function(value) {
  console.log(value, storage.getStore(), this === emitter, executionAsyncId() === emitter.asyncId);
});
storage.run('emitted here', () => console.log(emitter.emit('a', 1), emitter.emit('none')));
console.log(emitter instanceof EventEmitter, emitter.asyncResource.eventEmitter === emitter, typeof emitter.triggerAsyncId);
console.log(emitter.emitDestroy());
class Named extends EventEmitterAsyncResource {}
console.log(new Named().asyncResource.type, new EventEmitterAsyncResource('string').asyncId > 0);
for (const args of [[], [{}], [{ name: 1 }]]) {
  try {
    new EventEmitterAsyncResource(...args);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
try {
  EventEmitterAsyncResource.prototype.asyncId;
} catch (error) {
  console.log(error.name);
}
