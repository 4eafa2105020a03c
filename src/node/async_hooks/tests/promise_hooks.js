// v8.promiseHooks and the PROMISE resources of createHook.
const { promiseHooks } = require('v8');
const { createHook, executionAsyncId, triggerAsyncId } = require('async_hooks');
const events = [];
const names = new Map();
const name = (promise) => {
  if (!names.has(promise)) names.set(promise, `p${names.size}`);
  return names.get(promise);
};
const stop = promiseHooks.createHook({
  init(promise, parent) { events.push(`init ${name(promise)} from ${parent && name(parent)}`); },
  before(promise) { events.push(`before ${name(promise)}`); },
  after(promise) { events.push(`after ${name(promise)}`); },
  settled(promise) { events.push(`settled ${name(promise)}`); },
});
const first = new Promise((resolve) => resolve(1));
first.then(() => 2);
setImmediate(() => {
  stop();
  Promise.resolve();
  console.log(events);
  const seen = [];
  const ids = new Map();
  const hook = createHook({
    init(id, type, trigger, promise) { if (type === 'PROMISE') ids.set(id, [ids.size, ids.get(trigger)?.[0], promise instanceof Promise]); },
    before(id) { if (ids.has(id)) seen.push(['before', ids.get(id)[0], executionAsyncId() === id, ids.get(triggerAsyncId())?.[0]]); },
    after(id) { if (ids.has(id)) seen.push(['after', ids.get(id)[0]]); },
    promiseResolve(id) { if (ids.has(id)) seen.push(['resolve', ids.get(id)[0]]); },
  }).enable();
  const start = Promise.reject(3);
  start.catch(() => 4).then(() => { hook.disable(); setImmediate(() => console.log([...ids.values()], seen)); });
});
try { promiseHooks.onInit(1); } catch (e) { console.log(e.code, e.message); }
try { promiseHooks.createHook({ before: 1 }); } catch (e) { console.log(e.code, e.message); }
