// Hooks that are enabled while promises and timers are on their way: no init for those, but before, after and destroy.
const { createHook, executionAsyncId } = require('async_hooks');

const types = new Map();
const said = [];
const early = Promise.resolve(1);
const chained = early.then(() => said.push(`then ${executionAsyncId() > 1}`));

setTimeout(() => {
  const hook = createHook({
    init(id, type) { types.set(id, type); },
    before(id) { said.push(`before ${types.get(id)}`); },
    after(id) { said.push(`after ${types.get(id)}`); },
  }).enable();
  chained.then(() => said.push('late then'));
  setImmediate(() => {
    hook.disable();
    console.log(said.join('\n'));
  });
}, 1);

(async () => {
  const parents = [];
  const hook = createHook({ init(id, type, trigger) { if (type === 'PROMISE') parents.push([id, trigger]); } }).enable();
  async function work() { await null; }
  await work();
  hook.disable();
  // The promise of the call, that of `null`, which it triggers, and the one that waits for it.
  console.log(parents[1][1] === parents[0][0], parents[2][1] === parents[1][0]);
})();
