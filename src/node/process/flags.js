// `process.allowedNodeEnvironmentFlags`: the options that may stand in NODE_OPTIONS, as a set that cannot be changed and
// that knows an option in each of its spellings.
'use strict';

// What says which program to run, not how.
const notInEnvironment = new Set(['--eval', '--print', '--check', '--version', '--help', '--test', '--expose-internals']);
const shortForms = { '__proto__': null, '-r': '--require', '-C': '--conditions' };

function canonical(flag) {
  if (flag in shortForms) return flag;
  const [name] = flag.replace(/_/g, '-').split('=', 1);
  return name;
}

const { add } = Set.prototype;

class NodeEnvironmentFlagsSet extends Set {
  constructor(flags) {
    super();
    for (const flag of flags) add.call(this, flag);
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
    if (flag.startsWith('-')) return super.has(flag) || flag in shortForms;
    return super.has(`--${flag}`) || `-${flag}` in shortForms;
  }
}

function create() {
  const values = internalBinding('options').getCLIOptionsValues();
  const flags = [];
  for (const name of Object.keys(values)) {
    if (notInEnvironment.has(name)) continue;
    flags.push(name);
    if (typeof values[name] === 'boolean') flags.push(`--no-${name.slice(2)}`);
  }
  return Object.freeze(new NodeEnvironmentFlagsSet([...flags, ...Object.keys(shortForms)]));
}

module.exports = { create };
