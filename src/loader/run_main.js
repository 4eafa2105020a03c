// Runs the program that the command line names.
'use strict';

const path = require('path');
const { Module, markSite } = require('internal/modules/cjs/loader');
const { compileCommonJS, evaluate, readText } = internalBinding('modules');
const { getOptionValue } = require('internal/options');

/** Runs a file, found as `require` of an absolute path finds it. */
function runMain(file) {
  Module._initPaths();
  process.argv[1] = path.resolve(file);
  preload();
  const resolved = Module._findPath(path.resolve(file), null, true) || path.resolve(file);
  if (resolved.endsWith('.mjs')) return require('internal/modules/esm/loader').runMain(resolved);
  const packages = require('internal/modules/package_json_reader');
  if (resolved.endsWith('.js') && packages.typeOf(resolved) === 'module') {
    return require('internal/modules/esm/loader').runMain(resolved);
  }
  return Module._load(path.resolve(file), null, true);
}

/** Runs a text (`-e`, standard input) as a script named `name`; prints its completion value if asked to. */
function runText(text, name, print) {
  Module._initPaths();
  preload();
  if (getOptionValue('--input-type') === 'module') return require('internal/modules/esm/loader').runText(text, name);
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
    const value = evaluate(text, name);
    if (print) console.log(value);
  } catch (error) {
    if (error instanceof SyntaxError) markSite(error, name);
    throw error;
  }
}

/** Compiles a file without running it (`--check`). */
function checkFile(file) {
  Module._initPaths();
  const resolved = Module._findPath(path.resolve(file), null, true) || path.resolve(file);
  const text = readText(resolved);
  try {
    compileCommonJS(text, resolved);
  } catch (error) {
    markSite(error, resolved);
    throw error;
  }
}

// What --require asks for; --import needs the module loader and is awaited there.
function preload() {
  const requests = getOptionValue('--require');
  if (requests?.length > 0) Module._preloadModules(requests);
}

module.exports = { runMain, runText, checkFile };
