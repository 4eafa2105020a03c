// Ids, scopes and hooks of resources, timers, ticks and immediates.
'use strict';
const { AsyncResource, createHook, executionAsyncId, executionAsyncResource, triggerAsyncId } = require('async_hooks');

const kinds = new Map();
const events = [];
const hook = createHook({
  init(id, type, trigger) {
    if (!/^(?:Mine|Timeout|Immediate)$/.test(type)) return;
    kinds.set(id, type);
    events.push(`init ${type} by ${kinds.get(trigger) ?? trigger}`);
  },
  before(id) { if (kinds.has(id)) events.push(`before ${kinds.get(id)}`); },
  after(id) { if (kinds.has(id)) events.push(`after ${kinds.get(id)}`); },
  destroy(id) { if (kinds.has(id)) events.push(`destroy ${kinds.get(id)}`); },
}).enable();

const results = [[executionAsyncId(), triggerAsyncId()]];
const resource = new AsyncResource('Mine');
resource.runInAsyncScope(() => {
  results.push([executionAsyncId() === resource.asyncId(), executionAsyncResource() === resource]);
});
const bound = resource.bind(function(x) { return [this.name, x, executionAsyncId() === resource.asyncId()]; });
results.push(bound.call({ name: 'receiver' }, 1), bound.length);
resource.emitDestroy();
const immediate = setImmediate(() => results.push(executionAsyncResource() === immediate));
const timer = setTimeout(() => {
  results.push(executionAsyncResource() === timer);
  setTimeout(() => {
    hook.disable();
    console.log(results);
    console.log(events.sort().join('\n'));
  }, 20);
}, 20);
for (const bad of [() => new AsyncResource(), () => new AsyncResource('x', { triggerAsyncId: -2 }),
                   () => createHook({ init: 1 }), () => AsyncResource.bind(1)]) {
  try {
    bad();
  } catch (error) {
    results.push([error.code, error.message]);
  }
}
