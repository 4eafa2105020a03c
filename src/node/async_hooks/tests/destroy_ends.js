// Destructions are told, and what tells of them is no resource: the program ends. After an uncaught exception that was
// handled nothing is running any more.
'use strict';
const async_hooks = require('async_hooks');
const fs = require('fs');

const types = new Map();
const say = (...words) => fs.writeSync(1, `${words.join(' ')}\n`);
async_hooks.createHook({
  init(id, type) { if (type === 'Mine') types.set(id, type); },
  before(id) { if (types.has(id)) say('before', types.get(id)); },
  after(id) { if (types.has(id)) say('after', types.get(id)); },
  destroy(id) { if (types.has(id)) say('destroy', types.get(id)); },
}).enable();
process.on('uncaughtException', (error) => say('uncaught', error.message));
setImmediate(() => {
  const one = new async_hooks.AsyncResource('Mine');
  one.runInAsyncScope(() => {
    one.emitDestroy();
    throw new Error('from within');
  });
});
process.on('exit', () => say('exit'));
