// `node:vm`.
'use strict';

const { getOptionValue } = require('internal/options');
const { Script, contextOptions } = require('internal/vm');
const { compileFunction } = require('internal/vm/compile_function');
const { constants, contextOf, createContext, isContext } = require('internal/vm/context');
const { measureMemory } = require('internal/vm/measure_memory');

function createScript(code, options) {
  return new Script(code, options);
}

function runInContext(code, contextifiedObject, options) {
  contextOf(contextifiedObject);
  return new Script(code, named(options)).runInContext(contextifiedObject, runOptions(options));
}

function runInNewContext(code, contextObject, options) {
  const given = named(options);
  return runInContext(code, createContext(contextObject, contextOptions(given)), given);
}

function runInThisContext(code, options) {
  return new Script(code, named(options)).runInThisContext(runOptions(options));
}

function named(options) {
  return typeof options === 'string' ? { filename: options } : options;
}

function runOptions(options) {
  return typeof options === 'string' ? undefined : options;
}

module.exports = {
  Script,
  createContext,
  createScript,
  runInContext,
  runInNewContext,
  runInThisContext,
  isContext,
  compileFunction,
  measureMemory,
  constants,
};

// Node's own rule: the classes of modules appear with the flag.
if (getOptionValue('--experimental-vm-modules')) {
  const { Module, SourceTextModule, SyntheticModule } = require('internal/vm/module');
  Object.assign(module.exports, { Module, SourceTextModule, SyntheticModule });
}
