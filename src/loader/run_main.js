// Runs the program that the command line names.
'use strict';

const path = require('path');
const { Module, markSite } = require('internal/modules/cjs/loader');
const { compileFunction, evaluate } = internalBinding('modules');

/** Runs a file, found as `require` of an absolute path finds it. */
function runMain(file) {
  Module._initPaths();
  const resolved = Module._findPath(path.resolve(file), null, true) || path.resolve(file);
  process.argv[1] = path.resolve(file);
  if (resolved.endsWith('.mjs')) return require('internal/modules/esm/loader').runMain(resolved);
  const packages = require('internal/modules/package_json_reader');
  if (resolved.endsWith('.js') && packages.typeOf(resolved) === 'module') {
    return require('internal/modules/esm/loader').runMain(resolved);
  }
  return Module._load(path.resolve(file), null, true);
}

/** Runs a text (`-e`, standard input) as a script named `name`; returns its completion value. */
function runText(text, name) {
  Module._initPaths();
  const module = new Module(name);
  module.filename = path.join(process.cwd(), name);
  module.paths = Module._nodeModulePaths(process.cwd());
  const { makeRequire } = require('internal/modules/helpers');
  const hidden = (key, value) => Object.defineProperty(globalThis, key, {
    __proto__: null, value, writable: true, configurable: true, enumerable: false,
  });
  hidden('require', makeRequire(module, Module));
  hidden('module', module);
  hidden('exports', module.exports);
  hidden('__filename', name);
  hidden('__dirname', '.');
  try {
    return evaluate(text, name);
  } catch (error) {
    if (error instanceof SyntaxError) markSite(error, name);
    throw error;
  }
}

/** Compiles a file without running it (`--check`). */
function check(text, file) {
  compileFunction(text, file, 'exports, require, module, __filename, __dirname');
}

module.exports = { runMain, runText, check };
