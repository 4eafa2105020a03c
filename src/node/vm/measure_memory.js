// `vm.measureMemory`. The engine does not keep the objects of contexts apart: each figure is that of the whole heap, and
// the range says that anything from nothing to all of it may belong to one.
'use strict';

const { validateObject, validateOneOf } = require('internal/validators');
const { emitExperimentalWarning } = require('internal/util');

let contexts = 0;

function measureMemory(options = { __proto__: null }) {
  emitExperimentalWarning('vm.measureMemory');
  validateObject(options, 'options');
  const { mode = 'summary', execution = 'default' } = options;
  validateOneOf(mode, 'options.mode', ['summary', 'detailed']);
  validateOneOf(execution, 'options.execution', ['default', 'eager']);
  return new Promise((resolve) => {
    require('timers').setImmediate(() => resolve(measure(mode)));
  });
}

function measure(mode) {
  const { heapUsed } = process.memoryUsage();
  const result = { total: { jsMemoryEstimate: heapUsed, jsMemoryRange: [heapUsed, heapUsed] } };
  if (mode === 'summary') return result;
  const part = () => ({ jsMemoryEstimate: heapUsed, jsMemoryRange: [0, heapUsed] });
  return { ...result, current: part(), other: Array.from({ length: contexts }, part) };
}

module.exports = {
  contextMade() { contexts++; },
  measureMemory,
};
