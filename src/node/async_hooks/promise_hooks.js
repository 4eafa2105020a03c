// `v8.promiseHooks`, and the one set of native hooks that it shares with `async_hooks`.
'use strict';

const { setPromiseHooks } = internalBinding('promise_hooks');
const { validatePlainFunction } = require('internal/validators');

const kNames = ['init', 'before', 'after', 'settled'];
// By name, in the order of their registration. Replaced, never changed: a hook may remove itself.
const lists = { init: [], before: [], after: [], settled: [] };

function update() {
  setPromiseHooks(...kNames.map((name) => {
    const list = lists[name];
    if (list.length <= 1) return list[0];
    return (promise, parent) => {
      for (const hook of list) hook(promise, parent);
    };
  }));
}

function add(name, hook) {
  lists[name] = [...lists[name], hook];
}

function remove(name, hook) {
  lists[name] = lists[name].filter((other) => other !== hook);
}

function makeUseHook(name) {
  return (hook) => {
    validatePlainFunction(hook, `${name}Hook`);
    add(name, hook);
    update();
    return () => {
      remove(name, hook);
      update();
    };
  };
}

/** Sets several hooks at once; returns the function that removes them. */
function createHook({ init, before, after, settled } = {}) {
  const hooks = { init, before, after, settled };
  for (const name of kNames) if (hooks[name] !== undefined) validatePlainFunction(hooks[name], `${name}Hook`);
  for (const name of kNames) if (hooks[name] !== undefined) add(name, hooks[name]);
  update();
  return () => {
    for (const name of kNames) if (hooks[name] !== undefined) remove(name, hooks[name]);
    update();
  };
}

module.exports = {
  createHook,
  onInit: makeUseHook('init'),
  onBefore: makeUseHook('before'),
  onAfter: makeUseHook('after'),
  onSettled: makeUseHook('settled'),
};
