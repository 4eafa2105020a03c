// Unfinished exports seen through a cycle: reading what is not there yet warns, as Node does.
'use strict';

const proxyTarget = {
  get(target, property) {
    if (property in target || property === '__esModule') return target[property];
    warn(property);
    return undefined;
  },
  getOwnPropertyDescriptor(target, property) {
    if (Object.hasOwn(target, property) || property === '__esModule') {
      return Object.getOwnPropertyDescriptor(target, property);
    }
    warn(property);
    return undefined;
  },
};

// The prototype that unfinished exports get while they are seen through a cycle.
const unfinished = new Proxy({}, proxyTarget);

function warn(property) {
  process.emitWarning(
    `Accessing non-existent property '${String(property)}' of module exports inside circular dependency`);
}

// The modules whose exports have that prototype.
const marked = new Set();

/** The exports of a module that is still loading. */
function exportsInCycle(module) {
  const { exports } = module;
  if (exports && typeof exports === 'object' && !require('internal/util/types').isProxy(exports) &&
      Object.getPrototypeOf(exports) === Object.prototype && !exports.__esModule) {
    Object.setPrototypeOf(exports, unfinished);
    marked.add(module);
  }
  return exports;
}

/** Takes back what `exportsInCycle` did, when the module has loaded. */
function finished(module) {
  if (marked.size === 0 || !marked.delete(module)) return;
  const { exports } = module;
  if (exports && typeof exports === 'object' && !require('internal/util/types').isProxy(exports) &&
      Object.getPrototypeOf(exports) === unfinished) {
    Object.setPrototypeOf(exports, Object.prototype);
  }
}

module.exports = { exportsInCycle, finished };
