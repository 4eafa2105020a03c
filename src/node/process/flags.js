// `process.allowedNodeEnvironmentFlags`: the options that may stand in NODE_OPTIONS, as a set that cannot be changed and
// that knows an option in each of its spellings.
'use strict';

function canonical(flag) {
  return flag.replace(/_/g, '-').split('=', 1)[0];
}

class NodeEnvironmentFlagsSet extends Set {
  // Kept apart, where no method of a set's reaches.
  #flags;

  constructor(flags) {
    super();
    this.#flags = new Set(flags);
  }

  add() {
    return this;
  }

  delete() {
    return false;
  }

  clear() {}

  /** With or without dashes, with dashes or underscores between words, with or without a value. */
  has(key) {
    if (typeof key !== 'string') return false;
    const flag = canonical(key);
    if (flag.startsWith('-')) return this.#flags.has(flag);
    return this.#flags.has(`--${flag}`) || this.#flags.has(`-${flag}`);
  }

  get size() {
    return this.#flags.size;
  }

  forEach(callback, thisArg = undefined) {
    for (const flag of this.#flags) callback.call(thisArg, flag, flag, this);
  }

  entries() {
    return this.#flags.entries();
  }

  values() {
    return this.#flags.values();
  }
}

const { prototype } = NodeEnvironmentFlagsSet;
Object.defineProperty(prototype, Symbol.iterator, {
  __proto__: null, configurable: true, writable: true, value: prototype.values,
});
Object.defineProperty(prototype, 'keys', {
  __proto__: null, configurable: true, writable: true, value: prototype.values,
});

function create() {
  return Object.freeze(new NodeEnvironmentFlagsSet(internalBinding('options').getEnvironmentFlags()));
}

module.exports = { create };
