// What `AsyncLocalStorage.prototype.withScope` returns: it puts back, when disposed of, the store that was before.
'use strict';

class RunScope {
  #restore;

  constructor(storage, store) {
    const outer = storage.getStore();
    this.#restore = () => storage.enterWith(outer);
    storage.enterWith(store);
  }

  /** Once; further calls do nothing. */
  dispose() {
    const restore = this.#restore;
    this.#restore = undefined;
    restore?.();
  }

  [Symbol.dispose]() {
    this.dispose();
  }
}

module.exports = RunScope;
