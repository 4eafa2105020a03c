// `gc()`, which `--expose-gc` and `v8.setFlagsFromString('--expose-gc')` make visible.
'use strict';

const { collectGarbage: collect } = internalBinding('process_methods');

let visible;

/** Frees what nothing reaches; with `{ execution: 'async' }`, later. */
function gc(options) {
  const { observeForced } = require('internal/perf/observe');
  if (options?.execution !== 'async') return observeForced(collect);
  return new Promise((resolve) => {
    require('timers').setImmediate(() => {
      observeForced(collect);
      resolve();
    });
  });
}

module.exports = {
  /** Defines it in this context, and in every further one. */
  expose() {
    expose();
    Object.defineProperty(globalThis, 'gc', {
      __proto__: null, value: gc, writable: true, enumerable: false, configurable: true,
    });
  },
  exposeInNewContexts: expose,
  exposed: () => visible,
};

function expose() {
  visible = gc;
}
